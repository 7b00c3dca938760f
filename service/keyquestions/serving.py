"""The composition root of the service: the database, and the jobs in it, out of the settings."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from keyquestions.jobs.beside import Beside, serve
from keyquestions.jobs.runner import Pace
from keyquestions.jobs.stored import StoredJobs
from keyquestions.jobs.warming import Warming, warm_analysis
from keyquestions.jobs.work import LoopWork, ProcessWork, Work
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.port import Replies
from keyquestions.models.stored import ReplyStore
from keyquestions.piped import Channel
from keyquestions.settings import Settings, load_settings
from keyquestions.store.database import Database
from keyquestions.store.entries import OnSettled, Settled
from keyquestions.store.opening import default_file, service_database
from keyquestions.store.reviews import OnReviewed, Reviews
from keyquestions.store.times import utc_now
from keyquestions.telemetry import listening
from keyquestions.wiring import (
    BUILTIN,
    Service,
    builtin,
    chosen_prompts,
    keep_for_good,
    open_service,
    open_store_of,
    price_of,
    server_of,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from sqlalchemy import Connection

    from keyquestions.rest import Parts
    from keyquestions.rest.guards import Limits
    from keyquestions.rest.readiness import Breakers, Check

SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client looks for the folder that the processes of one address count into."""

MODEL_CHECKED = 30.0
"""Seconds for which a model that was reached counts as reachable."""

CHILD = "from keyquestions.serving import analyse_beside; analyse_beside()"
"""What a process that analyses beside the service runs."""


@dataclass(frozen=True, slots=True)
class Core:
    """What the service consists of, without its borders; `service` is what analyses.

    `warming` loads what the first article would wait for.
    """

    warming: Warming
    database: Database
    jobs: StoredJobs
    reviews: Reviews
    service: Service
    work: Work
    replies: ReplyStore | None


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
        database = await Database.open(service_url(settings))
        stack.push_async_callback(database.aclose)
        replies = await replies_of(settings, database if url else None)
        if replies is not None:
            stack.push_async_callback(replies.aclose)
        service = await stack.enter_async_context(open_service(settings, clock, store=replies))
        work = await work_of(settings, service, stack)
        pace = Pace(running=settings.running, lease=settings.lease, clock=clock, now=now)
        jobs = StoredJobs(
            database, work, pace, settings.queue, replies=replies, watchers=on_settled
        )
        jobs.runner.start()
        stack.push_async_callback(jobs.aclose, settings.grace)
        warming = Warming(work.warm)
        stack.push_async_callback(warming.aclose)
        reviews = Reviews(database, now, on_reviewed)
        yield Core(warming, database, jobs, reviews, service, work, replies)


async def work_of(settings: Settings, service: Service, stack: AsyncExitStack) -> Work:
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


async def replies_of(settings: Settings, database: Database | None) -> ReplyStore | None:
    """Where replies are used from, or may be that have to be erased one day."""
    asks = (settings.model or BUILTIN) != BUILTIN and settings.replies is not Replies.OFF
    chosen = database is not None or settings.recordings is not None
    if asks or chosen or default_file(server_of(settings)).exists():
        return await open_store_of(settings, database)
    return None


def service_url(settings: Settings) -> str:
    """The URL of the database that the service keeps all that it knows in."""
    url = settings.database_url
    return url.get_secret_value() if url else service_database()


def analyse_beside() -> None:
    """Analyse what the parent process sends, until it is gone."""
    channel = Channel()
    given = channel.read()
    if given is None:
        return
    settings = load_settings(**json.loads(given))

    async def work() -> None:
        # Before anything is configured: nobody is told of it.
        await warm_analysis(builtin(), chosen_prompts(settings))
        async with open_service(settings) as service:
            await serve(channel, service.analyze)

    asyncio.run(work())


def rest_app() -> "FastAPI":
    """The application, out of the environment; uvicorn calls this in each process."""
    from keyquestions.rest import create_app
    from keyquestions.web import add_pages, add_widget

    settings = load_settings()
    app = create_app(lambda: open_parts(settings), limits_of(settings))
    add_pages(app)
    add_widget(app)
    return app


def limits_of(settings: Settings) -> "Limits":
    """How much is read of a request, and how many are answered at once."""
    from keyquestions.rest.guards import Limits

    return Limits(
        body=settings.body_limit,
        stream=settings.batch_limit,
        seconds=settings.body_timeout,
        requests=settings.requests,
    )


