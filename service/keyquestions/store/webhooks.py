"""The table `webhooks`: who is told of what."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.engine import RowMapping

from keyquestions.errors import WebhooksFull, WebhookUnknown
from keyquestions.store import idempotency
from keyquestions.store.database import Database
from keyquestions.store.outbox import Happening
from keyquestions.store.tables import deliveries, webhooks
from keyquestions.store.times import aware

MOST_WEBHOOKS = 50
"""Every one of them costs a row for everything that happens."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Who is told of which events; one that is disabled is told nothing."""

    id: str
    url: str
    events: tuple[Happening, ...]
    created_at: datetime
    secret: str = field(repr=False)
    disabled_at: datetime | None = None
    disabled_because: str | None = None


class Webhooks:
    """The webhooks, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, webhook: Webhook) -> None:
        """Register it.

        Raises:
            WebhooksFull: there are MOST_WEBHOOKS already.
        """

        def write(connection: Connection) -> None:
            if _count(connection) >= MOST_WEBHOOKS:
                raise WebhooksFull(
                    f"There are {MOST_WEBHOOKS} webhooks already, which is the limit; delete one."
                )
            connection.execute(
                insert(webhooks).values(
                    id=webhook.id,
                    url=webhook.url,
                    secret=webhook.secret,
                    events=list(webhook.events),
                    created_at=webhook.created_at,
                )
            )

        await self._database.write(write)

    async def all(self) -> tuple[Webhook, ...]:
        """All of them, the oldest first."""
        return await self._database.read(listed)

    async def get(self, id_: str) -> Webhook:
        """One of them.

        Raises:
            WebhookUnknown: there is none of that id.
        """
        return await self._database.read(lambda connection: found(connection, id_))

    async def remove(self, id_: str) -> None:
        """Delete it with all of its deliveries.

        Raises:
            WebhookUnknown: there is none of that id.
        """

        def write(connection: Connection) -> None:
            if connection.execute(delete(webhooks).where(webhooks.c.id == id_)).rowcount == 0:
                raise _unknown()
            connection.execute(delete(deliveries).where(deliveries.c.webhook_id == id_))
            idempotency.forget(connection, [id_])  # the first answer has the secret in it

        await self._database.write(write)


def new_id() -> str:
    """The id of a new webhook."""
    return f"wh_{secrets.token_hex(12)}"


def listed(connection: Connection) -> tuple[Webhook, ...]:
    """All webhooks, the oldest first."""
    order = (webhooks.c.created_at, webhooks.c.id)
    return tuple(map(_webhook, connection.execute(select(webhooks).order_by(*order)).mappings()))


def _count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(webhooks)).scalar_one()


def found(connection: Connection, id_: str) -> Webhook:
    """One of them.

    Raises:
        WebhookUnknown: there is none of that id.
    """
    row = connection.execute(select(webhooks).where(webhooks.c.id == id_)).mappings().first()
    if row is None:
        raise _unknown()
    return _webhook(row)


def _unknown() -> WebhookUnknown:
    return WebhookUnknown("There is no webhook of that id; it may have been deleted.")


def _webhook(row: RowMapping) -> Webhook:
    return Webhook(
        id=row["id"],
        url=row["url"],
        events=tuple(map(Happening, row["events"])),
        created_at=aware(row["created_at"]),
        secret=row["secret"],
        disabled_at=aware(row["disabled_at"]),
        disabled_because=row["disabled_because"],
    )
