"""The table `batches`, and how a batch comes, goes on and ends."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.errors import BatchInvalid, BatchUnfinished, BatchUnknown
from keyquestions.store import idempotency
from keyquestions.store.database import PATIENCE, Database
from keyquestions.store.outbox import Happening, announce
from keyquestions.store.tables import batch_items, batches
from keyquestions.store.times import aware


class BatchState(StrEnum):
    """`receiving` while its lines arrive; `cancelling` until what is under way is over."""

    RECEIVING = "receiving"
    RUNNING = "running"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """What has become of a line."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (BatchState.RUNNING, BatchState.CANCELLING)
ENDED = (BatchState.FINISHED, BatchState.CANCELLED)
UNSETTLED = (ItemState.WAITING, ItemState.RUNNING)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch, and how many of its lines are in each state."""

    id: str
    state: BatchState
    created_at: datetime
    finished_at: datetime | None
    counts: dict[ItemState, int]

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class NewItem:
    """A line as it came: what is asked for (deflated JSON), or what is wrong with it."""

    position: int
    custom_id: str | None
    external_id: str | None = None
    request: bytes | None = None
    error_code: str | None = None
    error_message: str | None = None


class BatchStore:
    """The batches, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, key_id: str | None, now: datetime) -> str:
        """A new batch that is being received; its id."""
        id_ = f"batch_{secrets.token_hex(12)}"
        row = {
            "id": id_,
            "key_id": key_id,
            "state": BatchState.RECEIVING,
            "created_at": now,
            "updated_at": now,
        }
        await self._database.write(
            lambda connection: connection.execute(insert(batches), [row]), within=PATIENCE
        )
        return id_

    async def append(self, id_: str, items: Sequence[NewItem], now: datetime) -> None:
        """Add lines to a batch that is being received.

        Raises:
            BatchInvalid: a `custom_id` was used by a line before.
        """

        def write(connection: Connection) -> None:
            _refuse_duplicates(connection, id_, items)
            connection.execute(insert(batch_items), [_row(id_, each) for each in items])
            connection.execute(update(batches).where(batches.c.id == id_).values(updated_at=now))

        await self._database.write(write)

    async def start(self, id_: str, now: datetime) -> Batch:
        """All lines are there: have them worked on."""

        def write(connection: Connection) -> Batch:
            _move(connection, id_, BatchState.RUNNING, now)
            finish_if_done(connection, id_, now)
            return _get(connection, id_)

        return await self._database.write(write)

    async def get(self, id_: str) -> Batch:
        """One of them.

        Raises:
            BatchUnknown: there is none of that id, or not all of its lines are there yet.
        """
        return await self._database.read(lambda connection: _get(connection, id_))

    async def recent(self, limit: int, before: str | None = None) -> tuple[Batch, ...]:
        """The newest first, from before the one of that id.

        Raises:
            BatchUnknown: there is none of the id in `before`.
        """

        def read(connection: Connection) -> tuple[Batch, ...]:
            wanted = select(batches).where(batches.c.state != BatchState.RECEIVING)
            if before is not None:
                row = _found(connection, before)
                created, id_ = batches.c.created_at, batches.c.id
                same = and_(created == row["created_at"], id_ < before)
                wanted = wanted.where(or_(created < row["created_at"], same))
            order = (batches.c.created_at.desc(), batches.c.id.desc())
            rows = connection.execute(wanted.order_by(*order).limit(limit)).mappings().all()
            return tuple(_batch(connection, row) for row in rows)

        return await self._database.read(read)

    async def cancel(self, id_: str, now: datetime) -> Batch:
        """Take back what waits; what is under way is finished. Again, or too late, is no error.

        Raises:
            BatchUnknown: there is none of that id.
        """

        def write(connection: Connection) -> Batch:
            if locked(connection, id_)["state"] == BatchState.RUNNING:
                connection.execute(
                    update(batch_items)
                    .where(batch_items.c.batch_id == id_, batch_items.c.state == ItemState.WAITING)
                    .values(state=ItemState.CANCELLED, request=None)
                )
                _move(connection, id_, BatchState.CANCELLING, now)
                finish_if_done(connection, id_, now)
            return _get(connection, id_)

        return await self._database.write(write)

    async def retry(self, id_: str, now: datetime) -> Batch:
        """Have the failed lines that could be read analysed again, and no others.

        Raises:
            BatchUnknown: there is none of that id.
            BatchUnfinished: it is being cancelled.
        """

        def write(connection: Connection) -> Batch:
            if locked(connection, id_)["state"] == BatchState.CANCELLING:
                raise BatchUnfinished("The batch is being cancelled; wait until that is done.")
            changed = connection.execute(
                update(batch_items)
                .where(
                    batch_items.c.batch_id == id_,
                    batch_items.c.state == ItemState.FAILED,
                    batch_items.c.request.is_not(None),
                )
                .values(
                    state=ItemState.WAITING,
                    analysis_id=None,
                    error_code=None,
                    error_message=None,
                    retryable=False,
                )
            )
            if changed.rowcount:
                _move(connection, id_, BatchState.RUNNING, now)
            return _get(connection, id_)

        return await self._database.write(write)

    async def remove(self, id_: str) -> None:
        """Erase a batch and its lines; the analyses stay.

        Raises:
            BatchUnknown: there is none of that id.
            BatchUnfinished: it is not finished yet.
        """

        def write(connection: Connection) -> None:
            if locked(connection, id_)["state"] not in ENDED:
                raise BatchUnfinished("The batch is not finished yet; cancel it first.")
            _erase(connection, [id_])

        await self._database.write(write)

    async def discard(self, id_: str) -> None:
        """Erase a batch whose lines were not all received."""
        await self._database.write(lambda connection: _erase(connection, [id_]))

    async def sweep(self, before: datetime) -> int:
        """Erase batches whose sender went away, and of which nothing came since; how many."""

        def write(connection: Connection) -> int:
            left = select(batches.c.id).where(
                batches.c.state == BatchState.RECEIVING, batches.c.updated_at < before
            )
            ids = list(connection.scalars(left))
            _erase(connection, ids)
            return len(ids)

        return await self._database.write(write)


