"""What was found in the parts of an article, put together by a model, in levels where need be."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from keyquestions.analysis import Call, Dropped
from keyquestions.analyst import (
    Objections,
    Proposal,
    QuestionDraft,
    QuestionsDraft,
    SentenceDraft,
    SummaryDraft,
)
from keyquestions.errors import ContextTooLong, ModelError
from keyquestions.grounding import Grounding
from keyquestions.model_analyst.analyst import ModelAnalyst
from keyquestions.model_analyst.findings import lines_of, merged, sift
from keyquestions.model_analyst.reading import at_once
from keyquestions.model_analyst.replies import propose, stage_of
from keyquestions.model_analyst.window import estimated_tokens
from keyquestions.models import ChatRequest

Told = TypeVar("Told", SummaryDraft, QuestionsDraft)

FINDING_TOKENS = 12
"""What a finding takes beside its text: the empty line, and the number of its part."""

SHARE = 0.9
"""How much of the room is filled: asking again has to say what was wrong."""


@dataclass(slots=True)
class Gathering(Generic[Told]):
    """A stage's task, for what was found in the parts of an article.

    `final` are the findings that the last request was about; where there was none, `left` is what
    was proposed instead. `calls` are all that were made.
    """

    analyst: ModelAnalyst
    draft: type[Told]
    task: str
    grounding: Grounding
    calls: list[Call] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    final: tuple[str, ...] = ()
    left: Told | None = None

    async def gather(self, drafts: Sequence[Told]) -> Proposal[Told]:
        """Put the drafts about all parts together.

        Where a level does not make them fewer, all of them are proposed as they are.

        Raises:
            ModelError: there was no reply; all calls are on its bill.
        """
        room = int(self.analyst.requests.window.left(self._request(())) * SHARE)
        drafts = self._sifted(drafts)
        try:
            try:
                return await self._levels(drafts, room)
            except ContextTooLong as error:
                self.calls += error.spent
                return await self._levels(drafts, room // 2)
        except ModelError as error:
            error.after(self.calls)
            raise

    async def again(self, objections: Objections) -> Proposal[Told]:
        """Ask again about the findings that the last request was about, if there was one."""
        if self.left is not None:
            return Proposal(self.left)
        request = self._request(self.final, objections)
        return await propose(self.analyst.chat, request, self.draft)

    async def _levels(self, drafts: Sequence[Told], room: int) -> Proposal[Told]:
        while True:
            drafts = [self._without_giants(draft, room) for draft in drafts]
            batches = _batches(drafts, room)
            if len(batches) > 1:
                fewer = await self._level(batches)
                if _total(fewer) < _total(drafts):
                    drafts = fewer
                    continue
            if len(batches) != 1:
                # Nothing was found, or all of it remains: what is too much, verification lists.
                self.left = merged(drafts)
                return Proposal(self.left, tuple(self.dropped), "", tuple(self.calls))
            self.final = tuple(batches[0])
            last: Proposal[Told] = await propose(
                self.analyst.chat, self._request(self.final), self.draft
            )
            return Proposal(
                last.draft, (*self.dropped, *last.rejected), last.reply, (*self.calls, *last.calls)
            )

    async def _level(self, batches: Sequence[Sequence[str]]) -> list[Told]:
        jobs = [
            partial(propose, self.analyst.chat, self._request(batch), self.draft)
            for batch in batches
        ]
        done: list[Proposal[Told]] = await at_once(jobs, lambda proposal: proposal.calls)
        self.calls += [call for proposal in done for call in proposal.calls]
        return self._sifted([proposal.draft for proposal in done])

    def _request(
        self, findings: Sequence[str], objections: Objections | None = None
    ) -> ChatRequest:
        stage = stage_of(self.draft)
        return self.analyst.requests.gathering(stage, findings, self.task, objections)

    def _sifted(self, drafts: Sequence[Told]) -> list[Told]:
        """Without what the article does not have: it is no material to go on with."""
        return [sift(draft, self.grounding)[0] for draft in drafts]

    def _without_giants(self, draft: Told, room: int) -> Told:
        """Without the findings that fit nowhere, which are listed as dropped."""
        name, items = _items(draft)
        kept = [item for item in items if _size(lines_of(item)) <= room]
        for item in items:
            if item not in kept:
                reason = "it is too long to be put together with what other parts of the text say"
                self.dropped.append(Dropped.of(stage_of(self.draft), item.text, reason))
        return draft.model_copy(update={name: tuple(kept)})


def _batches(drafts: Sequence[Told], room: int) -> list[list[str]]:
    """The findings in as few batches as fit."""
    batches: list[list[str]] = []
    left = 0
    for told in _told(drafts):
        size = _size(told)
        if size > left:
            batches.append([])
            left = room
        batches[-1].append(told)
        left -= size
    return batches


def _items(
    draft: SummaryDraft | QuestionsDraft,
) -> tuple[str, tuple[SentenceDraft, ...] | tuple[QuestionDraft, ...]]:
    if isinstance(draft, SummaryDraft):
        return "sentences", draft.sentences
    return "questions", draft.questions


def _told(drafts: Sequence[Told]) -> list[str]:
    """The findings in words, with the number of the part at the first of each part."""
    told = []
    for number, draft in enumerate(drafts, 1):
        lines = [lines_of(item) for item in _items(draft)[1]]
        if lines:
            lines[0] = f"## {number}\n{lines[0]}"
        told += lines
    return told


def _size(told: str) -> int:
    return estimated_tokens(told) + FINDING_TOKENS


def _total(drafts: Sequence[Told]) -> int:
    return sum(_size(told) for told in _told(drafts))
