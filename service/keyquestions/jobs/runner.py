"""Runs what waits in the queue: claims, holds on to, ends and gives back analyses."""

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from keyquestions.analysis import Analysis
from keyquestions.errors import StoreFailed
from keyquestions.jobs.board import Board
from keyquestions.jobs.outcomes import end_of
from keyquestions.jobs.telling import Telling
from keyquestions.jobs.work import Work
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.stored import noting
from keyquestions.store import analyses, leases
from keyquestions.store.database import Database
from keyquestions.store.entries import Endings
from keyquestions.store.erasing import erase_leftovers
from keyquestions.store.leases import Claimed
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, event, failure

BEATS = 3
"""How often a lease is renewed while it lasts."""

LONGEST_WAIT = 10.0
"""The longest wait between two attempts to write how an analysis ended, in seconds."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many analyses run at once, and how often this process looks at what others do.

    `lease` is how many seconds an analysis stays with a process that is silent, `poll` how many
    pass between two looks.
    """

    running: int = 16
    lease: float = 30.0
    poll: float = 0.5
    clock: Clock = CLOCK
    now: Callable[[], datetime] = utc_now


class _Why(StrEnum):
    """Why a run was stopped."""

    CANCELLED = "cancelled"
    LOST = "lost"
    CLOSING = "closing"


