"""Jobs on each of the databases, and work that waits until it is let go."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from keyquestions.article import read_article
from keyquestions.codebook import load_codebook
from keyquestions.jobs import Submission
from keyquestions.jobs.runner import Pace
from keyquestions.jobs.stored import StoredJobs
from keyquestions.jobs.work import Work
from keyquestions.pipeline import analyze
from keyquestions.resources import prompts_folder
from keyquestions.store.database import Database
from keyquestions.store.times import utc_now

from ..pipeline.conftest import (  # noqa: F401, TID252 - one is a fixture; no package
    FRAMING,
    QUESTIONS,
    SUMMARY,
    TEXT,
    ScriptedAnalyst,
    analyst_of,
)
from ..store.conftest import postgres_url, sqlite_url, url  # noqa: F401, TID252 - fixtures; no package

CODEBOOK = load_codebook(prompts_folder())
NEVER = 3600.0
"""Seconds between two looks where a test says itself when to look."""


def article(number=0):
    """One of many different articles about the same."""
    return read_article(f"{TEXT}\n\nNotice number {number} was read aloud in the town hall.")


def submission(number=0, **changes):
    """An article to be analysed."""
    return Submission(article(number), **changes)


class HeldWork(Work):
    """Analyses when the gate is open; `begun` lists the articles, `fault` is what it raises."""

    def __init__(self, model="scripted:1", *, opened=True):
        super().__init__(ScriptedAnalyst(model=model), CODEBOOK)
        self.room = 40
        self.model = model
        self.begun = []
        self.busy = asyncio.Event()
        self.fault = None
        self.gate = asyncio.Event()
        if opened:
            self.gate.set()

    async def analyse(self, article, output_language, listener):
        """Analyse it, after the gate."""
        self.begun.append(article.content_hash)
        self.busy.set()
        listener({"stage": "summary", "state": "begun"})
        await self.gate.wait()
        if self.fault:
            raise self.fault
        analyst = ScriptedAnalyst(
            summaries=[SUMMARY], framings=[FRAMING], asked=[QUESTIONS], model=self.model
        )
        return await analyze(article, analyst, CODEBOOK)


class Process:
    """One of several processes that share a database; it looks when it is told to."""

    def __init__(self, database, work, *, queue=1000, running=40, **more):
        self.ahead = timedelta(0)
        self.database = database
        self.work = work
        pace = Pace(running, 30.0, NEVER, now=lambda: utc_now() + self.ahead)
        self.jobs = StoredJobs(database, work, pace, queue, **more)

    async def turn(self):
        """Look once, and renew and recover, too."""
        self.jobs.runner._beat_at = 0.0
        await self.jobs.runner.turn()

    async def hold(self):
        """Look, begin what waits, and write the first steps of it: nobody finds its row locked."""
        await self.turn()
        await self.work.busy.wait()
        await self.jobs.runner._telling.finish()

    async def settled(self, identity):
        """The job when it is settled; whoever runs it is left the time to."""
        return await asyncio.wait_for(self.jobs.wait(identity, NEVER), 30)


@pytest.fixture
async def process(url):  # noqa: F811 - the fixture
    """Makes processes on one database; all are closed at the end."""
    made = []

    async def make(work=None, **more):
        each = Process(await Database.open(url), work or HeldWork(), **more)
        made.append(each)
        return each

    yield make
    for each in made:
        each.work.gate.set()
        await each.jobs.aclose(30)
        await each.database.aclose()


@pytest.fixture
async def alone(process):
    """One process that looks after its queue by itself."""
    one = await process()
    one.jobs.runner.start()
    return one


@asynccontextmanager
async def watched(jobs, identity):
    """The steps of a job, in a list that grows."""
    seen = []

    async def follow():
        async for step in jobs.progress(identity):
            seen.append(step)  # noqa: PERF401 - whoever watches sees each when it comes

    async with asyncio.TaskGroup() as group:
        group.create_task(follow())
        yield seen
