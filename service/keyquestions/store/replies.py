"""The reply store in a database."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import RowMapping

from keyquestions.analysis import Tokens
from keyquestions.errors import StoreFailed
from keyquestions.models.accounts import Account, Charge, Standing
from keyquestions.models.nearest import nearest
from keyquestions.models.records import Answer, Asked, Record
from keyquestions.models.stored import ReplyStore
from keyquestions.notices import notify
from keyquestions.store import accounts
from keyquestions.store.accounts import Intent, Spent
from keyquestions.store.database import Database
from keyquestions.store.gathering import Gathering
from keyquestions.store.tables import replies
from keyquestions.store.times import aware, utc_now
from keyquestions.telemetry import Event, event, failure, scope

CANDIDATES = 200
"""How many of the newest requests of a task are searched for the nearest."""

PAGE = 500
"""How many records are read at once, when all are."""

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A request that came to its end: with the row of a reply, or without."""

    key: str
    charge: Charge | None
    row: _Row | None = None


class StoredReplies(ReplyStore):
    """Replies in the table `replies`, read and written many at once.

    `servers` are names for the servers whose replies these are, "" for the vendors' own: what is
    kept is kept as the first one's, and looked for among all of theirs, the first ones' first. Rows
    of others are not seen. A request has no server in it, so that it is found again by any name in
    recordings; it is the row's key that is made of both.

    A database that is `owned` is closed along with the store.
    """

    def __init__(
        self, database: Database, servers: Sequence[str] = ("",), *, owned: bool = True
    ) -> None:
        self._database = database
        self._servers = servers
        self._owned = owned
        self._upsert = _upsert(database.dialect)
        self._reads = Gathering(self._read)
        self._writes = Gathering(self._write)
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str, servers: Sequence[str] = ("",)) -> "StoredReplies":
        """Open the database of that URL; see `Database.open`."""
        return cls(await Database.open(url), servers)

    async def get(self, key: str) -> Record | None:
        """What is kept under that key."""
        row = await self._reads.add(key)
        return _record(row) if row else None

    async def put(self, record: Record, charge: Charge | None = None) -> None:
        """Keep it; this returns when it is committed, and a cancellation does not undo it."""
        row = _row(record, self._servers[0])
        done = self._writes.add(_Kept(row["key"], charge, row))
        try:
            await asyncio.shield(done)
        finally:
            if not done.done():
                done.add_done_callback(partial(_tell, record.request))

    async def intend(self, key: str, account: Account, usd: float) -> Standing:
        """Write down that a reply is about to be asked for; returns when that is committed."""
        said = await asyncio.shield(self._writes.add(Intent(self.place(key), account, usd)))
        return said or Standing.GRANTED

    async def leave(self, key: str, charge: Charge) -> None:
        """No reply came of an intent; this returns when the bill is booked."""
        await asyncio.shield(self._writes.add(_Kept(self.place(key), charge)))

    async def spent(self, account: str) -> Spent:
        """What an account has come to."""
        return await self._database.read(partial(accounts.spent, account=account))

    async def write_off(self, worker: str) -> int:
        """Book what a dead worker had on its way as perhaps paid; how many calls that were."""
        return await self._database.write(partial(accounts.write_off, worker=worker))

    async def nearest(self, asked: Asked) -> Asked | None:
        """The most similar of the newest requests for the same task, or for any other."""
        columns = select(replies.c.key, replies.c.request)
        newest = columns.order_by(replies.c.created_at.desc()).limit(CANDIDATES)
        for wanted in (newest.where(replies.c.task == _task(asked)), newest):
            rows = await self._rows(wanted)
            told = [(row["key"], _asked(row["request"])) for row in rows]
            found = nearest(asked, (each for key, each in told if key in self._places(each.key)))
            if found is not None:
                return found
        return None

    async def records(self) -> AsyncIterator[Record]:
        """Everything, in the order of the keys."""
        last = ""
        page = select(replies).order_by(replies.c.key).limit(PAGE)
        while True:
            rows = await self._rows(page.where(replies.c.key > last))
            for row in rows:
                record = _record(row)
                if row["key"] in self._places(record.request.key):
                    yield record
            if len(rows) < PAGE:
                return
            last = rows[-1]["key"]

    def place(self, key: str) -> str:
        """The key of the row that `put` writes."""
        return _place(key, self._servers[0])

    async def erase(self, places: Sequence[str]) -> None:
        """Erase these rows; what is on its way into the database is waited for first."""
        await self._writes.finish()
        pages = [places[at : at + PAGE] for at in range(0, len(places), PAGE)]

        def write(connection: Connection) -> None:
            for page in pages:
                connection.execute(delete(replies).where(replies.c.key.in_(page)))

        if pages:
            await self._database.write(write)
            await self._database.scrub()

    async def aclose(self) -> None:
        """Finish writing and close the database, also where whoever closes it is cancelled."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        try:
            await self._reads.finish()
            await self._writes.finish()
        finally:
            if self._owned:
                await self._database.aclose()

    async def _rows(self, wanted: Select[Any]) -> Sequence[RowMapping]:
        return await self._database.read(lambda given: given.execute(wanted).mappings().all())

    def _places(self, key: str) -> list[str]:
        """The keys of the rows that may have the reply, the best first."""
        return [_place(key, server) for server in self._servers]

    async def _read(self, keys: Sequence[str]) -> list[RowMapping | None]:
        places = [self._places(key) for key in keys]
        wanted = [place for each in places for place in each]
        rows = await self._rows(select(replies).where(replies.c.key.in_(wanted)))
        found = {row["key"]: row for row in rows}
        return [next((found[each] for each in some if each in found), None) for some in places]

    async def _write(self, items: Sequence[Intent | _Kept]) -> list[Standing | None]:
        """All in one transaction: what came to its end first, then what is begun."""
        ended = [each for each in items if isinstance(each, _Kept)]
        begun = [each for each in items if isinstance(each, Intent)]
        rows = {each.key: each.row for each in ended if each.row is not None}
        # In the order of their keys, as everybody does who locks several.
        ordered = [rows[key] for key in sorted(rows)]
        charges = [(each.key, each.charge) for each in ended if each.charge is not None]

        def write(connection: Connection) -> dict[Intent, Standing]:
            if ordered:
                connection.execute(self._upsert, ordered)
            accounts.answered(connection, charges)
            return accounts.intend(connection, begun, utc_now()) if begun else {}

        standings = await self._database.write(write)
        return [standings[each] if isinstance(each, Intent) else None for each in items]


def _tell(request: Asked, done: "asyncio.Future[None]") -> None:
    """Say that a reply was lost, where its caller is gone."""
    if done.cancelled() or (error := done.exception()) is None:
        return
    with scope(model=request.model, request=request.key[:12]):
        event(Event.STORE_FAILED, **failure(error))
    # Of an error that is not ours only the class: it may repeat what was to be written.
    why = error.message if isinstance(error, StoreFailed) else type(error).__name__
    notify(f"A reply of {request.model} could not be stored: {why}")


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


def _place(key: str, server: str) -> str:
    """The key of the row for a request to a server; to the vendor's own, the request's."""
    return sha256(f"{server}\n{key}".encode()).hexdigest() if server else key


def _row(record: Record, server: str) -> _Row:
    request, reply = record.request, record.reply
    canonical = request.canonical.encode("utf-8", "surrogatepass")
    return {
        "key": _place(request.key, server),
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
        "created_at": record.created_at.astimezone(UTC),
    }


def _record(row: RowMapping) -> Record:
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
        created_at=aware(row["created_at"]),
    )


def _asked(request: bytes) -> Asked:
    return Asked.model_validate(
        json.loads(zlib.decompress(request).decode("utf-8", "surrogatepass"))
    )
