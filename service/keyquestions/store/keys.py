"""API keys: made once, kept as digests, found in constant time.

A key is `kq_live_` and twelve characters that name it, an underscore, and 64 characters of secret.
The secret has 256 random bits: a plain digest of it cannot be guessed at, and needs no salt.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.errors import KeyUnknown
from keyquestions.store.database import Database
from keyquestions.store.tables import keys
from keyquestions.store.times import aware, utc_now

PREFIX = "kq_live_"
NAME_LENGTH = 12
SECRET_LENGTH = 64
"""Hexadecimal digits."""

TOKEN_LENGTH = len(PREFIX) + NAME_LENGTH + 1 + SECRET_LENGTH
_NOBODY = sha256(secrets.token_bytes()).hexdigest()


class Scope(StrEnum):
    """What a key may do; `admin` may do everything, `metrics` is for what watches the service."""

    ANALYZE = "analyze"
    READ = "read"
    REVIEW = "review"
    METRICS = "metrics"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Quota:
    """How much a key may use in a calendar minute, day and month of UTC; None is without limit."""

    requests_per_minute: int | None = None
    requests_per_day: int | None = None
    usd_per_month: float | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; its secret is not."""

    id: str
    name: str
    scopes: frozenset[Scope]
    quota: Quota
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    digest: str = field(default="", repr=False)

    def may(self, scope: Scope) -> bool:
        """Whether it has that scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


class Keys:
    """The table `keys`."""

    def __init__(self, database: Database, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now

    async def create(
        self, name: str, scopes: Iterable[Scope], quota: Quota | None = None
    ) -> tuple[Key, str]:
        """A new key, and the token that is its owner's: it is nowhere else from now on."""
        secret = secrets.token_hex(SECRET_LENGTH // 2)
        made = Key(
            id=PREFIX + secrets.token_hex(NAME_LENGTH // 2),
            name=name,
            scopes=frozenset(scopes),
            quota=quota or Quota(),
            created_at=self._now(),
            digest=_digest(secret),
        )
        row = _row(made)
        await self._database.write(lambda connection: connection.execute(keys.insert(), [row]))
        return made, f"{made.id}_{secret}"

    async def find(self, token: str) -> Key | None:
        """The key that the token belongs to; None where there is none, or it was revoked.

        It takes the same time for a token that nobody has as for one whose secret is wrong.
        """
        id_, _, secret = token.rpartition("_")
        key = await self.get(id_) if len(token) == TOKEN_LENGTH else None
        same = hmac.compare_digest(_digest(secret), key.digest if key else _NOBODY)
        return key if key and same and key.revoked_at is None else None

    async def get(self, id_: str) -> Key | None:
        """The key of that identity, revoked or not."""
        wanted = select(keys).where(keys.c.id == id_)
        row = await self._database.read(lambda given: given.execute(wanted).mappings().first())
        return _key(row) if row else None

    async def all(self) -> tuple[Key, ...]:
        """All keys, revoked ones too, in the order of their making."""
        wanted = select(keys).order_by(keys.c.created_at, keys.c.id)
        rows = await self._database.read(lambda given: given.execute(wanted).mappings().all())
        return tuple(map(_key, rows))

    async def exist(self) -> bool:
        """Whether there has ever been a key: a service whose keys are all revoked stays closed."""
        count = select(func.count()).select_from(keys)
        return bool(await self._database.read(lambda connection: connection.scalar(count)))

    async def revoke(self, id_: str) -> Key:
        """Let the key open nothing any more; one that was revoked before stays as it is.

        Raises:
            KeyUnknown: there is no such key.
        """
        now = self._now().astimezone(UTC)
        change = (
            update(keys).where(keys.c.id == id_, keys.c.revoked_at.is_(None)).values(revoked_at=now)
        )
        await self._database.write(lambda connection: connection.execute(change))
        key = await self.get(id_)
        if key is None:
            raise KeyUnknown(
                f"There is no API key {shown(id_)}; keyquestions keys list has them all."
            )
        return key


def note_use(connection: Connection, id_: str, now: datetime) -> None:
    """Keep when the key was last used, in a transaction that there is anyway."""
    connection.execute(update(keys).where(keys.c.id == id_).values(last_used_at=now))


def shown(id_: str) -> str:
    """A key's identity for a message; of what is none, or has a secret behind it, nothing."""
    name = id_.removeprefix(PREFIX)
    known = id_.startswith(PREFIX) and len(name) == NAME_LENGTH and name.isalnum()
    return id_ if known else "of that name"


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _row(key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "digest": key.digest,
        "scopes": json.dumps(sorted(key.scopes)),
        "requests_per_minute": key.quota.requests_per_minute,
        "requests_per_day": key.quota.requests_per_day,
        "usd_per_month": key.quota.usd_per_month,
        "created_at": key.created_at.astimezone(UTC),
    }


def _key(row: RowMapping) -> Key:
    return Key(
        id=row["id"],
        name=row["name"],
        scopes=frozenset(map(Scope, json.loads(row["scopes"]))),
        quota=Quota(row["requests_per_minute"], row["requests_per_day"], row["usd_per_month"]),
        created_at=aware(row["created_at"]),
        revoked_at=aware(row["revoked_at"]),
        last_used_at=aware(row["last_used_at"]),
        digest=row["digest"],
    )
