"""An engine of archives whose queue is in memory, and whose analyses are scripted jobs."""

import asyncio
import os
from collections import deque
from hashlib import sha256

from keyquestions import errors
from keyquestions.archive.engine import DurableEngine, Ledgers
from keyquestions.archive.lines import Lines
from keyquestions.archive.working import Desk
from keyquestions.fetching import Pages
from keyquestions.jobs import Submission
from keyquestions.jobs.batches import Reader
from keyquestions.jobs.work import Work
from keyquestions.models.accounts import Account
from keyquestions.models.clock import Clock, ManualClock
from keyquestions.store.batches import BatchStore
from keyquestions.store.chunks import Chunks
from keyquestions.store.crew import Crew, Worker
from keyquestions.store.settlement import Settling


def leaf_classes(root=errors.KeyQuestionsError):
    """The errors that are raised, by their codes."""
    found = {root.code: root}
    for each in root.__subclasses__():
        found |= leaf_classes(each)
    return found


class JobsWork(Work):
    """Has scripted jobs make the analyses: `jobs.asked` tells which."""

    room = 1000
    means = dict.fromkeys(("analyst", "model", "prompts", "codebook", "software"), "scripted")

    def __init__(self, jobs):
        self._jobs = jobs

    def identity(self, article, output_language):
        """As the jobs name it."""
        named = f"{article.content_hash}{output_language or ''}"
        return f"an_{sha256(named.encode()).hexdigest()[:24]}"

    async def analyse(self, article, output_language, listener):
        """Submit it, and wait for its end."""
        job, _ = await self._jobs.submit(Submission(article, output_language))
        while not job.settled:
            job = await self._jobs.wait(job.id, 20.0)
            await asyncio.sleep(0)
        if job.error is not None:
            raise leaf_classes()[job.error.code](job.error.message)
        return job.analysis


class QueueInMemory:
    """What chunks are put into, and taken from by hand."""

    def __init__(self):
        self.chunks = deque()
        self.seen = set()
        self.taken_over = []

    async def enqueue(self, chunks):
        """Put those in that were not there before."""
        fresh = [each for each in chunks if each not in self.seen]
        self.seen.update(fresh)
        self.chunks += fresh

    async def take_over(self, dead):
        """Note who died."""
        self.taken_over.append(dead)
        return 0

    async def missing(self, chunks):
        """Those that never came here."""
        return [each for each in chunks if each not in self.seen], []

    async def aclose(self):
        """Nothing to close."""


class EngineInMemory(DurableEngine):
    """An engine that works when it is told to."""

    def __init__(self, database, jobs, wall, *, name="me", at_once=100, queue=None):
        clock = ManualClock()
        self.queue = queue or QueueInMemory()
        settling = Settling(database, wall)
        account = Account("", name, lambda _request: 0.0)
        lines = Lines(JobsWork(jobs), settling, Reader(Pages()), account, clock.clock)
        chunks = Chunks(database)
        super().__init__(
            Worker(name, "here", os.getpid()),
            Ledgers(chunks, Crew(database), BatchStore(database)),
            Desk(chunks, settling, lines, at_once=at_once, now=wall),
            self.queue,
            clock=Clock(now=lambda: wall().timestamp()),
            now=wall,
        )

    async def work_off(self):
        """See through what there is; how many lines were settled."""
        before = self.desk.underway.settled
        await self.turn()
        while self.queue.chunks:
            taken = [self.queue.chunks.popleft() for _ in range(len(self.queue.chunks))]
            async with asyncio.TaskGroup() as group:
                for each in taken:
                    group.create_task(self.desk.work(each))
            await self.turn()
        return self.desk.underway.settled - before

    async def run(self):
        """Work until it is cancelled."""
        while True:
            await self.work_off()
            await asyncio.sleep(0)
