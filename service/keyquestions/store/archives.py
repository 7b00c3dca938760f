"""Batches that are read from a file and written to another one, as the command line runs them."""

import secrets
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.errors import BatchUnknown
from keyquestions.store.batches import (
    OPEN,
    UNSETTLED,
    BatchState,
    ItemState,
    NewItem,
    add_lines,
    finish_if_done,
    locked,
)
from keyquestions.store.database import Database
from keyquestions.store.tables import UNWRITTEN, analyses, batch_items, batches


@dataclass(frozen=True, slots=True)
class Archive:
    """A batch with its files; `read` is the number of lines that are in the database by now.

    `complete` says that these are all.
    """

    id: str
    name: str | None
    state: BatchState
    source: str | None
    target: str | None
    options: Mapping[str, Any]
    complete: bool
    read: int
    budget_usd: float | None
    halted: str | None
    halted_because: str | None
    runner: str | None

    @property
    def is_open(self) -> bool:
        """Whether there is, or may be, something left to do."""
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a line; `result` is the analysis as JSON, `again` whether it can be retried."""

    position: int
    custom_id: str | None
    state: ItemState
    result: str | None
    error_code: str | None
    error_message: str | None
    retryable: bool
    again: bool


class Archives:
    """The archives, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        name: str,
        source: str,
        target: str,
        options: Mapping[str, Any],
        now: datetime,
    ) -> Archive:
        """A new one, without any lines yet."""
        id_ = f"batch_{secrets.token_hex(12)}"
        row = {
            "id": id_,
            "state": BatchState.RUNNING,
            "created_at": now,
            "updated_at": now,
            "name": name,
            "source": source,
            "target": target,
            "options": dict(options),
            "complete": False,
        }

        def write(connection: Connection) -> Archive:
            connection.execute(insert(batches), [row])
            return _archive(connection, id_)

        return await self._database.write(write)

    async def get(self, id_: str) -> Archive:
        """One of them.

        Raises:
            BatchUnknown: there is none of that id.
        """
        return await self._database.read(lambda connection: _archive(connection, id_))

    async def newest(self, name: str) -> Archive | None:
        """The newest of that name."""
        wanted = (
            select(batches.c.id)
            .where(batches.c.name == name)
            .order_by(batches.c.created_at.desc())
            .limit(1)
        )

        def read(connection: Connection) -> Archive | None:
            id_ = connection.scalar(wanted)
            return None if id_ is None else _archive(connection, id_)

        return await self._database.read(read)

    async def claim(
        self, id_: str, worker: str, before: str | None, budget_usd: float | None
    ) -> bool:
        """Read and write for it from now on, and clear what halted it.

        False where another worker was faster than whoever saw `before` as its runner.
        """
        seen = batches.c.runner.is_(None) if before is None else batches.c.runner == before
        changed = (
            update(batches)
            .where(batches.c.id == id_, seen)
            .values(runner=worker, budget_usd=budget_usd, halted=None, halted_because=None)
        )
        return await self._database.write(
            lambda connection: connection.execute(changed).rowcount == 1
        )

    async def release(self, id_: str, worker: str) -> None:
        """Let others read and write for it."""
        changed = update(batches).where(batches.c.id == id_, batches.c.runner == worker)
        await self._database.write(
            lambda connection: connection.execute(changed.values(runner=None))
        )

    async def add(self, id_: str, items: Sequence[NewItem], now: datetime) -> None:
        """Add lines, each in its place."""

        def write(connection: Connection) -> None:
            locked(connection, id_)
            add_lines(connection, id_, items, written=False)
            connection.execute(update(batches).where(batches.c.id == id_).values(updated_at=now))

        await self._database.write(write)

    async def complete(self, id_: str, now: datetime) -> None:
        """All of its lines are there."""

        def write(connection: Connection) -> None:
            locked(connection, id_)
            connection.execute(update(batches).where(batches.c.id == id_).values(complete=True))
            finish_if_done(connection, id_, now)

        await self._database.write(write)

    async def unwritten(self, id_: str, *, ordered: bool, limit: int) -> Sequence[Outcome]:
        """Lines that are settled and not written yet; `ordered`: only up to the first gap."""

        def read(connection: Connection) -> Sequence[Outcome]:
            wanted = _outcomes(id_).where(UNWRITTEN)
            if ordered:
                gap = connection.scalar(
                    select(func.min(batch_items.c.position)).where(
                        batch_items.c.batch_id == id_, batch_items.c.state.in_(UNSETTLED)
                    )
                )
                if gap is not None:
                    wanted = wanted.where(batch_items.c.position < gap)
            return _read(connection, wanted.limit(limit))

        return await self._database.read(read)

    async def wrote(self, id_: str, positions: Sequence[int]) -> None:
        """These lines are in the target for good."""
        these = batch_items.c.batch_id == id_, batch_items.c.position.in_(positions)
        await self._database.write(
            lambda connection: connection.execute(
                update(batch_items).where(*these).values(written=True)
            )
        )

    async def written(self, id_: str) -> int:
        """How many lines are in the target."""
        mine = batch_items.c.batch_id == id_, batch_items.c.written.is_(True)
        return await self._database.read(
            lambda connection: connection.scalar(select(func.count()).where(*mine)) or 0
        )

    async def outcomes(self, id_: str, after: int, limit: int) -> Sequence[Outcome]:
        """Lines that are settled, in their order, from after that position."""
        wanted = _outcomes(id_).where(
            batch_items.c.position > after, batch_items.c.state.not_in(UNSETTLED)
        )
        return await self._database.read(lambda connection: _read(connection, wanted.limit(limit)))

    async def rewrite(self, id_: str) -> None:
        """Nothing of it counts as written any more."""
        mine = batch_items.c.batch_id == id_, batch_items.c.written.is_(True)
        await self._database.write(
            lambda connection: connection.execute(
                update(batch_items).where(*mine).values(written=False)
            )
        )


