"""Answers to requests that came with an Idempotency-Key, kept for a day.

Whoever begins takes a lease. It is longer than any request may take; where its process dies, the
next one with the same key and payload takes over when the lease has run out.

An answer goes with what it is about: whoever erases that forgets the answer in the same
transaction (`forget`), and one that comes later is not kept.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import RowMapping

from keyquestions.errors import IdempotencyConflict, IdempotencyInFlight
from keyquestions.store.database import PATIENCE, Database
from keyquestions.store.tables import analyses, batches, idempotency, webhooks
from keyquestions.store.times import aware, utc_now

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)
SWEPT = timedelta(minutes=10)
"""How often what has expired is looked for."""

_THINGS: Mapping[str, Table] = MappingProxyType({"an": analyses, "batch": batches, "wh": webhooks})
"""Where a thing is whose id begins like that."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given; `about` is the id of the analysis, batch or webhook it is of."""

    status: int
    headers: Headers
    body: bytes
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to answer a request; nobody else has it."""

    key_id: str
    name: str
    owner: str


class Idempotency:
    """The table `idempotency`; a name belongs to the key that it was sent with."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now
        self._swept: datetime | None = None

    async def begin(self, key_id: str, name: str, payload: str) -> Kept | Lease:
        """The answer that was given before, or the right to give one.

        Raises:
            IdempotencyConflict: the name was used for another payload.
            IdempotencyInFlight: somebody else is at it.
        """
        lease = Lease(key_id, name, secrets.token_hex(16))
        now = self._now().astimezone(UTC)
        sweeps = self._swept is None or now - self._swept >= SWEPT
        kept = await self._database.write(
            lambda connection: _begun(connection, lease, payload, now, sweeps=sweeps),
            within=PATIENCE,
        )
        if sweeps:
            self._swept = now
        return kept or lease

    async def finish(self, lease: Lease, kept: Kept) -> None:
        """Keep the answer; a lease that somebody took over is worth nothing any more.

        What it is about may have been erased meanwhile: then the request can be made again.
        """

        def write(connection: Connection) -> None:
            gone = kept.about is not None and not _there(connection, kept.about)
            mine = _of(lease)
            connection.execute(
                delete(idempotency).where(*mine)
                if gone
                else update(idempotency).where(*mine).values(_answered(kept))
            )

        await self._database.write(write, within=PATIENCE)

    async def release(self, lease: Lease) -> None:
        """Let the request be made again, as if it had not been."""
        change = delete(idempotency).where(*_of(lease))
        await self._database.write(lambda connection: connection.execute(change), within=PATIENCE)


def forget(connection: Connection, things: Sequence[str]) -> None:
    """Keep no answer any longer that is about these, by id; whoever erases them calls this.

    Their own rows are deleted first: an answer that is just being kept is then seen here, or does
    not find them any more.
    """
    connection.execute(delete(idempotency).where(idempotency.c.about.in_(things)))


def _there(connection: Connection, thing: str) -> bool:
    """Whether there is such a thing; nobody erases it before this transaction is over."""
    table = _THINGS.get(thing.partition("_")[0])
    if table is None:
        return False
    wanted = select(table.c.id).where(table.c.id == thing).with_for_update(read=True)
    return connection.scalar(wanted) is not None


def _begun(
    connection: Connection, lease: Lease, payload: str, now: datetime, *, sweeps: bool
) -> Kept | None:
    if sweeps:
        connection.execute(delete(idempotency).where(idempotency.c.expires_at <= now))
    for _ in range(2):  # what is there when it is inserted may be gone when it is read
        if _inserted(connection, lease, payload, now):
            return None
        row = connection.execute(_found(connection, lease)).mappings().first()
        if row is not None:
            return _judged(connection, row, lease, payload, now)
    raise _in_flight()


def _inserted(connection: Connection, lease: Lease, payload: str, now: datetime) -> bool:
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(idempotency)
    values = _leased(lease, payload, now) | {"key_id": lease.key_id, "name": lease.name}
    fresh = insert.values(values).on_conflict_do_nothing().returning(idempotency.c.name)
    return connection.execute(fresh).first() is not None


def _judged(
    connection: Connection, row: RowMapping, lease: Lease, payload: str, now: datetime
) -> Kept | None:
    over = aware(row["expires_at"]) <= now
    if not over and row["payload"] != payload:
        raise IdempotencyConflict(
            "This Idempotency-Key was used for another request; send a new one with each request "
            "that is not the same."
        )
    if not over and row["status"] is not None:
        pairs = json.loads(row["headers"])
        headers = tuple((name, value) for name, value in pairs)
        return Kept(row["status"], headers, row["body"], row["about"])
    if not over and aware(row["leased_until"]) > now:
        raise _in_flight()
    mine = (idempotency.c.key_id == lease.key_id, idempotency.c.name == lease.name)
    connection.execute(update(idempotency).where(*mine).values(_leased(lease, payload, now)))
    return None


def _found(connection: Connection, lease: Lease) -> Select[Any]:
    wanted = select(idempotency).where(
        idempotency.c.key_id == lease.key_id, idempotency.c.name == lease.name
    )
    # SQLite's writers are alone anyway.
    return wanted.with_for_update() if connection.dialect.name == "postgresql" else wanted


def _leased(lease: Lease, payload: str, now: datetime) -> dict[str, Any]:
    return {
        "payload": payload,
        "owner": lease.owner,
        "leased_until": now + LEASE,
        "status": None,
        "headers": None,
        "body": None,
        "about": None,
        "created_at": now,
        "expires_at": now + KEPT,
    }


def _answered(kept: Kept) -> dict[str, Any]:
    return {
        "status": kept.status,
        "headers": json.dumps(kept.headers),
        "body": kept.body,
        "about": kept.about,
    }


def _of(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    table = idempotency.c
    return (
        table.key_id == lease.key_id,
        table.name == lease.name,
        table.owner == lease.owner,
        table.status.is_(None),
    )


def _in_flight() -> IdempotencyInFlight:
    return IdempotencyInFlight(
        "The request with this Idempotency-Key is still being answered; ask again in a moment.", 1.0
    )
