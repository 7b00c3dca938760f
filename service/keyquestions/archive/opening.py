"""The engine, opened: it is at work for as long as it is open."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from keyquestions.archive.engine import DurableEngine, this_worker
from keyquestions.archive.lines import Lines
from keyquestions.archive.workflows import SPARE, Workflows
from keyquestions.archive.working import Desk
from keyquestions.jobs.batches.reading import Reader
from keyquestions.jobs.work import Work
from keyquestions.models.accounts import Account
from keyquestions.models.port import ChatRequest
from keyquestions.models.stored import ReplyStore
from keyquestions.store.batches import CHUNK, BatchStore
from keyquestions.store.chunks import Chunks
from keyquestions.store.crew import Crew
from keyquestions.store.database import Database
from keyquestions.store.entries import OnSettled
from keyquestions.store.settlement import Settling
from keyquestions.store.times import utc_now


@asynccontextmanager
async def open_engine(
    url: str,
    database: Database,
    work: Work,
    replies: ReplyStore | None,
    reader: Reader,
    *,
    price: Callable[[ChatRequest], float | None],
    at_once: int,
    grace: float,
    watchers: Sequence[OnSettled] = (),
) -> AsyncIterator[DurableEngine]:
    """Work on the batches of the database of that URL, `at_once` lines at the same time.

    On its end what is being analysed has `grace` seconds; then it is left to whoever comes next.

    Raises:
        StoreFailed: the database does not work.
    """
    worker = this_worker()
    settling = Settling(database, utc_now, watchers)
    account = Account("", worker.id, lambda request: price(request) or 0.0)
    chunks = Chunks(database)
    lines = Lines(work, settling, reader, account)
    desk = Desk(chunks, settling, lines, at_once=at_once, now=utc_now)
    workflows = Workflows(url, worker.id, desk.work, -(-at_once // CHUNK) + SPARE)
    engine = DurableEngine(
        worker, chunks, Crew(database), desk, workflows,
        replies=replies, store=BatchStore(database),
    )  # fmt: skip
    await workflows.open()
    running = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await engine.aclose(grace)
