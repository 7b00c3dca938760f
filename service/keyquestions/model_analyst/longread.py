"""Articles that do not fit into the model's window: read part by part, and put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic

from keyquestions.analysis import Call, Framing, Stage, Summary
from keyquestions.analyst import (
    Analyst,
    FramingDraft,
    Objections,
    Proposal,
    QuestionsDraft,
    SummaryDraft,
)
from keyquestions.article import Article
from keyquestions.errors import ContextTooLong, ModelError
from keyquestions.grounding import Grounding
from keyquestions.model_analyst.analyst import ModelAnalyst
from keyquestions.model_analyst.gathering import Gathering, Told
from keyquestions.model_analyst.joining import Joining
from keyquestions.model_analyst.onecall import OneCaller
from keyquestions.model_analyst.parts import split
from keyquestions.model_analyst.reading import Reading, halves
from keyquestions.model_analyst.replies import Draft, stage_of

LEAST_ROOM = 256
"""Tokens of an article below which showing it in parts makes no sense."""

SHARE = 0.9
"""How much of the room a part fills: asking again has to say what was wrong."""

MOST_PARTS = 9999
"""A number as long as that of the last part."""

QUESTIONS_TOKENS = 400
"""What the summary and the parties take in the task of the questions."""

_EMPTY = Article(title=None, language="und", text="", blocks=())


class LongReader(Analyst):
    """Reads an article at once where it fits into the window, else in parts.

    Each part is shown to the model with the task of each stage. Their framings are put together by
    code; their summaries and questions, with those of their quotes that are in the article, by
    another request, or by several in levels where all of it does not fit into one. What a model's
    server finds too long although it was estimated to fit is split smaller once.

    `whole` is asked about what fits: the analyst itself, or one that makes one request of three.
    """

    kind: ClassVar[str] = "model"
    revises: ClassVar[bool] = True

    def __init__(self, analyst: ModelAnalyst, whole: ModelAnalyst | OneCaller) -> None:
        self.model = analyst.model
        self.prompts = analyst.prompts
        self.notice = analyst.notice
        self._analyst = analyst
        self._whole = whole
        self._notes: dict[Stage, _Notes] = {}

    def begin(self, language: str | None) -> "LongReader":
        """The analyst of one analysis, which remembers what its stages read."""
        analyst = self._analyst.begin(language)
        same = self._whole is self._analyst
        return LongReader(analyst, analyst if same else self._whole.begin(language))

    def means(self, article: Article) -> tuple[str, ...]:
        """That there is one request for all, and the window, where they change what is asked.

        The window does where the article is read in parts, or where replies have less room.
        """
        if isinstance(self._whole, OneCaller) and self._whole.fits(Stage.SUMMARY, article, ""):
            return self._whole.means(article)
        requests = self._analyst.requests
        tasks = {
            Stage.SUMMARY: requests.summary_task(),
            Stage.FRAMING: requests.framing_task(),
            Stage.QUESTIONS: requests.questions_task(article),
        }
        if all(self._analyst.fits(stage, article, task) for stage, task in tasks.items()):
            return requests.shortened(*(stage.value for stage in Stage))
        return (f"window={requests.window.tokens}",)

    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Draft a summary of the whole article."""
        return await self._propose(
            _Job(SummaryDraft, article, self._analyst.requests.summary_task, objections),
            self._gathered,
        )

    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Draft the framing analysis of the whole article."""
        return await self._propose(
            _Job(FramingDraft, article, self._analyst.requests.framing_task, objections),
            self._joined,
        )

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Draft the key questions about the whole article."""
        task = self._analyst.requests.questions_task(article, summary, framing)
        return await self._propose(
            _Job(QuestionsDraft, article, task, objections),
            self._gathered,
        )

    async def _propose(
        self,
        job: "_Job[Draft]",
        in_parts: Callable[["_Job[Draft]", Sequence[Article]], Awaitable[Proposal[Draft]]],
    ) -> Proposal[Draft]:
        """Read at once what fits, else in parts; ask again in the way that was taken before."""
        notes = self._notes.get(job.stage)
        if job.objections is not None and notes is not None and notes.article is job.article:
            return await notes.again(job.objections)
        read: _AtOnce[Draft] = await self._read_at_once(job)
        whole: Proposal[Draft] | None = read[0]
        refusals: list[ContextTooLong] = read[1]
        spent: tuple[Call, ...] = tuple(call for refusal in refusals for call in refusal.spent)
        if whole is not None:
            return _billed(whole, spent)
        if refusals and job.objections is not None:
            raise refusals[-1]
        parts = halves(job.article) if refusals else split(job.article, self._room(job))
        try:
            proposal: Proposal[Draft] = await in_parts(job, parts)
        except ModelError as failure:
            failure.after(spent)
            raise
        return _billed(proposal, spent)

    async def _read_at_once(self, job: "_Job[Draft]") -> "_AtOnce[Draft]":
        """Read at once, if that fits; and what a server said that did not find that it does."""
        refusals: list[ContextTooLong] = []
        for reader in dict.fromkeys((self._whole, self._analyst)):
            if reader.fits(job.stage, job.article, job.task):
                try:
                    told = await reader.read(job.draft, job.article, job.task, job.objections)
                except ContextTooLong as refusal:
                    refusals.append(refusal)
                else:
                    return told, refusals
        return None, refusals

    async def _gathered(self, job: "_Job[Told]", parts: Sequence[Article]) -> Proposal[Told]:
        """Read the parts, and let the model put together what was found."""
        reading = Reading(self._analyst, job.draft, job.task)
        reads = await reading.read(parts)
        gathering = Gathering(self._analyst, job.draft, job.task, Grounding(job.article))
        gathering.calls += [call for read in reads for call in read.proposal.calls]
        proposal = await gathering.gather([read.proposal.draft for read in reads])
        self._notes[job.stage] = _Notes(job.article, gathering.again)
        return replace(proposal, parts=len(reads))

    async def _joined(
        self, job: "_Job[FramingDraft]", parts: Sequence[Article]
    ) -> Proposal[FramingDraft]:
        """Read the parts, and put together by code what was found."""
        joining = Joining(Reading(self._analyst, job.draft, job.task), Grounding(job.article))
        proposal = await joining.join(parts)
        self._notes[job.stage] = _Notes(job.article, joining.again)
        return proposal

    def _room(self, job: "_Job[Any]") -> int:
        """How many tokens a part may have, by the estimate.

        It is the same for all stages, so that they share what comes before their task, unless a
        stage could do with less than half of the parts.

        Raises:
            ContextTooLong: the prompts alone fill the window.
        """
        requests = self._analyst.requests
        own = self._left(job.stage, job.task)
        common = min(
            self._left(Stage.SUMMARY, requests.summary_task),
            self._left(Stage.FRAMING, requests.framing_task),
            self._left(Stage.QUESTIONS, requests.questions_task(job.article)) - QUESTIONS_TOKENS,
        )
        room = common if own <= 2 * common and common <= own else own
        if room < LEAST_ROOM:
            raise ContextTooLong(
                f"A window of {requests.window.tokens} tokens has no room for an article beside "
                "the prompts; check KEYQUESTIONS_MODEL_WINDOW, or choose a model with more room."
            )
        return room

    def _left(self, stage: Stage, task: str) -> int:
        requests = self._analyst.requests
        told = f"{requests.part_note(MOST_PARTS, MOST_PARTS)}\n\n{task}"
        return int(requests.window.left(requests.about(stage.value, _EMPTY, told)) * SHARE)


@dataclass(frozen=True, slots=True)
class _Job(Generic[Draft]):
    """A stage's task about an article."""

    draft: type[Draft]
    article: Article
    task: str
    objections: Objections | None

    @property
    def stage(self) -> Stage:
        return stage_of(self.draft)


def _billed(proposal: Proposal[Draft], spent: Sequence[Call]) -> Proposal[Draft]:
    """With what was spent before put on its bill."""
    return replace(proposal, calls=(*spent, *proposal.calls))


_AtOnce = tuple[Proposal[Draft] | None, list[ContextTooLong]]


@dataclass(frozen=True, slots=True)
class _Notes:
    """How to ask again about an article that was read in parts."""

    article: Article
    again: Callable[[Objections], Awaitable[Proposal[Any]]]
