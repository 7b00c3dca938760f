"""The composition root of archives: what their jobs are run with, out of the settings."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from keyquestions.archive.opening import Means, open_engine
from keyquestions.archive.running import Office
from keyquestions.fetching import Pages
from keyquestions.jobs.batches import Reader
from keyquestions.serving import charge_settled, replies_of, service_url, work_of
from keyquestions.settings import Settings
from keyquestions.store.accounts import Spent
from keyquestions.store.archives import Archives
from keyquestions.store.batches import BatchStore
from keyquestions.store.chunks import Chunks
from keyquestions.store.database import Database
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
        service = await stack.enter_async_context(open_service(settings, store=replies))
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