@asynccontextmanager
async def open_parts(settings: Settings) -> "AsyncIterator[Parts]":
    """All that the REST service works with, in one process.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    from keyquestions.archive.opening import Means, open_engine
    from keyquestions.fetching import Pages
    from keyquestions.jobs.batches import Batches, Reader
    from keyquestions.rendering import load_words
    from keyquestions.rest import Parts
    from keyquestions.rest.guards import Access, KeyRing
    from keyquestions.rest.metrics import Metrics
    from keyquestions.rest.operations import Operations
    from keyquestions.rest.readiness import Breakers, Readiness
    from keyquestions.store.analyses import counts
    from keyquestions.store.batch_items import BatchItems
    from keyquestions.store.batches import BatchStore
    from keyquestions.store.idempotency import Idempotency
    from keyquestions.store.keys import Keys
    from keyquestions.store.telling import tell_reviewed, tell_settled
    from keyquestions.store.usage import Usage
    from keyquestions.webhooks import Allowed, open_webhooks

    shared = os.environ.get(SHARED_METRICS)
    metrics, breakers = Metrics(Path(shared) if shared else None), Breakers()
    pages = Pages(settings.fetch_urls, settings.fetch_private)
    allowed = Allowed(http=settings.webhooks_http, private=settings.development_private_webhooks)
    watchers = (charge_settled, tell_settled)
    async with AsyncExitStack() as stack:
        for tell in (metrics.tell, breakers.tell):
            stack.enter_context(listening(tell))
        core = await stack.enter_async_context(
            open_core(settings, on_settled=watchers, on_reviewed=(tell_reviewed,))
        )
        usage = Usage(core.database)
        stack.push_async_callback(usage.aclose)
        webhooks = await stack.enter_async_context(
            open_webhooks(core.database, allowed, grace=settings.grace)
        )
        # Batches leave places for whoever waits for an answer.
        at_once = max(1, settings.running // 2)
        means = Means(core.work, core.replies, Reader(pages), price_of(settings), watchers)
        engine = await stack.enter_async_context(
            open_engine(
                service_url(settings), core.database, means, at_once=at_once, grace=settings.grace
            )
        )
        batches = Batches(BatchStore(core.database), BatchItems(core.database), core.jobs, engine)
        checks = checks_of(settings, core.database, core.warming, breakers)
        keep_for_good()  # a full collection keeps every request waiting for a tenth of a second
        yield Parts(
            jobs=core.jobs,
            reviews=core.reviews,
            codebook=core.service.codebook,
            words=load_words(core.service.prompts),
            access=Access(KeyRing(Keys(core.database)), usage),
            idempotency=Idempotency(core.database),
            operations=Operations(Readiness(checks), metrics, partial(core.database.read, counts)),
            origins=settings.origins,
            webhooks=webhooks,
            batches=batches,
            pages=pages,
        )


def charge_settled(connection: "Connection", settled: Settled) -> None:
    """Charge an analysis to the key that caused it, where it ends and as it is written."""
    from keyquestions.store.usage import Spent, charge_in

    made = settled.end.analysis.provenance if settled.end.analysis else None
    tokens = made.tokens if made else None
    spent = Spent(
        analyses=1,
        calls=made.calls if made else 0,
        tokens_input=(tokens.input if tokens else None) or 0,
        tokens_output=(tokens.output if tokens else None) or 0,
        cost_usd=(made.cost_usd if made else None) or 0.0,
    )
    charge_in(connection, settled.key_id, settled.at.date(), spent)


def checks_of(
    settings: Settings, database: Database, warming: Warming, breakers: "Breakers"
) -> "tuple[Check, ...]":
    """What has to work for the service to be ready: the database, its migrations, the models.

    And what the first article needs has to be loaded.

    A server that speaks OpenAI's protocol is asked for its list of models, which costs nothing; of
    others it is only known whether they failed too often of late. One model of two is enough.
    """
    from keyquestions.models.reachable import check_reachable
    from keyquestions.rest.readiness import Check

    async def answers() -> None:
        await database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())

    async def model() -> None:
        breakers.check(models)
        if all(each.startswith("openai:") for each in models):
            key = settings.openai_api_key
            secret = key.get_secret_value() if key else None
            await check_reachable(settings.openai_base_url, secret)

    models = [each for each in (settings.model, settings.fallback_model) if each]
    checks = (
        Check("database", answers),
        Check("migrations", database.check_revision),
        Check("analyst", warming.done),
    )
    if not models or BUILTIN in models or settings.replies is Replies.REPLAY:
        return checks
    return (*checks, Check("model", model, MODEL_CHECKED))