def _outcomes(id_: str) -> Select[Any]:
    columns = (
        batch_items.c.position, batch_items.c.custom_id, batch_items.c.state,
        batch_items.c.error_code, batch_items.c.error_message, batch_items.c.retryable,
        batch_items.c.request.is_not(None).label("again"), analyses.c.result,
    )  # fmt: skip
    return (
        select(*columns)
        .join(analyses, analyses.c.id == batch_items.c.analysis_id, isouter=True)
        .where(batch_items.c.batch_id == id_)
        .order_by(batch_items.c.position)
    )


def _read(connection: Connection, wanted: Select[Any]) -> Sequence[Outcome]:
    return [_outcome(row) for row in connection.execute(wanted).mappings()]


def _outcome(row: RowMapping) -> Outcome:
    state = ItemState(row["state"])
    has_result = state in {ItemState.SUCCEEDED, ItemState.PARTIAL} and row["result"] is not None
    return Outcome(
        position=row["position"],
        custom_id=row["custom_id"],
        state=state,
        result=zlib.decompress(row["result"]).decode() if has_result else None,
        error_code=row["error_code"],
        error_message=row["error_message"],
        retryable=row["retryable"],
        again=row["again"],
    )


def _archive(connection: Connection, id_: str) -> Archive:
    row = connection.execute(select(batches).where(batches.c.id == id_)).mappings().first()
    if row is None:
        raise BatchUnknown("There is no batch of that id; it may have been deleted.")
    read = connection.scalar(
        select(func.max(batch_items.c.position)).where(batch_items.c.batch_id == id_)
    )
    names = (
        "id", "name", "source", "target", "complete", "budget_usd", "halted", "halted_because",
        "runner",
    )  # fmt: skip
    return Archive(
        **{name: row[name] for name in names},
        state=BatchState(row["state"]),
        options=row["options"] or {},
        read=read or 0,
    )
