"""The parts of an article, each shown to the model: how many at once, and what if one fails."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from keyquestions.analysis import Call
from keyquestions.analyst import Objections, Proposal
from keyquestions.article import Article
from keyquestions.errors import ContextTooLong, ModelError
from keyquestions.model_analyst.analyst import ModelAnalyst
from keyquestions.model_analyst.parts import split
from keyquestions.model_analyst.replies import Draft
from keyquestions.model_analyst.window import estimated_tokens

AT_ONCE = 8
"""Requests about one article at the same time; the model's own limits hold for all articles."""

_Done = TypeVar("_Done")


@dataclass(frozen=True, slots=True)
class Read(Generic[Draft]):
    """A text that the model was shown, how it was introduced, and what came of it."""

    part: Article
    note: str
    proposal: Proposal[Draft]


@dataclass(frozen=True, slots=True)
class Reading(Generic[Draft]):
    """A stage's task, for the parts of an article."""

    analyst: ModelAnalyst
    draft: type[Draft]
    task: str

    async def read(self, parts: Sequence[Article]) -> list[Read[Draft]]:
        """Read all parts; in order, more of them than there were where one had to be split.

        Raises:
            ModelError: one of them gave nothing; the others that were read are on its bill.
        """

        def job(at: int) -> Callable[[], Awaitable[list[Read[Draft]]]]:
            note = self.analyst.requests.part_note(at + 1, len(parts))
            return lambda: self._read(parts[at], note)

        done = await at_once([job(at) for at in range(len(parts))], _bill)
        return [read for reads in done for read in reads]

    async def again(self, read: Read[Draft], objections: Objections) -> Read[Draft]:
        """Ask again about a part."""
        proposal = await self.analyst.read(self.draft, read.part, self._told(read.note), objections)
        return Read(read.part, read.note, proposal)

    async def _read(self, part: Article, note: str) -> list[Read[Draft]]:
        spent: tuple[Call, ...] = ()
        try:
            return [Read(part, note, await self._ask(part, note))]
        except ContextTooLong as error:
            pieces, spent = halves(part), error.spent
            if len(pieces) == 1:
                raise
        reads: list[Read[Draft]] = []
        try:
            for piece in pieces:
                proposal: Proposal[Draft] = await self._ask(piece, note)
                reads.append(Read(piece, note, proposal))
        except ModelError as error:
            error.after((*spent, *_bill(reads)))
            raise
        paid = (*spent, *reads[0].proposal.calls)
        reads[0] = replace(reads[0], proposal=replace(reads[0].proposal, calls=paid))
        return reads

    async def _ask(self, part: Article, note: str) -> Proposal[Draft]:
        return await self.analyst.read(self.draft, part, self._told(note))

    def _told(self, note: str) -> str:
        return f"{note}\n\n{self.task}"


def halves(article: Article) -> tuple[Article, ...]:
    """An article, or a part of one, split smaller, about in the middle."""
    return split(article, max(1, estimated_tokens(article.text) * 2 // 3))


def _bill(reads: Sequence[Read[Draft]]) -> tuple[Call, ...]:
    return tuple(call for read in reads for call in read.proposal.calls)


async def at_once(
    jobs: Sequence[Callable[[], Awaitable[_Done]]], bill: Callable[[_Done], tuple[Call, ...]]
) -> list[_Done]:
    """Do all jobs, AT_ONCE of them at the same time; none is begun after one has failed.

    Raises:
        ModelError: the first that was met, with what all jobs cost on its bill.
    """
    places = asyncio.Semaphore(AT_ONCE)
    failed: list[ModelError] = []
    done: dict[int, _Done] = {}

    async def one(at: int, job: Callable[[], Awaitable[_Done]]) -> None:
        async with places:
            if failed:
                return
            try:
                done[at] = await job()
            except ModelError as error:
                failed.append(error)

    async with asyncio.TaskGroup() as group:
        for at, job in enumerate(jobs):
            group.create_task(one(at, job))
    if failed:
        spent = [call for each in done.values() for call in bill(each)]
        spent += [call for error in failed[1:] for call in error.spent]
        raise failed[0].after(spent)
    return [done[at] for at in range(len(jobs))]
