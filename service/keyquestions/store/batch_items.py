"""The table `batch_items`: the lines of batches, worked on by any process under leases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.store.batches import (
    OPEN,
    UNSETTLED,
    BatchState,
    ItemState,
    finish_if_done,
    locked,
)
from keyquestions.store.database import Database
from keyquestions.store.tables import batch_items, batches


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a batch; `position` is its number, from 1."""

    batch_id: str
    position: int
    custom_id: str | None
    state: ItemState
    request: bytes | None
    analysis_id: str | None
    key_id: str | None
    error_code: str | None
    error_message: str | None
    retryable: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What has become of a line; `waiting` gives it back."""

    state: ItemState
    code: str | None = None
    message: str | None = None
    retryable: bool = False


class BatchItems:
    """The lines, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(
        self, worker: str, now: datetime, lease: timedelta, limit: int
    ) -> tuple[Item, ...]:
        """Take lines that wait, or whose worker's lease is over; the oldest batch goes first.

        Batches that turn out to have nothing left to do are finished.
        """

        def look(connection: Connection) -> tuple[list[tuple[str, int]], list[str]]:
            wanted: list[tuple[str, int]] = []
            done = []
            for id_ in connection.scalars(_open_batches()).all():
                found = connection.scalars(_free(id_, now, limit - len(wanted))).all()
                wanted += [(id_, position) for position in found]
                if not found and not _has_unsettled(connection, id_):
                    done.append(id_)
            return wanted, done

        wanted, done = await self._database.read(look)
        if not wanted and not done:
            return ()

        def write(connection: Connection) -> tuple[Item, ...]:
            for id_ in done:
                locked(connection, id_)
                finish_if_done(connection, id_, now)
            taken = [_take(connection, each, worker, now, now + lease) for each in wanted]
            return tuple(each for each in taken if each is not None)

        return await self._database.write(write)

    async def renew(self, worker: str, until: datetime) -> None:
        """Keep all that this worker has until then."""
        await self._database.write(
            lambda connection: connection.execute(
                update(batch_items).where(_held_by(worker)).values(leased_until=until)
            )
        )

    async def release(self, worker: str) -> None:
        """Let others go on, at once, with all that this worker has."""
        await self._database.write(
            lambda connection: connection.execute(
                update(batch_items).where(_held_by(worker)).values(leased_until=None, worker=None)
            )
        )

    async def attach(self, item: Item, worker: str, analysis_id: str) -> None:
        """Note which analysis makes it: whoever goes on with it looks there first."""
        await self._database.write(
            lambda connection: connection.execute(
                update(batch_items)
                .where(_at(item.batch_id, item.position), _held_by(worker))
                .values(analysis_id=analysis_id)
            )
        )

    async def settle(self, item: Item, worker: str, ending: Ending, now: datetime) -> bool:
        """Write what has become of it, and end the batch if it was the last line.

        False where the lease was over, and somebody else has it.
        """

        def write(connection: Connection) -> bool:
            state = ending.state
            batch = locked(connection, item.batch_id)
            if state is ItemState.WAITING and batch["state"] == BatchState.CANCELLING:
                state = ItemState.CANCELLED
            values: dict[str, object] = {
                "state": state,
                "worker": None,
                "leased_until": None,
                "error_code": ending.code,
                "error_message": ending.message,
                "retryable": ending.retryable,
            }
            if state not in {ItemState.WAITING, ItemState.FAILED}:
                values["request"] = None  # an article is not kept for longer than it is needed
            changed = connection.execute(
                update(batch_items)
                .where(_at(item.batch_id, item.position), _held_by(worker))
                .values(values)
            )
            finish_if_done(connection, item.batch_id, now)
            return changed.rowcount == 1

        return await self._database.write(write)

    async def settled(self, batch_id: str, after: int, limit: int) -> tuple[Item, ...]:
        """Lines that are settled, in their order, from after that position."""
        wanted = (
            _items()
            .where(
                batch_items.c.batch_id == batch_id,
                batch_items.c.position > after,
                batch_items.c.state.not_in(UNSETTLED),
            )
            .order_by(batch_items.c.position)
            .limit(limit)
        )
        return await self._database.read(
            lambda connection: tuple(map(_item, connection.execute(wanted).mappings()))
        )


def forget(
    connection: Connection, *, analysis_ids: Collection[str] = (), external_id: str | None = None
) -> None:
    """Erase the texts of lines that led to those analyses, or that are of that article.

    It is part of the caller's transaction, which erases the analyses. A line that waits is not
    analysed any more.
    """
    meant: list[ColumnElement[bool]] = [batch_items.c.analysis_id.in_(analysis_ids)]
    if external_id is not None:
        meant.append(batch_items.c.external_id == external_id)
    connection.execute(
        update(batch_items)
        .where(or_(*meant), batch_items.c.state == ItemState.WAITING)
        .values(state=ItemState.CANCELLED)
    )
    connection.execute(update(batch_items).where(or_(*meant)).values(request=None))


def _items() -> Select[Any]:
    return select(batch_items, batches.c.key_id).join(
        batches, batches.c.id == batch_items.c.batch_id
    )


def _open_batches() -> Select[str]:
    order = (batches.c.created_at, batches.c.id)
    return select(batches.c.id).where(batches.c.state.in_(OPEN)).order_by(*order)


def _is_free(now: datetime) -> ColumnElement[bool]:
    """It waits, or its worker has not been heard of."""
    lease = batch_items.c.leased_until
    left = and_(batch_items.c.state == ItemState.RUNNING, or_(lease.is_(None), lease < now))
    return or_(batch_items.c.state == ItemState.WAITING, left)


def _free(batch_id: str, now: datetime, limit: int) -> Select[int]:
    return (
        select(batch_items.c.position)
        .where(batch_items.c.batch_id == batch_id, _is_free(now))
        .order_by(batch_items.c.position)
        .limit(max(limit, 0))
    )


def _has_unsettled(connection: Connection, batch_id: str) -> bool:
    wanted = select(batch_items.c.position).where(
        batch_items.c.batch_id == batch_id, batch_items.c.state.in_(UNSETTLED)
    )
    return connection.execute(wanted.limit(1)).first() is not None


def _at(batch_id: str, position: int) -> ColumnElement[bool]:
    return and_(batch_items.c.batch_id == batch_id, batch_items.c.position == position)


def _held_by(worker: str) -> ColumnElement[bool]:
    return and_(batch_items.c.worker == worker, batch_items.c.state == ItemState.RUNNING)


def _take(
    connection: Connection, place: tuple[str, int], worker: str, now: datetime, until: datetime
) -> Item | None:
    """The line, unless somebody else has taken it since it was looked for."""
    changed = connection.execute(
        update(batch_items)
        .where(_at(*place), _is_free(now))
        .values(state=ItemState.RUNNING, worker=worker, leased_until=until)
    )
    if changed.rowcount == 0:
        return None
    return _item(connection.execute(_items().where(_at(*place))).mappings().one())


def _item(row: RowMapping) -> Item:
    return Item(
        batch_id=row["batch_id"],
        position=row["position"],
        custom_id=row["custom_id"],
        state=ItemState(row["state"]),
        request=row["request"],
        analysis_id=row["analysis_id"],
        key_id=row["key_id"],
        error_code=row["error_code"],
        error_message=row["error_message"],
        retryable=row["retryable"],
    )
