"""Jobs as rows of a database that all processes of the service share."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from keyquestions.article import Article
from keyquestions.errors import AnalysisSettled, AnalysisUnknown
from keyquestions.jobs.board import Board
from keyquestions.jobs.intake import Intake
from keyquestions.jobs.port import (
    SETTLED,
    Job,
    JobError,
    Jobs,
    Progress,
    ProgressEvent,
    Published,
    Submission,
)
from keyquestions.jobs.reading import Reading
from keyquestions.jobs.runner import Pace, Runner
from keyquestions.jobs.work import Work
from keyquestions.models.stored import ReplyStore
from keyquestions.store import analyses, erasing
from keyquestions.store.analyses import Posted
from keyquestions.store.database import PATIENCE, Database
from keyquestions.store.entries import Endings, Entry, OnSettled
from keyquestions.store.publishing import released
from keyquestions.store.times import aware

_STALE = {"analyst": "model", "model": "model"}
"""How a change of means is told: who made it, and with which model, is one matter."""


class StoredJobs(Jobs):
    """Jobs in a database; each process runs some of them, until it is closed."""

    def __init__(
        self,
        database: Database,
        work: Work,
        pace: Pace,
        queue: int,
        replies: ReplyStore | None = None,
        watchers: Sequence[OnSettled] = (),
    ) -> None:
        """Take at most `queue` that wait.

        `replies` is where those of erased analyses are erased; `watchers` are called as analyses
        end (`OnSettled`).
        """
        self._database = database
        self._work = work
        self._pace = pace
        self._intake = Intake(database, queue, pace.now)
        self._endings = Endings(tuple(watchers))
        self._board = Board()
        self._replies = replies
        self._reading = Reading(database)
        self.runner = Runner(database, work, self._endings, self._board, pace, self._erase_replies)

    async def submit(self, submission: Submission) -> tuple[Job, bool]:
        """Take it in; the flag says whether it was known."""
        posted = self._posted(submission)
        there = await self._database.read(partial(analyses.known, posted=posted), within=PATIENCE)
        if there is not None:
            return self._job(there), True
        entry, known = await self._intake.take(posted)
        if not known:
            self._board.wake(entry.id)
            self.runner.wake()
        return self._job(entry), known

    async def wait(self, identity: str, seconds: float) -> Job:
        """The job once it is settled, or as it is when the seconds are over."""
        with suppress(TimeoutError), self._board.watch(identity) as moved:
            async with asyncio.timeout(seconds):
                while True:
                    moved.clear()
                    entry = await self._entry(identity)
                    if entry.state in SETTLED:
                        break
                    await moved.wait()
        return await self.get(identity)

    async def get(self, identity: str) -> Job:
        """The job as it is."""
        return self._job(await self._reading.find(identity))

    async def article(self, identity: str) -> Article:
        """The canonical article that was, or will be, analysed."""
        return await self._database.read(partial(analyses.article_of, identity=identity))

    async def cancel(self, identity: str) -> Job:
        """Have it stopped."""
        entry = await self._database.write(
            lambda connection: analyses.cancel(
                connection, identity, self._endings, self._pace.now()
            )
        )
        self.runner.stop(identity)
        self._board.wake(identity)
        return self._job(entry)

    async def delete(self, identity: str) -> None:
        """Erase it and all that belongs to it.

        The replies go first: whoever is interrupted can ask again.
        """
        await self._entry(identity)
        await self._erase(identity)
        await self._database.scrub()

    async def forget(self, external_id: str) -> int:
        """Erase all analyses of that article that have no other name."""
        count, nameless = await self._database.read(partial(erasing.named, external_id=external_id))
        for identity in nameless:
            await self._erase(identity)
        await self._database.write(partial(erasing.unname, external_id=external_id))
        if count:
            await self._database.scrub()
        return count

    async def latest(self, external_id: str) -> Published | None:
        """What readers may see of that article, if anything."""
        found = await self._database.read(partial(released, external_id=external_id))
        if found is None:
            return None
        job = self._job(found.entry)
        stale = ("text", *job.stale) if found.changed else job.stale
        return Published(external_id, job, found.review, found.url, stale)

    async def progress(self, identity: str, after: int = 0) -> AsyncGenerator[Progress, None]:
        """The steps after that one, as they happen."""
        with self._board.watch(identity) as moved:
            entry, steps = await self._steps(identity, after)
            while True:
                for step in steps:
                    yield step
                    after = step.seq
                if entry.state in SETTLED:
                    return
                await moved.wait()
                moved.clear()
                try:
                    entry, steps = await self._steps(identity, after)
                except AnalysisUnknown:
                    return

    async def recent(
        self, limit: int, before: datetime | None = None, *, external_id: str | None = None
    ) -> tuple[Job, ...]:
        """The newest first, without their analyses."""
        entries = await self._database.read(
            lambda connection: analyses.listed(connection, limit, before, external_id)
        )
        return tuple(self._job(entry) for entry in entries)

    async def counts(self) -> dict[str, int]:
        """How many are `queued` and `running`, in all processes."""
        return await self._database.read(analyses.counts)

    async def aclose(self, grace: float) -> None:
        """Take no more; what runs has `grace` seconds, then it goes back to the queue."""
        await self.runner.aclose(grace)

    async def _erase(self, identity: str) -> None:
        with suppress(AnalysisUnknown, AnalysisSettled):
            await self.cancel(identity)
            # Whoever runs it lets go first, if it is alive: then nothing is written afterwards.
            await self.wait(identity, self._pace.lease)
        await self.runner.gone(identity)
        keys = await self._database.read(partial(erasing.own_replies, identity=identity))
        await self._erase_replies(keys)
        _, left = await self._database.write(partial(erasing.erase, identity=identity))
        await self._erase_replies(left)
        self._reading.forget(identity)
        self._board.wake(identity)

    async def _erase_replies(self, keys: Sequence[str]) -> None:
        if keys and self._replies is not None:
            await self._replies.erase(keys)

    async def _steps(self, identity: str, after: int) -> tuple[Entry, Sequence[Progress]]:
        def read(connection: Connection) -> tuple[Entry, Sequence[Progress]]:
            entry = analyses.find(connection, identity, result=False)
            rows = analyses.steps_after(connection, identity, after)
            return entry, [
                Progress(row["seq"], aware(row["at"]), ProgressEvent(row["event"]), row["data"])
                for row in rows
            ]

        return await self._database.read(read)

    async def _entry(self, identity: str) -> Entry:
        """The entry without its analysis."""
        return await self._database.read(
            lambda connection: analyses.find(connection, identity, result=False)
        )

    def _posted(self, submission: Submission) -> Posted:
        article, language = submission.article, submission.output_language
        return Posted(
            id=self._work.identity(article, language),
            article=article,
            output_language=language,
            means=self._work.means,
            external_id=submission.external_id,
            url=submission.url,
            key_id=submission.key_id,
            retry=submission.retry,
        )

    def _job(self, entry: Entry) -> Job:
        failed = entry.failed
        return Job(
            id=entry.id,
            state=entry.state,
            content_hash=entry.content_hash,
            title=entry.title,
            created_at=entry.created_at,
            updated_at=entry.updated_at,
            finished_at=entry.finished_at,
            analysis=entry.analysis,
            error=JobError(failed.code, failed.message, failed.retryable) if failed else None,
            stale=self._stale(entry),
            attempts=entry.attempts,
        )

    def _stale(self, entry: Entry) -> tuple[str, ...]:
        now = self._work.means
        changed = [name for name, value in entry.means.items() if now.get(name) != value]
        return tuple(dict.fromkeys(_STALE.get(name, name) for name in changed))
