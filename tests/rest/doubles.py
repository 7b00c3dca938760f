"""What the service stands on, in memory; and a server that is really there."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from keyquestions.analysis import Analysis
from keyquestions.article import Article, read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import load_codebook
from keyquestions.errors import ReviewOutdated
from keyquestions.jobs.batches import Batches
from keyquestions.jobs.scripted import Script, ScriptedJobs
from keyquestions.pipeline import analyze
from keyquestions.rendering import load_words
from keyquestions.resources import prompts_folder
from keyquestions.rest.guards import Access, KeyRing
from keyquestions.rest.metrics import Metrics
from keyquestions.rest.operations import Operations
from keyquestions.rest.parts import Parts
from keyquestions.rest.readiness import Readiness
from keyquestions.store.batch_items import BatchItems
from keyquestions.store.batches import BatchStore
from keyquestions.store.database import Database
from keyquestions.store.idempotency import Idempotency
from keyquestions.store.keys import Keys
from keyquestions.store.reviews import NewReview, Review
from keyquestions.store.times import utc_now
from keyquestions.store.usage import Usage
from keyquestions.webhooks import Allowed, open_webhooks

from ..archive.doubles import EngineInMemory  # noqa: TID252 - no package

HTML = (Path(__file__).parent / "harbour.html").read_text("utf-8")
TITLE = "Harbour Bridge to close for a year"
MOMENT = datetime(2026, 11, 24, 17, 15, tzinfo=UTC)


def article() -> Article:
    return read_article(HTML, title=TITLE, markup="html")


@cache
def analysis() -> Analysis:
    """The built-in analyst's analysis of the bridge article, as if it had taken no time."""
    codebook = load_codebook(prompts_folder())
    with ThreadPoolExecutor(1) as aside:  # where no loop runs yet
        made = aside.submit(
            lambda: asyncio.run(analyze(article(), BuiltinAnalyst(), codebook))
        ).result()
    still = made.provenance.model_copy(update={"latency_ms": 30})
    return made.model_copy(update={"provenance": still})


class MemoryReviews:
    """Audit trails in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, list[Review]] = {}

    async def of(self, analysis_id: str) -> tuple[Review, ...]:
        """All of one analysis."""
        return tuple(self.entries.get(analysis_id, ()))

    async def append(self, review: NewReview) -> Review:
        """Add one, if nobody was faster."""
        fields = dataclasses.asdict(review)
        trail = self.entries.setdefault(review.analysis_id, [])
        if fields.pop("expected") != len(trail):
            raise ReviewOutdated("Somebody else has reviewed it; look at that first.")
        trail.append(Review(**fields, revision=len(trail) + 1, created_at=MOMENT))
        return trail[-1]


class NoDatabase(Database):
    """None is opened."""

    def __init__(self) -> None:
        """Nothing to open."""


class NoKeys(Keys):
    """There are none, so that nobody needs one."""

    async def exist(self) -> bool:
        """Never."""
        return False


async def _nothing() -> dict[str, int]:
    return {}


@dataclasses.dataclass
class Stage:
    """The parts of a service, and the doubles in them."""

    jobs: ScriptedJobs
    reviews: MemoryReviews
    parts: Parts
    database: str | None = None

    @classmethod
    def of(
        cls,
        script: Script | None = None,
        origins: Iterable[str] = (),
        database: str | None = None,
    ) -> "Stage":
        """Whose jobs come out as the script says; without one they stay queued.

        Webhooks and batches are there where they have a database.
        """
        jobs, reviews = ScriptedJobs(*([script] if script else [])), MemoryReviews()
        folder = prompts_folder()
        memory = NoDatabase()
        parts = Parts(
            jobs,
            reviews,
            load_codebook(folder),
            load_words(folder),
            Access(KeyRing(NoKeys(memory)), Usage(memory)),
            Idempotency(memory),
            Operations(Readiness(()), Metrics(), _nothing),
            frozenset(origins),
            webhooks=None,
            batches=None,
        )
        return cls(jobs, reviews, parts, database)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Parts]:
        """What `create_app` is given."""
        if self.database is None:
            yield self.parts
            return
        database = await Database.open(self.database)
        allowed = Allowed(http=True, private=True)
        engine = EngineInMemory(database, self.jobs, utc_now)
        store, items = BatchStore(database), BatchItems(database)
        batches = Batches(store, items, self.jobs, engine)
        async with open_webhooks(database, allowed) as webhooks:
            running = asyncio.create_task(engine.run())
            try:
                yield dataclasses.replace(self.parts, webhooks=webhooks, batches=batches)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
        await database.aclose()
