"""A receiver of webhooks on loopback, a wall clock that is moved by hand, and what delivers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from keyquestions.models.clock import ManualClock
from keyquestions.store.database import Database
from keyquestions.store.deliveries import Deliveries
from keyquestions.store.outbox import announce
from keyquestions.store.webhooks import Webhooks
from keyquestions.webhooks import Allowed, Deliverer, Registry, Sender

from ..fetching.conftest import Server, reply, server  # noqa: F401, TID252 - no package
from ..store.conftest import postgres_url, sqlite_url, url  # noqa: F401, TID252 - no package

LOCAL = Allowed(http=True, private=True)
BEGIN = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TOLD = {"analysis_id": "an_1", "state": "succeeded", "external_ids": ["wp-7"]}
OK = reply(b"", status=204)


@dataclass
class Wall:
    """The time of day, until it is moved."""

    moment: datetime = BEGIN

    def __call__(self) -> datetime:
        """The moment."""
        return self.moment

    def forward(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.moment += timedelta(seconds=seconds)


@dataclass
class Hooks:
    """Everything around webhooks, over one database and one receiver."""

    database: Database
    receiver: Server
    wall: Wall = field(default_factory=Wall)

    def __post_init__(self) -> None:
        """Build the parts."""
        self.webhooks = Webhooks(self.database)
        self.deliveries = Deliveries(self.database)
        self.sender = Sender(LOCAL)
        self.registry = Registry(self.webhooks, self.deliveries, self.sender, now=self.wall)
        self.deliverer = self.another()

    def another(self, sender: Sender | None = None) -> Deliverer:
        """Another deliverer, as another process has it."""
        clock = ManualClock().clock
        return Deliverer(self.deliveries, sender or self.sender, now=self.wall, clock=clock)

    async def hook(self, path: str = "/hook", *events: str):
        """Register the receiver."""
        return await self.registry.register(f"{self.receiver.url}{path}", events)

    async def happen(self, what: str = "analysis.succeeded", **data):
        """Let something happen."""
        told = TOLD | data
        return await self.database.write(
            lambda connection: announce(connection, what, told, self.wall())
        )

    async def all(self, webhook, state=None):
        """What there is of a webhook's deliveries, the oldest first."""
        return (await self.deliveries.of(webhook.id, state))[::-1]


@pytest.fixture
async def hooks(url, server) -> AsyncIterator[Hooks]:  # noqa: F811 - fixtures
    database = await Database.open(url)
    yield Hooks(database, server)
    await database.aclose()
