"""Batches over a database and scripted jobs."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from keyquestions.analysis import AnalysisStatus
from keyquestions.article import read_article
from keyquestions.jobs.batches import Batches
from keyquestions.jobs.scripted import ScriptedJobs
from keyquestions.settings import Settings
from keyquestions.store.batch_items import BatchItems
from keyquestions.store.batches import BatchStore
from keyquestions.store.database import Database
from keyquestions.wiring import open_service

from ...archive.doubles import EngineInMemory, QueueInMemory  # noqa: TID252 - no package
from ...store.conftest import postgres_url, sqlite_url, url  # noqa: F401, TID252 - no package
from ...webhooks.conftest import Wall  # noqa: TID252 - no package

TEXT = (
    "Number {}: the council closed the harbour bridge on Tuesday after engineers found cracks in "
    "two of its towers, and the mayor said that repairs would take a year."
)


def line(number, **changes):
    """A line of a batch with an article of its own."""
    asked = {"custom_id": f"a{number}", "content_text": TEXT.format(number)} | changes
    return json.dumps({name: value for name, value in asked.items() if value is not None})


async def body(*lines, size=1000):
    """The lines as they arrive, in pieces of that size."""
    data = "\n".join(lines).encode()
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def until(holds):
    """Let others work until that holds."""
    while not holds():  # noqa: ASYNC110 - what is waited for tells nobody
        await asyncio.sleep(0)


@dataclass
class Desk:
    """Batches, the engine that works on them, and the jobs that it hands lines to."""

    database: Database
    jobs: ScriptedJobs
    wall: Wall = field(default_factory=Wall)
    queue: QueueInMemory = field(default_factory=QueueInMemory)

    def __post_init__(self) -> None:
        """Build the parts."""
        self.store = BatchStore(self.database)
        self.items = BatchItems(self.database)
        self.engine = self.another()
        self.batches = Batches(self.store, self.items, self.jobs, self.engine, self.wall)

    def another(self, name: str = "me", *, at_once: int = 100) -> EngineInMemory:
        """Another engine, as another process has it."""
        return EngineInMemory(
            self.database, self.jobs, self.wall, name=name, at_once=at_once, queue=self.queue
        )

    async def results(self, batch, after=0):
        """What there is by now."""
        return [each async for each in self.batches.results(batch.id, after)]

    async def counts(self, batch):
        """How many lines are in which state, without zeros."""
        counts = (await self.batches.get(batch.id)).counts
        return {str(state): count for state, count in counts.items() if count}

    def submitted(self):
        """Which articles the jobs were given, by number."""
        texts = [given.article.text for name, given in self.jobs.asked if name == "submit"]
        return [int(text.split(":")[0].removeprefix("Number ")) for text in texts]


@pytest.fixture(scope="session")
def analysis():
    """An analysis as the built-in analyst makes it."""

    async def made():
        async with open_service(Settings()) as service:
            made = await service.analyze(read_article(TEXT.format(0)))
            return made.model_copy(update={"status": AnalysisStatus.SUCCEEDED})

    return asyncio.run(made())


@pytest.fixture
def jobs(analysis):
    return ScriptedJobs(lambda _submission: analysis)


@pytest.fixture
async def desk(url, jobs) -> AsyncIterator[Desk]:  # noqa: F811 - a fixture
    database = await Database.open(url)
    yield Desk(database, jobs)
    await database.aclose()
