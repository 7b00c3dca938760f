"""The composition root of archives: what their jobs are run with, out of the settings."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from keyquestions.archive.opening import Means, open_engine
from keyquestions.archive.running import Office
from keyquestions.fetching import Pages
from keyquestions.jobs.batches import Reader
from keyquestions.models.adapters import is_openai
from keyquestions.models.limited import Limits, Rates
from keyquestions.serving import charge_settled, replies_of, service_url, work_of
from keyquestions.settings import Settings
from keyquestions.store.accounts import Spent
from keyquestions.store.archives import Archives
from keyquestions.store.batches import BatchStore
from keyquestions.store.chunks import Chunks
from keyquestions.store.database import Database
from keyquestions.store.rates import SharedRates, rate_name
from keyquestions.store.replies import StoredReplies
from keyquestions.store.telling import tell_settled
from keyquestions.wiring import open_service, price_of


@asynccontextmanager
async def open_office(settings: Settings, at_once: int) -> AsyncIterator[Office]:
    """Work on batches, `at_once` lines at the same time, for as long as it is open.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    async with AsyncExitStack() as stack:
        url = service_url(settings)
        database = await Database.open(url)
        stack.push_async_callback(database.aclose)
        replies = await replies_of(settings, database if settings.database_url else None)
        if replies is not None:
            stack.push_async_callback(replies.aclose)
        rates = shared_rates(settings, database)
        service = await stack.enter_async_context(
            open_service(settings, store=replies, rates=rates)
        )
        work = await work_of(settings, service, stack)
        reader = Reader(Pages(settings.fetch_urls, settings.fetch_private))
        watchers = (charge_settled, tell_settled)
        means = Means(work, replies, reader, price_of(settings), watchers)
        engine = await stack.enter_async_context(
            open_engine(url, database, means, at_once=at_once, grace=settings.grace)
        )

        async def spent(account: str) -> Spent:
            return await replies.spent(account) if isinstance(replies, StoredReplies) else Spent()

        yield Office(
            Archives(database), BatchStore(database), Chunks(database), engine, spent,
            settings.grace,
        )  # fmt: skip


def shared_rates(settings: Settings, database: Database) -> Callable[[str], Rates] | None:
    """The rates of a model, for all who work on archives of the database; None without limits."""
    limits = Limits(settings.requests_per_minute, settings.tokens_per_minute)
    if limits == Limits():
        return None

    def shared(model: str) -> Rates:
        server = settings.openai_base_url if is_openai(model) else None
        return SharedRates(database, rate_name(server, model), limits)

    return shared
