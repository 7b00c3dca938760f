"""The table `batch_chunks`: the lines of a batch in the portions that workers take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from keyquestions.store.batch_items import Item, item_of, lines_of_batches
from keyquestions.store.batches import (
    OPEN,
    UNSETTLED,
    BatchState,
    ChunkState,
    ItemState,
    finish_if_done,
    locked,
)
from keyquestions.store.database import Database
from keyquestions.store.tables import batch_chunks, batch_items, batches


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of a batch, from `first` to `last`, handed out for the time that `round` says."""

    batch_id: str
    first: int
    last: int
    round: int

    @property
    def name(self) -> str:
        """What nobody else is called, and it itself again if it is handed out once more."""
        return f"{self.batch_id}/{self.first}/{self.round}"


@dataclass(frozen=True, slots=True)
class Begun:
    """The lines of a chunk that are left to do, and what its batch may cost, at most."""

    items: tuple[Item, ...]
    budget_usd: float | None


class Chunks:
    """The chunks, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hand_out(self, ahead: int) -> tuple[Chunk, ...]:
        """Open those that are next, so that at most `ahead` of a batch are open."""
        batches_ = await self._database.read(_with_held)
        if not batches_:
            return ()

        def write(connection: Connection) -> tuple[Chunk, ...]:
            found: list[Chunk] = []
            for id_ in batches_:
                locked(connection, id_)
                found += _open_next(connection, id_, ahead)
            return tuple(found)

        return await self._database.write(write)

    async def open_ones(self) -> tuple[Chunk, ...]:
        """All that are open."""
        wanted = select(batch_chunks).where(batch_chunks.c.state == ChunkState.OPEN)
        return await self._database.read(
            lambda connection: tuple(Chunk(*row[:4]) for row in connection.execute(wanted))
        )

    async def waiting(self, batch_id: str) -> int:
        """How many of a batch are not done."""
        wanted = select(func.count()).where(
            batch_chunks.c.batch_id == batch_id,
            batch_chunks.c.state.in_([ChunkState.HELD, ChunkState.OPEN]),
        )
        return await self._database.read(lambda connection: connection.scalar(wanted)) or 0

    async def open_in(self, batch_id: str) -> int:
        """How many of a batch are open: somebody may be working on them."""
        wanted = select(func.count()).where(
            batch_chunks.c.batch_id == batch_id, batch_chunks.c.state == ChunkState.OPEN
        )
        return await self._database.read(lambda connection: connection.scalar(wanted)) or 0

    async def begin(self, chunk: Chunk, now: datetime) -> Begun | None:
        """Take what is left of it; None where there is nothing to do (any more, or now)."""

        def write(connection: Connection) -> Begun | None:
            batch = (
                connection.execute(
                    select(batches).where(batches.c.id == chunk.batch_id).with_for_update()
                )
                .mappings()
                .first()
            )
            state = connection.scalar(
                select(batch_chunks.c.state).where(_at(chunk), batch_chunks.c.round == chunk.round)
            )
            if batch is None or state != ChunkState.OPEN:
                return None
            if batch["state"] == BatchState.RUNNING and not batch["halted"]:
                return Begun(_take(connection, chunk), batch["budget_usd"])
            _close(connection, chunk, now)
            return None

        return await self._database.write(write)

    async def end(self, chunk: Chunk, now: datetime) -> None:
        """Nobody works on it any more: it is done, or held back again."""

        def write(connection: Connection) -> None:
            batch = select(batches.c.id).where(batches.c.id == chunk.batch_id).with_for_update()
            if connection.scalar(batch) is not None:
                _close(connection, chunk, now)

        await self._database.write(write)

    async def halt(self, batch_id: str, code: str, because: str) -> None:
        """Let nothing more of that batch be begun, for that reason."""
        await self._database.write(
            lambda connection: connection.execute(
                update(batches)
                .where(batches.c.id == batch_id, batches.c.halted.is_(None))
                .values(halted=code, halted_because=because)
            )
        )

    async def stopped(self, batch_ids: Sequence[str]) -> frozenset[str]:
        """Those of these batches of which nothing more is to be begun."""
        wanted = select(batches.c.id).where(
            batches.c.id.in_(batch_ids),
            batches.c.state == BatchState.RUNNING,
            batches.c.halted.is_(None),
        )
        going = await self._database.read(lambda connection: frozenset(connection.scalars(wanted)))
        return frozenset(batch_ids) - going


def _with_held(connection: Connection) -> Sequence[str]:
    """Batches of which something can be handed out, the oldest first."""
    held = select(batch_chunks.c.first).where(
        batch_chunks.c.batch_id == batches.c.id, batch_chunks.c.state == ChunkState.HELD
    )
    wanted = (
        select(batches.c.id)
        .where(batches.c.state.in_(OPEN), batches.c.halted.is_(None), held.exists())
        .order_by(batches.c.created_at, batches.c.id)
    )
    return connection.scalars(wanted).all()


def _open_next(connection: Connection, id_: str, ahead: int) -> list[Chunk]:
    mine = batch_chunks.c.batch_id == id_
    there = connection.scalar(
        select(func.count()).where(mine, batch_chunks.c.state == ChunkState.OPEN)
    )
    if (room := ahead - (there or 0)) <= 0:
        return []
    held = (
        select(batch_chunks.c.first)
        .where(mine, batch_chunks.c.state == ChunkState.HELD)
        .order_by(batch_chunks.c.first)
        .limit(room)
    )
    opened = (
        update(batch_chunks)
        .where(mine, batch_chunks.c.first.in_(connection.scalars(held).all()))
        .values(state=ChunkState.OPEN, round=batch_chunks.c.round + 1)
        .returning(
            batch_chunks.c.batch_id, batch_chunks.c.first, batch_chunks.c.last, batch_chunks.c.round
        )
    )
    return sorted((Chunk(*row) for row in connection.execute(opened)), key=lambda each: each.first)


def _take(connection: Connection, chunk: Chunk) -> tuple[Item, ...]:
    left = (
        lines_of_batches()
        .where(_lines(chunk), batch_items.c.state.in_(UNSETTLED))
        .order_by(batch_items.c.position)
    )
    items = tuple(map(item_of, connection.execute(left).mappings()))
    connection.execute(
        update(batch_items)
        .where(_lines(chunk), batch_items.c.state == ItemState.WAITING)
        .values(state=ItemState.RUNNING)
    )
    return items


def _close(connection: Connection, chunk: Chunk, now: datetime) -> None:
    """Write whether it is done; lines of a batch that is being cancelled are."""
    unsettled = and_(_lines(chunk), batch_items.c.state.in_(UNSETTLED))
    state = connection.scalar(select(batches.c.state).where(batches.c.id == chunk.batch_id))
    if state == BatchState.RUNNING:
        left = update(batch_items).where(unsettled).values(state=ItemState.WAITING)
    else:
        left = update(batch_items).where(unsettled).values(state=ItemState.CANCELLED, request=None)
    is_left = connection.execute(left).rowcount > 0 and state == BatchState.RUNNING
    connection.execute(
        update(batch_chunks)
        .where(_at(chunk), batch_chunks.c.round == chunk.round)
        .values(state=ChunkState.HELD if is_left else ChunkState.DONE)
    )
    finish_if_done(connection, chunk.batch_id, now)


def _at(chunk: Chunk) -> ColumnElement[bool]:
    return and_(batch_chunks.c.batch_id == chunk.batch_id, batch_chunks.c.first == chunk.first)


def _lines(chunk: Chunk) -> ColumnElement[bool]:
    return and_(
        batch_items.c.batch_id == chunk.batch_id,
        batch_items.c.position.between(chunk.first, chunk.last),
    )
