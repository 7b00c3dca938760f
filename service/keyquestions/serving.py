"""The composition root of the service: the database, and the jobs in it, out of the settings."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from keyquestions.jobs.beside import Beside, Channel, serve
from keyquestions.jobs.runner import Pace
from keyquestions.jobs.stored import StoredJobs
from keyquestions.jobs.work import LoopWork, ProcessWork, Work
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.port import Replies
from keyquestions.models.stored import ReplyStore
from keyquestions.settings import Settings, load_settings
from keyquestions.store.database import Database
from keyquestions.store.entries import OnSettled
from keyquestions.store.opening import default_file, service_database
from keyquestions.store.reviews import OnReviewed, Reviews, utc_now
from keyquestions.wiring import BUILTIN, Service, open_service, open_store_of, server_of

CHILD = "from keyquestions.serving import analyse_beside; analyse_beside()"
"""What a process that analyses beside the service runs."""


@dataclass(frozen=True, slots=True)
class Core:
    """What the service consists of, without its borders; `service` is what analyses."""

    database: Database
    jobs: StoredJobs
    reviews: Reviews
    service: Service


@asynccontextmanager
async def open_core(
    settings: Settings,
    *,
    clock: Clock = CLOCK,
    now: Callable[[], datetime] = utc_now,
    on_settled: Sequence[OnSettled] = (),
    on_reviewed: Sequence[OnReviewed] = (),
) -> AsyncIterator[Core]:
    """Open the database and look after the queue; at the end, what runs has its grace.

    `on_settled` and `on_reviewed` are called in the transactions in which an analysis ends, or is
    reviewed.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    url = settings.database_url
    async with AsyncExitStack() as stack:
        database = await Database.open(url.get_secret_value() if url else service_database())
        stack.push_async_callback(database.aclose)
        replies = await _replies(settings, database if url else None)
        if replies is not None:
            stack.push_async_callback(replies.aclose)
        service = await stack.enter_async_context(open_service(settings, clock, store=replies))
        work = await _work(settings, service, stack)
        pace = Pace(running=settings.running, lease=settings.lease, clock=clock, now=now)
        jobs = StoredJobs(
            database, work, pace, settings.queue, replies=replies, watchers=on_settled
        )
        jobs.runner.start()
        stack.push_async_callback(jobs.aclose, settings.grace)
        yield Core(database, jobs, Reviews(database, now, on_reviewed), service)


async def _work(settings: Settings, service: Service, stack: AsyncExitStack) -> Work:
    """What analyses: in the loop where a model does it, else in processes beside."""
    if (settings.model or BUILTIN) != BUILTIN:
        return LoopWork(service.analyze, service.analyst, service.codebook, settings.running)
    names = ("prompts", "deadline", "log", "log_level", "traces")
    given = settings.model_dump(mode="json", include=set(names)) | {"model": BUILTIN}
    # One processor is left to the loop that answers.
    room = min(settings.running, max(1, (os.cpu_count() or 1) - 1))
    beside = Beside([sys.executable, "-P", "-c", CHILD], given, room)
    stack.push_async_callback(beside.aclose)
    await beside.start()
    return ProcessWork(beside, service.analyst, service.codebook)


async def _replies(settings: Settings, database: Database | None) -> ReplyStore | None:
    """Where replies are used from, or may be that have to be erased one day."""
    asks = (settings.model or BUILTIN) != BUILTIN and settings.replies is not Replies.OFF
    chosen = database is not None or settings.recordings is not None
    if asks or chosen or default_file(server_of(settings)).exists():
        return await open_store_of(settings, database)
    return None


def analyse_beside() -> None:
    """Analyse what the parent process sends, until it is gone."""
    channel = Channel()
    settings = load_settings(**channel.read())

    async def work() -> None:
        async with open_service(settings) as service:
            await serve(channel, service.analyze)

    asyncio.run(work())
