"""Batches, opened: an engine is at work on them for as long as they are open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from keyquestions.fetching import Pages
from keyquestions.jobs.batches.batches import Batches
from keyquestions.jobs.batches.engine import JobsEngine
from keyquestions.jobs.batches.reading import Reader
from keyquestions.jobs.port import Jobs
from keyquestions.store.batch_items import BatchItems
from keyquestions.store.batches import BatchStore
from keyquestions.store.database import Database


@asynccontextmanager
async def open_batches(
    database: Database, jobs: Jobs, pages: Pages, *, at_once: int = 2
) -> AsyncIterator[Batches]:
    """Work on the batches of the database, through the jobs; `at_once` lines at the same time.

    It is closed before the jobs are: what is under way is given back at once, and its analyses go
    on or are taken up with the jobs.
    """
    store, items = BatchStore(database), BatchItems(database)
    engine = JobsEngine(store, items, jobs, Reader(pages), at_once=at_once)
    running = asyncio.create_task(engine.run())
    try:
        yield Batches(store, items, jobs, engine)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
