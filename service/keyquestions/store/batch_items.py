"""The table `batch_items`: the lines of batches, as they are read."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.store.batches import UNSETTLED, ItemState
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


class BatchItems:
    """The lines, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settled(self, batch_id: str, after: int, limit: int) -> tuple[Item, ...]:
        """Lines that are settled, in their order, from after that position."""
        wanted = (
            lines_of_batches()
            .where(
                batch_items.c.batch_id == batch_id,
                batch_items.c.position > after,
                batch_items.c.state.not_in(UNSETTLED),
            )
            .order_by(batch_items.c.position)
            .limit(limit)
        )
        return await self._database.read(
            lambda connection: tuple(map(item_of, connection.execute(wanted).mappings()))
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


def lines_of_batches() -> Select[Any]:
    """Lines, with the keys that their batches were posted with."""
    return select(batch_items, batches.c.key_id).join(
        batches, batches.c.id == batch_items.c.batch_id
    )


def item_of(row: RowMapping) -> Item:
    """The line of a row of `lines_of_batches`."""
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
