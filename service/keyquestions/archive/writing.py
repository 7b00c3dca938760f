"""What came of an archive's lines, on its way into the output: each of them exactly once."""

import asyncio
from collections.abc import Iterable

from keyquestions.archive.items import ItemError, OutcomeLine
from keyquestions.archive.outputs import Output
from keyquestions.store.archives import Archives, Outcome
from keyquestions.store.batches import ItemState

PAGE = 100
"""Lines that are in memory at a time."""


class Numbers:
    """Which numbers there were, in a bit for each."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._bits = bytearray()
        self.count = 0
        for number in numbers:
            at = number >> 3
            if at >= len(self._bits):
                self._bits.extend(bytes(at + 1 - len(self._bits) + (len(self._bits) >> 1)))
            self._bits[at] |= 1 << (number & 7)
            self.count += 1

    def __contains__(self, number: int) -> bool:
        """Whether it was there."""
        at = number >> 3
        return at < len(self._bits) and bool(self._bits[at] >> (number & 7) & 1)


class Writer:
    """Writes lines as they are settled; `ordered` ones wait for all that come before them.

    What is in the output is what counts: a process may have died before the database knew of it.
    """

    def __init__(self, archives: Archives, id_: str, output: Output, *, ordered: bool) -> None:
        self.written = 0
        self._archives = archives
        self._id = id_
        self._output = output
        self._ordered = ordered
        self._there = Numbers(())

    async def prepare(self) -> None:
        """Find out what is in the output; what is not will be written.

        Raises:
            OutputError: it cannot be read.
            StoreFailed: the database fails.
        """
        self._there = await asyncio.to_thread(lambda: Numbers(self._output.lines()))
        if self._there.count < await self._archives.written(self._id):
            await self._archives.rewrite(self._id)
        self.written = await self._archives.written(self._id)

    async def next(self) -> int:
        """Write what is settled by now, some of it at a time; how many lines that were.

        Raises:
            OutputError: the output cannot be written.
            StoreFailed: the database fails.
        """
        found = await self._archives.unwritten(self._id, ordered=self._ordered, limit=PAGE)
        if found:
            await asyncio.to_thread(self._write, found)
            await self._archives.wrote(self._id, [each.position for each in found])
            self.written += len(found)
        return len(found)

    def _write(self, outcomes: Iterable[Outcome]) -> None:
        for each in outcomes:
            if each.position not in self._there:
                self._output.write(line_of(each))
        self._output.checkpoint()


def line_of(outcome: Outcome) -> OutcomeLine:
    """A line of the output."""
    error = None
    if outcome.state is ItemState.CANCELLED:
        error = ItemError("cancelled", "The line was not analysed: it was cancelled.")
    elif outcome.error_code is not None:
        error = ItemError(outcome.error_code, outcome.error_message or "", outcome.retryable)
    elif outcome.result is None:
        error = ItemError("analysis_not_found", "The analysis was made, and is not there any more.")
    return OutcomeLine(
        outcome.position, outcome.custom_id, outcome.state.value, outcome.result, error
    )