@dataclass(slots=True)
class _Run:
    """An analysis on its way, and the task that makes it."""

    claimed: Claimed
    task: asyncio.Task[Analysis]
    why: _Why | None = None

    def stop(self, why: _Why) -> None:
        """Stop it, unless it was already, or has ended by itself."""
        if self.why is None and not self.task.done():
            self.why = why
            self.task.cancel()


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at the database showed."""

    noticed: leases.Noticed
    marks: Mapping[str, int]


class Runner:
    """One for each process; `start` begins, `aclose` ends."""

    def __init__(
        self,
        database: Database,
        work: Work,
        endings: Endings,
        board: Board,
        pace: Pace,
        erase: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        """Run `work`; `erase` erases the replies of what was erased while it ran."""
        self.worker = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._database = database
        self._work = work
        self._endings = endings
        self._board = board
        self._pace = pace
        self._erase = erase
        self._runs: dict[str, _Run] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._telling = Telling(database, board, pace.now)
        self._beat_at = 0.0
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._closing = False
        self._hurry = False
        self._over = False

    @property
    def running(self) -> int:
        """How many analyses this process runs now."""
        return len(self._runs)

    @property
    def alive(self) -> bool:
        """Whether the queue is being looked after."""
        return self._loop is not None and not self._loop.done()

    def start(self) -> None:
        """Begin to look after the queue."""
        self._loop = asyncio.create_task(self._look_after())

    def wake(self) -> None:
        """Something was queued: look at once."""
        self._woken.set()

    def stop(self, identity: str) -> None:
        """Stop it, where it runs here, because it was cancelled or erased."""
        if run := self._runs.get(identity):
            run.stop(_Why.CANCELLED)

    async def gone(self, identity: str) -> None:
        """Wait until it does not run here any more."""
        while identity in self._runs:
            await asyncio.wait(self._ending, return_when=asyncio.FIRST_COMPLETED)

    async def aclose(self, grace: float) -> None:
        """Take no more; what runs has so many seconds, and then goes back to the queue."""
        self._closing = True
        if self._ending:
            await asyncio.wait(self._ending, timeout=grace)
        self._hurry = True
        for run in self._runs.values():
            run.stop(_Why.CLOSING)
        if self._ending:
            await asyncio.wait(self._ending)
        if self._loop:
            self._over = True
            self.wake()
            await asyncio.wait([self._loop])

    async def turn(self) -> None:
        """Look once: stop what shall stop, renew, recover, and begin what there is room for.

        Raises:
            StoreFailed: the database fails.
        """
        watched, mine = self._board.watched, dict(self._runs)
        seen = await self._database.read(partial(self._look, watched))
        self._board.compare(watched, seen.marks)
        for identity, run in mine.items():
            if seen.noticed.held.get(identity) != run.claimed.lease.attempt:
                run.stop(_Why.LOST)
            elif identity in seen.noticed.cancelling:
                run.stop(_Why.CANCELLED)
        due = self._pace.clock.now() >= self._beat_at
        if due or (seen.noticed.waiting and self._room > 0):
            await self._take(beat=due)

    @property
    def _room(self) -> int:
        most = min(self._pace.running, self._work.room)
        return 0 if self._closing else most - len(self._runs)

    def _look(self, watched: Sequence[str], connection: Connection) -> _Look:
        marks = analyses.marks(connection, watched) if watched else {}
        return _Look(leases.notice(connection, self.worker), marks)

    async def _take(self, *, beat: bool) -> None:
        """Renew and recover if it is time for it, and claim."""
        now, room = self._pace.now(), self._room
        until = now + timedelta(seconds=self._pace.lease)

        def take(connection: Connection) -> tuple[Sequence[str], Sequence[Claimed]]:
            if beat:
                leases.renew(connection, self.worker, until)
            moved = leases.recover(connection, self._endings, now) if beat else ()
            found = leases.claim(connection, self.worker, room, until, now) if room > 0 else ()
            return moved, found

        moved, claimed = await self._database.write(take)
        for each in claimed:
            self._begin(each)
        for identity in (*moved, *(each.lease.id for each in claimed)):
            self._board.wake(identity)
        if beat:
            self._beat_at = self._pace.clock.now() + self._pace.lease / BEATS

    def _begin(self, claimed: Claimed) -> None:
        lease = claimed.lease
        run = _Run(claimed, asyncio.create_task(self._analyse(claimed)))
        self._runs[lease.id] = run
        ending = asyncio.create_task(self._follow(run))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    async def _analyse(self, claimed: Claimed) -> Analysis:
        lease = claimed.lease
        with noting(partial(self._telling.note, lease)):
            return await self._work.analyse(
                claimed.article, claimed.output_language, partial(self._telling.tell, lease)
            )

    async def _follow(self, run: _Run) -> None:
        """Wait for the end of a run, and write it down."""
        lease = run.claimed.lease
        try:
            await asyncio.wait([run.task])
            await self._telling.finish()
            if not await self._insist(partial(self._ended, run)):
                # Another process has it now, or it was erased: then nothing may be left of it.
                keys = await self._insist(partial(erase_leftovers, identity=lease.id))
                await self._erase(keys)
        except StoreFailed as error:
            event(Event.STORE_FAILED, **failure(error))
        finally:
            del self._runs[lease.id]
            self._board.wake(lease.id)
            self.wake()

    def _ended(self, run: _Run, connection: Connection) -> bool:
        """Write how it ended; False where it is ours no more."""
        lease, now = run.claimed.lease, self._pace.now()
        end = end_of(run.task, lease.id)
        if end is None:
            return leases.give_back(connection, lease, self._endings, now)
        return leases.settle(connection, lease, end, self._endings, now)

    async def _insist(self, work: Callable[[Connection], T]) -> T:
        """Write it, however often the database fails, unless all is to end now.

        Raises:
            StoreFailed: it failed, and there is no time left.
        """
        wait = self._pace.poll
        while True:
            try:
                return await self._database.write(work)
            except StoreFailed as error:
                event(Event.STORE_FAILED, **failure(error))
                if self._hurry:
                    raise
            await self._pace.clock.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _look_after(self) -> None:
        while not self._over:
            try:
                await self.turn()
            except StoreFailed as error:
                event(Event.STORE_FAILED, **failure(error))
                await self._pace.clock.sleep(self._pace.poll)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.poll):
                    await self._woken.wait()
            self._woken.clear()
