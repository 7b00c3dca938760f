"""Posts that come at once share a transaction, and none of them pays for another."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from keyquestions import errors
from keyquestions.jobs import intake
from keyquestions.store import analyses
from keyquestions.store.database import Database

from .conftest import HeldWork, Process, submission


class Held(Database):
    """A database that counts its transactions, and begins none that writes while it is held."""

    def __init__(self, engine):
        super().__init__(engine)
        self.written = 0
        self.asked = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()

    async def write(self, work, *, within=None):
        """Say that it was asked, and write when it is free."""
        self.asked.set()
        await self.free.wait()
        self.written += 1
        return await super().write(work, within=within)


@asynccontextmanager
async def opened(url, **more):
    """A process on such a database, which looks after no queue."""
    one = Process(await Held.open(url), HeldWork(), **more)
    yield one
    await one.jobs.aclose(0)
    await one.database.aclose()


async def test_what_comes_while_one_is_written_is_written_together(url):
    """Twenty posts are two transactions: the first one's, and one for all others."""
    async with opened(url) as one:
        one.database.free.clear()
        posted = [one.jobs._posted(submission(number)) for number in range(20)]
        takes = [asyncio.create_task(one.jobs._intake.take(posted[0]))]
        await one.database.asked.wait()
        takes += [asyncio.create_task(one.jobs._intake.take(each)) for each in posted[1:]]
        await asyncio.sleep(0)
        one.database.free.set()
        taken = await asyncio.gather(*takes)
        assert [entry.id for entry, known in taken if not known] == [each.id for each in posted]
        assert one.database.written == 2


async def test_a_queue_that_fills_up_refuses_only_those_that_have_no_room(url):
    """Of four that come together two are taken, and the rest are told when to come again."""
    async with opened(url, queue=2) as one:
        posts = [one.jobs.submit(submission(number)) for number in range(4)]
        told = await asyncio.gather(*posts, return_exceptions=True)
        assert sum(isinstance(each, errors.QueueFull) for each in told) == 2
        assert await one.jobs.counts() == {"queued": 2, "running": 0}


async def test_one_that_the_database_refuses_takes_no_other_with_it(url, monkeypatch):
    """The others of its transaction are taken in without it."""
    post = analyses.post

    def refusing(connection, posted, room, now):
        if posted.external_id == "bad":
            raise errors.StoreFailed("The value cannot be stored.")
        return post(connection, posted, room, now)

    monkeypatch.setattr(analyses, "post", refusing)
    async with opened(url) as one:
        posts = [one.jobs.submit(submission(n, external_id="bad" if n == 3 else None))
                 for n in range(6)]  # fmt: skip
        told = await asyncio.gather(*posts, return_exceptions=True)
        failed = [number for number, each in enumerate(told) if isinstance(each, Exception)]
        assert failed == [3]
        assert isinstance(told[3], errors.StoreFailed)
        assert await one.jobs.counts() == {"queued": 5, "running": 0}


async def test_what_nobody_waits_for_any_more_is_not_begun(url, monkeypatch):
    """Whoever was told that it failed finds nothing there, and the next post is taken."""
    async with opened(url) as one:
        one.database.free.clear()
        first = asyncio.create_task(one.jobs.submit(submission(0)))
        await one.database.asked.wait()
        with monkeypatch.context() as hurried:
            hurried.setattr(intake, "PATIENCE", 0)
            with pytest.raises(errors.StoreFailed):
                await one.jobs.submit(submission(1))
        one.database.free.set()
        await first
        await one.jobs._intake._posts.finish()
        assert await one.jobs.counts() == {"queued": 1, "running": 0}
        await one.jobs.submit(submission(2))
        assert await one.jobs.counts() == {"queued": 2, "running": 0}