def locked(connection: Connection, id_: str) -> RowMapping:
    """The batch's row, which nobody else changes before this transaction is over.

    Without that two transactions that settle the last two lines would each see the other's as
    under way, and the batch would never be finished.

    Raises:
        BatchUnknown: there is none of that id.
    """
    return _found(connection, id_, lock=True)


def finish_if_done(connection: Connection, id_: str, now: datetime) -> None:
    """End an open batch of which no line is left, and leave word of it for the webhooks."""
    left = select(batch_items.c.position).where(
        batch_items.c.batch_id == id_, batch_items.c.state.in_(UNSETTLED)
    )
    if connection.execute(left.limit(1)).first() is not None:
        return
    state = BatchState(connection.execute(_of(id_)).mappings().one()["state"])
    if state not in OPEN:
        return
    ended = BatchState.FINISHED if state is BatchState.RUNNING else BatchState.CANCELLED
    _move(connection, id_, ended, now)
    counts = {str(key): count for key, count in _counts(connection, id_).items()}
    told: dict[str, str | int] = {"batch_id": id_, "state": str(ended), **counts}
    announce(connection, Happening.BATCH_FINISHED, told, now)


def _of(id_: str) -> Select[Any]:
    return select(batches).where(batches.c.id == id_)


def _found(connection: Connection, id_: str, *, lock: bool = False) -> RowMapping:
    wanted = _of(id_).where(batches.c.state != BatchState.RECEIVING)
    if lock:
        wanted = wanted.with_for_update()
    row: RowMapping | None = connection.execute(wanted).mappings().first()
    if row is None:
        raise BatchUnknown("There is no batch of that id; it may have been deleted.")
    return row


def _move(connection: Connection, id_: str, state: BatchState, now: datetime) -> None:
    ended = now if state in ENDED else None
    connection.execute(
        update(batches)
        .where(batches.c.id == id_)
        .values(state=state, updated_at=now, finished_at=ended)
    )


def _refuse_duplicates(connection: Connection, id_: str, items: Sequence[NewItem]) -> None:
    named = [each for each in items if each.custom_id is not None]
    wanted = select(batch_items.c.custom_id, batch_items.c.position).where(
        batch_items.c.batch_id == id_,
        batch_items.c.custom_id.in_([each.custom_id for each in named]),
    )
    seen = {row.custom_id: row.position for row in connection.execute(wanted)}
    for each in named:
        first = seen.setdefault(each.custom_id, each.position)
        if first != each.position:
            raise BatchInvalid(
                f"Lines {first} and {each.position} have the same custom_id; each line needs its "
                "own."
            )


def _erase(connection: Connection, ids: Sequence[str]) -> None:
    connection.execute(delete(batch_items).where(batch_items.c.batch_id.in_(ids)))
    connection.execute(delete(batches).where(batches.c.id.in_(ids)))
    idempotency.forget(connection, ids)


def _row(id_: str, item: NewItem) -> dict[str, object]:
    return {
        "batch_id": id_,
        "position": item.position,
        "custom_id": item.custom_id,
        "external_id": item.external_id,
        "request": item.request,
        "state": ItemState.FAILED if item.error_code else ItemState.WAITING,
        "error_code": item.error_code,
        "error_message": item.error_message,
        "retryable": False,
    }


def _counts(connection: Connection, id_: str) -> dict[ItemState, int]:
    wanted = (
        select(batch_items.c.state, func.count())
        .where(batch_items.c.batch_id == id_)
        .group_by(batch_items.c.state)
    )
    found = {row[0]: row[1] for row in connection.execute(wanted)}
    return {state: found.get(state, 0) for state in ItemState}


def _get(connection: Connection, id_: str) -> Batch:
    return _batch(connection, _found(connection, id_))


def _batch(connection: Connection, row: RowMapping) -> Batch:
    return Batch(
        id=row["id"],
        state=BatchState(row["state"]),
        created_at=aware(row["created_at"]),
        finished_at=aware(row["finished_at"]),
        counts=_counts(connection, row["id"]),
    )
