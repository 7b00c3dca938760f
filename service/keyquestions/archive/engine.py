"""The engine of batches: hands out chunks, and looks after them if their worker dies."""

import asyncio
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from keyquestions.archive.workflows import Workflows
from keyquestions.archive.working import Desk
from keyquestions.errors import StoreFailed
from keyquestions.jobs.batches.engine import BatchEngine
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.stored import ReplyStore
from keyquestions.notices import notify
from keyquestions.store.batches import BatchStore
from keyquestions.store.chunks import Chunks
from keyquestions.store.crew import Crew, Worker
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, event, failure

AHEAD = 64
"""Chunks of a batch that are in the queue, at most: enough for all workers for a while."""

BEAT = 3.0
SILENCE = timedelta(seconds=30)
"""How long a worker that is not heard of counts as alive."""

LOOK = 0.5
"""Seconds between two looks at what there is to hand out."""

ROUND = 30.0
"""Seconds between two looks for chunks that were lost on their way into the queue."""

ABANDONED = timedelta(hours=1)
"""After so long without a line, whoever sends a batch is not coming back."""


def this_worker() -> Worker:
    """This process, by a name that no other has."""
    id_ = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    return Worker(id_, this_host(), os.getpid())


def this_host() -> str:
    """What tells apart machines, and on one machine containers: each numbers its processes."""
    known = [socket.gethostname()]
    with suppress(OSError):
        known.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        known.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    return sha256("\n".join(known).encode()).hexdigest()[:32]


def lives(pid: int) -> bool:
    """Whether there is a process of that number on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is somebody else's
    return True


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The tables that engines work with."""

    chunks: Chunks
    crew: Crew
    batches: BatchStore
    replies: ReplyStore | None = None


class DurableEngine(BatchEngine):
    """Works on batches with DBOS, together with all other workers that share the database."""

    def __init__(
        self,
        worker: Worker,
        ledgers: Ledgers,
        desk: Desk,
        workflows: Workflows,
        *,
        clock: Clock = CLOCK,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.worker = worker
        self.desk = desk
        self.crew = ledgers.crew
        self._ledgers = ledgers
        self._chunks = ledgers.chunks
        self._workflows = workflows
        self._clock = clock
        self._now = now
        self._woken = asyncio.Event()
        self._beat_at = self._round_at = float("-inf")

    async def begin(self, batch_id: str) -> None:  # noqa: ARG002 - it looks at all of them
        """Look at once."""
        self._woken.set()

    async def run(self) -> None:
        """Hand out and look after chunks, until it is cancelled."""
        while True:
            try:
                await self.turn()
            except StoreFailed as error:
                event(Event.STORE_FAILED, **failure(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await self._woken.wait()
            self._woken.clear()

    async def turn(self) -> None:
        """Look once at all that there may be to do.

        Raises:
            StoreFailed: the database fails.
        """
        now = self._clock.now()
        if now - self._beat_at >= BEAT:
            await self._beat()
            self._beat_at = now
        if now - self._round_at >= ROUND:
            await self._find_lost()
            await self._ledgers.batches.sweep(self._now() - ABANDONED)
            self._round_at = now
        if self.desk.batch_ids:
            self.desk.underway.stopped |= await self._chunks.stopped(self.desk.batch_ids)
        if opened := await self._chunks.hand_out(AHEAD):
            await self._workflows.enqueue(opened)

    async def aclose(self, grace: float) -> None:
        """Begin nothing more, give what runs so many seconds, and leave."""
        await self.desk.close(grace)
        await self._workflows.aclose()
        with suppress(StoreFailed):
            await self._leave(self.worker.id)

    async def _beat(self) -> None:
        if not await self.crew.beat(self.worker):
            # Another one works on what this one had: whatever comes of it here is not needed.
            notify(
                "This worker was not heard of for so long that another one has taken over its "
                "work; it begins anew."
            )
            await self.desk.give_up()
            await self.crew.bury(self.worker.id)
            await self.crew.beat(self.worker)
        dead = await self.crew.inherit(self.worker, SILENCE, lives)
        for each in dead:
            await self._workflows.take_over(each)
            await self._leave(each)
        if dead:
            await self._find_lost()

    async def _leave(self, worker: str) -> None:
        """Book what a worker had asked for and not got, and forget it."""
        if self._ledgers.replies is not None:
            await self._ledgers.replies.write_off(worker)
        await self.crew.bury(worker)

    async def _find_lost(self) -> None:
        """See to it that what is open is in the queue: a process may have died in between."""
        lost, ended = await self._workflows.missing(await self._chunks.open_ones())
        await self._workflows.enqueue(lost)
        for chunk in ended:
            await self._chunks.end(chunk, self._now())
