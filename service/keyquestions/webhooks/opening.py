"""Webhooks, opened: their registry, and a deliverer at work for as long as they are open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from keyquestions.store.database import Database
from keyquestions.store.deliveries import Deliveries
from keyquestions.store.webhooks import Webhooks
from keyquestions.webhooks.deliverer import Deliverer
from keyquestions.webhooks.registry import Registry
from keyquestions.webhooks.sending import Allowed, Sender


@asynccontextmanager
async def open_webhooks(
    database: Database, allowed: Allowed, *, grace: float = 20.0, sender: Sender | None = None
) -> AsyncIterator[Registry]:
    """Deliver what the database holds; at the end, attempts under way have `grace` seconds.

    What is not over by then is left to its lease, and tried again by whoever runs next.
    """
    sender = sender or Sender(allowed)
    deliveries = Deliveries(database)
    deliverer = Deliverer(deliveries, sender)
    running = asyncio.create_task(deliverer.run())
    try:
        yield Registry(Webhooks(database), deliveries, sender, wake=deliverer.wake)
    finally:
        deliverer.stop()
        await asyncio.wait([running], timeout=grace)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
