"""What is done with a chunk: its lines are read, analysed and settled, so many at once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from keyquestions.archive.lines import Analysed, Lines
from keyquestions.errors import StoreFailed
from keyquestions.notices import notify
from keyquestions.store.batch_items import Item
from keyquestions.store.chunks import Begun, Chunk, Chunks
from keyquestions.store.settlement import Settlement, Settling
from keyquestions.telemetry import Event, event, failure

LEAVING = 5.0
"""Seconds in which chunks are given back on the way out."""


@dataclass(slots=True)
class Underway:
    """The work of this process: how many lines it has begun and settled, and what to leave."""

    at_once: int
    busy: int = 0
    settled: int = 0
    closing: bool = False
    stopped: set[str] = field(default_factory=set)


class Desk:
    """Works on chunks, with at most `at_once` lines being analysed at a time, of all of them."""

    def __init__(
        self,
        chunks: Chunks,
        settling: Settling,
        lines: Lines,
        *,
        at_once: int,
        now: Callable[[], datetime],
    ) -> None:
        self.underway = Underway(at_once)
        self._chunks = chunks
        self._settling = settling
        self._lines = lines
        self._now = now
        self._room = asyncio.Semaphore(at_once)
        self._life = 0  # goes up when others have taken over what is under way here
        self._running: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._chunks_here: set[asyncio.Task[None]] = set()

    @property
    def batch_ids(self) -> tuple[str, ...]:
        """The batches that this process works on now."""
        return tuple(self._running)

    async def work(self, chunk: Chunk) -> None:
        """Do what is left of it. When this returns, it is done or held back again.

        Raises:
            StoreFailed: the database fails; whoever takes it up again goes on with it.
        """
        here = asyncio.create_task(self._work(chunk))
        self._chunks_here.add(here)
        here.add_done_callback(self._chunks_here.discard)
        await here

    async def _work(self, chunk: Chunk) -> None:
        life, begun = self._life, None
        if not self.underway.closing:
            begun = await self._chunks.begin(chunk, self._now())
        if begun is not None:
            await self._through(chunk.batch_id, begun)
        if self._life == life:
            await self._chunks.end(chunk, self._now())

    async def close(self, grace: float) -> None:
        """Begin nothing more; what is being analysed has so many seconds to come to its end."""
        self.underway.closing = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        await self._let_go()
        if self._chunks_here:
            await asyncio.wait(self._chunks_here, timeout=LEAVING)

    async def give_up(self) -> None:
        """Let go of all chunks, as they are; others may have them by now."""
        self._life += 1
        await self._let_go()

    async def _let_go(self) -> None:
        """Stop what is being analysed; it is as it was."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _through(self, batch_id: str, begun: Begun) -> None:
        life = self._life
        self._running[batch_id] = self._running.get(batch_id, 0) + 1
        try:
            async with asyncio.TaskGroup() as group:
                for item in begun.items:
                    await self._room.acquire()
                    if self._leaves(batch_id) or self._life != life:
                        self._room.release()
                        break
                    group.create_task(self._line(item, begun.budget_usd))
        finally:
            self._running[batch_id] -= 1
            if not self._running[batch_id]:
                del self._running[batch_id]
                self.underway.stopped.discard(batch_id)

    def _leaves(self, batch_id: str) -> bool:
        return self.underway.closing or batch_id in self.underway.stopped

    async def _line(self, item: Item, budget: float | None) -> None:
        """See one line through; where that is given up it stays as it was."""
        task = asyncio.create_task(self._analysed(item, budget))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.underway.busy += 1
        try:
            await asyncio.wait([task])
        finally:
            self.underway.busy -= 1
            self._room.release()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The line is as it was, and is taken up again with the rest of its chunk.
            event(Event.STORE_FAILED, **failure(error))

    async def _analysed(self, item: Item, budget: float | None) -> None:
        analysed = await self._lines.analyse(item, budget)
        if analysed.halt is not None:
            self.underway.stopped.add(item.batch_id)
            await self._chunks.halt(item.batch_id, analysed.halt.code, analysed.halt.message)
        elif analysed.ending is not None:
            await self._settle(_settlement(item, analysed))

    async def _settle(self, settlement: Settlement) -> None:
        while True:
            try:
                await self._settling.settle(settlement)
            except StoreFailed as error:
                # It is made, and paid for: insist, unless all is to end now.
                event(Event.STORE_FAILED, **failure(error))
                notify(f"What is done cannot be written down: {error.message}")
                if self.underway.closing:
                    return
                await self._lines.clock.sleep(1.0)
            else:
                self.underway.settled += 1
                return


def _settlement(item: Item, analysed: Analysed) -> Settlement:
    assert analysed.ending is not None  # noqa: S101 - it was looked at
    asked = analysed.asked
    return Settlement(
        item,
        analysed.ending,
        analysed.analysis_id,
        analysed.made,
        external_id=asked.external_id if asked else None,
        url=asked.url if asked else None,
    )
