"""The engine, opened: it is at work for as long as it is open."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from keyquestions.archive.engine import DurableEngine, Ledgers, this_worker
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


@dataclass(frozen=True, slots=True)
class Means:
    """What lines are worked on with; `watchers` are told of analyses in their transactions.

    `price` is what a request costs, at most, in USD, where that is known.
    """

    work: Work
    replies: ReplyStore | None
    reader: Reader
    price: Callable[[ChatRequest], float | None]
    watchers: Sequence[OnSettled] = ()


@asynccontextmanager
async def open_engine(
    url: str, database: Database, means: Means, *, at_once: int, grace: float
) -> AsyncIterator[DurableEngine]:
    """Work on the batches of the database of that URL, `at_once` lines at the same time.

    On its end what is being analysed has `grace` seconds; then it is left to whoever comes next.

    Raises:
        StoreFailed: the database does not work.
    """
    worker = this_worker()
    settling = Settling(database, utc_now, means.watchers)
    account = Account("", worker.id, lambda request: means.price(request) or 0.0)
    ledgers = Ledgers(Chunks(database), Crew(database), BatchStore(database), means.replies)
    lines = Lines(means.work, settling, means.reader, account)
    desk = Desk(ledgers.chunks, settling, lines, at_once=at_once, now=utc_now)
    workflows = Workflows(url, worker.id, desk.work, -(-at_once // CHUNK) + SPARE)
    engine = DurableEngine(worker, ledgers, desk, workflows)
    await workflows.open()
    running = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await engine.aclose(grace)
