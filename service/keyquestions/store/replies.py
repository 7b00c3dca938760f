"""The reply store in a database."""

import asyncio
import json
import logging
import zlib
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from keyquestions.analysis import Tokens
from keyquestions.errors import StoreFailed
from keyquestions.models.nearest import nearest
from keyquestions.models.records import Answer, Asked, Record
from keyquestions.models.stored import ReplyStore
from keyquestions.store.database import Database, translated
from keyquestions.store.tables import replies

CANDIDATES = 200
"""How many of the newest requests of a task are searched for the nearest."""

PAGE = 500
"""How many records are read at once, when all are."""

_log = logging.getLogger(__name__)
_Row = dict[str, Any]


class StoredReplies(ReplyStore):
    """Replies in the table `replies`, written by one task, many to a transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writer = _Writer(database.writer)

    @classmethod
    async def open(cls, url: str) -> "StoredReplies":
        """Open the database of that URL; see `Database.open`."""
        return cls(await Database.open(url))

    async def get(self, key: str) -> Record | None:
        """What is kept under that key."""
        with translated("read"):
            async with self._database.engine.connect() as connection:
                found = await connection.execute(select(replies).where(replies.c.key == key))
                row = found.mappings().first()
        return _record(row) if row else None

    async def put(self, record: Record) -> None:
        """Keep it; this returns when it is committed."""
        await self._writer.put(_row(record))

    async def nearest(self, asked: Asked) -> Asked | None:
        """The most similar of the newest requests for the same task, or for any other."""
        newest = select(replies.c.request).order_by(replies.c.created_at.desc()).limit(CANDIDATES)
        with translated("read"):
            async with self._database.engine.connect() as connection:
                same = newest.where(replies.c.task == _task(asked))
                found = (await connection.scalars(same)).all()
                if not found:
                    found = (await connection.scalars(newest)).all()
        return nearest(asked, (_asked(each) for each in found))

    async def records(self) -> AsyncIterator[Record]:
        """Everything, in the order of the keys."""
        last = ""
        page = select(replies).order_by(replies.c.key).limit(PAGE)
        while True:
            with translated("read"):
                async with self._database.engine.connect() as connection:
                    found = await connection.execute(page.where(replies.c.key > last))
                    rows = found.mappings().all()
            for row in rows:
                yield _record(row)
            if len(rows) < PAGE:
                return
            last = rows[-1]["key"]

    async def aclose(self) -> None:
        """Finish writing and close the database."""
        try:
            await self._writer.finish()
        finally:
            await self._database.aclose()


class _Writer:
    """Writes what has gathered while the transaction before was being committed.

    One at a time in this process; SQLite has room for no more, and a commit for many costs as much
    as for one.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._statement = _upsert(engine.dialect.name)
        self._waiting: list[tuple[_Row, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, row: _Row) -> None:
        """Write it; one who is cancelled meanwhile has it written all the same."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if self._task is None:
            self._task = asyncio.create_task(self._write())
        try:
            await asyncio.shield(done)
        finally:
            if not done.done():
                done.add_done_callback(_tell)

    async def finish(self) -> None:
        """Wait until nothing is waiting to be written."""
        if self._task is not None:
            await self._task

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                failure = await self._commit({row["key"]: row for row, _ in batch})
                for _, done in batch:
                    if failure:
                        done.set_exception(failure)
                    else:
                        done.set_result(None)
        finally:
            self._task = None

    async def _commit(self, rows: Mapping[str, _Row]) -> StoreFailed | None:
        try:
            with translated("written"):
                async with self._engine.begin() as connection:
                    await connection.execute(self._statement, list(rows.values()))
        except StoreFailed as error:
            return error
        return None


def _tell(done: "asyncio.Future[None]") -> None:
    """Say that a reply was lost whose caller is gone."""
    if error := done.exception():
        _log.error("A reply could not be stored: %s", error)


def _upsert(dialect: str) -> sqlite.Insert | postgresql.Insert:
    insert = postgresql.insert(replies) if dialect == "postgresql" else sqlite.insert(replies)
    fresh = {
        column.name: insert.excluded[column.name]
        for column in replies.columns
        if not column.primary_key
    }
    return insert.on_conflict_do_update(index_elements=["key"], set_=fresh)


def _task(asked: Asked) -> str:
    return asked.json_schema.name if asked.json_schema else ""


def _row(record: Record) -> _Row:
    request, reply = record.request, record.reply
    canonical = request.canonical.encode("utf-8", "surrogatepass")
    return {
        "key": request.key,
        "model": request.model,
        "task": _task(request),
        "request": zlib.compress(canonical),
        "text": reply.text,
        "finish": reply.finish.value,
        "structure": reply.structure and reply.structure.value,
        "model_served": reply.model_served,
        **{f"tokens_{name}": getattr(reply.tokens, name) for name in Tokens.model_fields},
        "cost_usd": reply.cost_usd,
        "latency_ms": reply.latency_ms,
        "created_at": record.created_at,
    }


def _record(row: RowMapping) -> Record:
    created = row["created_at"]
    return Record(
        request=_asked(row["request"]),
        reply=Answer(
            text=row["text"],
            finish=row["finish"],
            structure=row["structure"],
            model_served=row["model_served"],
            tokens=Tokens(**{name: row[f"tokens_{name}"] for name in Tokens.model_fields}),
            cost_usd=row["cost_usd"],
            latency_ms=row["latency_ms"],
        ),
        # SQLite knows no time zones; what is written there is UTC.
        created_at=created if created.tzinfo else created.replace(tzinfo=UTC),
    )


def _asked(request: bytes) -> Asked:
    return Asked.model_validate(
        json.loads(zlib.decompress(request).decode("utf-8", "surrogatepass"))
    )
