"""An archive job, from its input to its output: begun, gone on with, and told how it ended."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from keyquestions.archive.engine import SILENCE, DurableEngine, lives
from keyquestions.archive.ingesting import ingest
from keyquestions.archive.items import ArchiveItem
from keyquestions.archive.outputs import Output
from keyquestions.archive.writing import Writer
from keyquestions.errors import BatchHeld
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.store.accounts import Spent
from keyquestions.store.archives import Archive, Archives
from keyquestions.store.batches import BatchStore, ItemState
from keyquestions.store.chunks import Chunks

LOOK = 0.2
"""Seconds between two looks at what is settled."""

TOLD = 1.0
"""Seconds between two reports, at least; where counting takes long, longer."""


@dataclass(frozen=True, slots=True)
class Report:
    """How far a job is; `written` lines are in its output."""

    archive: Archive
    counts: dict[ItemState, int]
    written: int
    spent: Spent

    @property
    def settled(self) -> int:
        """How many lines have come to their end."""
        open_ = (ItemState.WAITING, ItemState.RUNNING)
        return sum(count for state, count in self.counts.items() if state not in open_)

    @property
    def lines(self) -> int:
        """How many lines are read by now."""
        return sum(self.counts.values())


Tell = Callable[[Report], None]


@dataclass(frozen=True, slots=True)
class Office:
    """All that jobs are run with; `spent` is asked what a job has come to.

    On its end what is being analysed has `grace` seconds.
    """

    archives: Archives
    batches: BatchStore
    chunks: Chunks
    engine: DurableEngine
    spent: Callable[[str], Awaitable[Spent]]
    grace: float = 20.0
    clock: Clock = CLOCK

    async def report(self, id_: str, written: int = 0) -> Report:
        """How far a job is.

        Raises:
            BatchUnknown: there is none of that id.
        """
        archive = await self.archives.get(id_)
        counts = (await self.batches.get(id_)).counts
        return Report(archive, counts, written, await self.spent(id_))

    async def claim(self, archive: Archive, budget: float | None) -> Archive:
        """Take a job into this process, which reads its input and writes its output.

        Raises:
            BatchHeld: another process has it.
        """
        worker = self.engine.worker
        there = archive.runner is not None and await self.engine.crew.is_there(
            archive.runner, worker.host, SILENCE, lives
        )
        if there or not await self.archives.claim(archive.id, worker.id, archive.runner, budget):
            raise BatchHeld(
                "Another process is at work on that job already. To have it done sooner, start "
                '"keyquestions worker" beside it.'
            )
        return await self.archives.get(archive.id)

    async def run(
        self,
        archive: Archive,
        items: Callable[[], Iterator[ArchiveItem]],
        output: Output,
        *,
        ordered: bool,
        stop: asyncio.Event,
        tell: Tell,
    ) -> Report:
        """See it through, or as far as it goes; `stop` has it end soon. It is claimed already.

        Raises:
            BatchError: the input cannot be read any further.
            OutputError: the output cannot be written.
            StoreFailed: the database fails.
        """
        writer = Writer(self.archives, archive.id, output, ordered=ordered)
        await writer.prepare()
        ingesting = asyncio.create_task(self._ingest(archive, items))
        try:
            report = await self._follow(archive.id, writer, ingesting, stop, tell)
        finally:
            ingesting.cancel()
            await asyncio.gather(ingesting, return_exceptions=True)
            await self.archives.release(archive.id, self.engine.worker.id)
        return report

    async def _ingest(self, archive: Archive, items: Callable[[], Iterator[ArchiveItem]]) -> None:
        if archive.complete:
            return
        await ingest(
            archive, items(), self.archives, self.chunks, wake=self.engine.begin, clock=self.clock
        )

    async def _follow(
        self,
        id_: str,
        writer: Writer,
        ingesting: "asyncio.Task[None]",
        stop: asyncio.Event,
        tell: Tell,
    ) -> Report:
        """Write and tell, until nothing is left, or nothing more is begun."""
        due = self.clock.now()
        while True:
            wrote = await writer.next()
            archive = await self.archives.get(id_)
            if ingesting.done() and not ingesting.cancelled():
                ingesting.result()
            if self.clock.now() >= due:
                began = self.clock.now()
                tell(await self.report(id_, writer.written))
                ended = self.clock.now()
                due = ended + max(TOLD, 20 * (ended - began))
            if wrote:
                continue
            idle = stop.is_set() or not archive.is_open
            if archive.halted and not await self.chunks.open_in(id_):
                idle = True
            if stop.is_set():
                await self.engine.desk.close(self.grace)
                while await writer.next():
                    pass
            if idle:
                report = await self.report(id_, writer.written)
                tell(report)
                return report
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await stop.wait()
