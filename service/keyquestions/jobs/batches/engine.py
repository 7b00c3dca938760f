"""What works on batches: a port, and an engine in this process that hands lines to the jobs."""

import asyncio
import secrets
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta

from keyquestions.errors import KeyQuestionsError, QueueFull, StoreFailed
from keyquestions.jobs.batches.reading import Reader
from keyquestions.jobs.batches.requests import BatchLine
from keyquestions.jobs.port import Job, Jobs, JobState
from keyquestions.store.batch_items import BatchItems, Ending, Item
from keyquestions.store.batches import BatchStore, ItemState
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, event, failure
from keyquestions.working import Loop

LEASE = timedelta(seconds=30)
RENEWED = timedelta(seconds=10)
"""How often a worker says that it is still there."""

HELD = 20.0
"""Seconds for which one look at an analysis waits for its end."""

ABANDONED = timedelta(hours=1)
"""After so long without a line, whoever sends a batch is not coming back."""


class BatchEngine(ABC):
    """Works on the lines of batches that wait in the table `batch_items`, until all are settled."""

    @abstractmethod
    async def begin(self, batch_id: str) -> None:
        """There are lines of that batch that wait: all of a new one, or the failed ones again."""

    @abstractmethod
    async def run(self) -> None:
        """Work until it is cancelled; what is under way then is left to whoever runs next."""


class JobsEngine(BatchEngine):
    """Has lines analysed by the jobs, few at a time; several processes share the work.

    Each line holds one place among the jobs from when it is handed in to its end, and there are
    `at_once` places: an editor who waits for an analysis always finds others free. A line that is
    done twice, because a process died, is the same analysis: nothing is paid for again.
    """

    def __init__(
        self,
        store: BatchStore,
        items: BatchItems,
        jobs: Jobs,
        reader: Reader,
        *,
        at_once: int = 2,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._items = items
        self._jobs = jobs
        self._reader = reader
        self._at_once = at_once
        self._now = now
        self._worker = f"worker_{secrets.token_hex(8)}"
        self._held = 0
        self._renewed = self._swept = self._not_before = datetime.min.replace(tzinfo=now().tzinfo)
        self._loop = Loop(self._claim, self._work)

    async def begin(self, batch_id: str) -> None:  # noqa: ARG002 - it looks at all of them
        """Look at once."""
        self._loop.wake()

    async def run(self) -> None:
        """Work until it is cancelled, then let others go on at once."""
        try:
            await self._loop.run()
        finally:
            await asyncio.shield(self._items.release(self._worker))

    async def work_off(self) -> int:
        """See through what can be taken now; how many lines that were."""
        return await self._loop.once()

    async def _claim(self) -> tuple[Item, ...]:
        now = self._now()
        if now - self._renewed >= RENEWED:
            self._renewed = now
            await self._items.renew(self._worker, now + LEASE)
        if now - self._swept >= ABANDONED:
            self._swept = now
            await self._store.sweep(now - ABANDONED)
        room = self._at_once - self._held
        if room <= 0 or now < self._not_before:
            return ()
        taken = await self._items.claim(self._worker, now, LEASE, room)
        self._held += len(taken)
        return taken

    async def _work(self, item: Item) -> None:
        try:
            ending = await self._ending(item)
            await self._items.settle(item, self._worker, ending, self._now())
        except StoreFailed as error:
            # The lease runs out, and the line is taken up again.
            event(Event.STORE_FAILED, **failure(error))
        finally:
            self._held -= 1

    async def _ending(self, item: Item) -> Ending:
        try:
            job = await self._job(item)
            while not job.settled:
                job = await self._jobs.wait(job.id, HELD)
        except StoreFailed:
            raise
        except QueueFull as full:
            self._not_before = self._now() + timedelta(seconds=full.retry_after)
            return Ending(ItemState.WAITING)
        except KeyQuestionsError as error:
            return Ending(ItemState.FAILED, error.code, error.message, error.retryable)
        except Exception as error:  # noqa: BLE001 - a defect with one line must not end all
            event(Event.ANALYSIS_FAILED, **failure(error))
            told = "A defect of this program ended it; tell whoever runs the service."
            return Ending(ItemState.FAILED, KeyQuestionsError.code, told)
        return _ending_of(job)

    async def _job(self, item: Item) -> Job:
        """The analysis of a line: the one that another worker asked for already, or its own."""
        if item.analysis_id is not None:
            return await self._jobs.get(item.analysis_id)
        line = BatchLine.model_validate_json(zlib.decompress(item.request or b""))
        job, _ = await self._jobs.submit(await self._reader.submission(line, item.key_id))
        await self._items.attach(item, self._worker, job.id)
        return job


def _ending_of(job: Job) -> Ending:
    if job.state is JobState.CANCELLED:
        return Ending(ItemState.CANCELLED)
    if job.error is not None:
        return Ending(ItemState.FAILED, job.error.code, job.error.message, job.error.retryable)
    return Ending(ItemState(job.state.value))
