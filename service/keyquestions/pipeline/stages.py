"""One stage: propose, verify, and ask again once where too little survived."""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from keyquestions.analysis import Call, Dropped, Stage
from keyquestions.analyst import (
    FramingDraft,
    Objections,
    Proposal,
    QuestionsDraft,
    SummaryDraft,
)
from keyquestions.codebook import Codebook
from keyquestions.errors import AnalystError, ModelError, NothingVerified, VerificationCrashed
from keyquestions.grounding import Grounding
from keyquestions.pipeline.observed import observed_stage
from keyquestions.pipeline.verdict import Docket, Verdict
from keyquestions.pipeline.verifying import HERE, Draft, Part, Verifier, Verify

Draft_co = TypeVar("Draft_co", SummaryDraft, FramingDraft, QuestionsDraft, covariant=True)


class Propose(Protocol[Draft_co]):
    """An analyst's method for one stage, with everything but the objections given."""

    def __call__(self, *, objections: Objections | None = None) -> Awaitable[Proposal[Draft_co]]:
        """Propose a draft, or a better one."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Part]):
    """What became of one stage; `part` is None where it failed, and `error` says why."""

    stage: Stage
    part: Part | None
    dropped: tuple[Dropped, ...] = ()
    calls: tuple[Call, ...] = ()
    repaired: bool = False
    error: AnalystError | None = None
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Bench:
    """Runs stages over one article. `revises` says whether the analyst can be asked again.

    `language` is the one that findings have to be written in; None is the article's.
    """

    grounding: Grounding
    codebook: Codebook
    revises: bool
    language: str | None = None
    verifier: Verifier = HERE

    async def run(
        self, stage: Stage, propose: Propose[Draft], verify: Verify[Draft, Part]
    ) -> Outcome[Part]:
        """Propose and verify; an analyst's error becomes the outcome, any other is raised."""
        return await observed_stage(stage, self._run(stage, propose, verify))

    async def _run(
        self, stage: Stage, propose: Propose[Draft], verify: Verify[Draft, Part]
    ) -> Outcome[Part]:
        proposal = await _attempt(propose, None)
        if isinstance(proposal, AnalystError):
            return Outcome(stage, None, calls=_spent(proposal), error=proposal)
        verdict = await self._verified(stage, verify, proposal)
        if isinstance(verdict, AnalystError):
            return Outcome(stage, None, calls=proposal.calls, error=verdict, parts=proposal.parts)
        if not verdict.faults or not self.revises:
            outcome: Outcome[Part] = _outcome(stage, verdict, proposal.calls)
        else:
            outcome = await self._again(stage, propose, verify, proposal, verdict)
        return replace(outcome, parts=proposal.parts)

    async def _again(
        self,
        stage: Stage,
        propose: Propose[Draft],
        verify: Verify[Draft, Part],
        first: Proposal[Draft],
        verdict: Verdict[Part],
    ) -> Outcome[Part]:
        """Ask once more with the faults in words; whichever kept more is taken."""
        revised: Verdict[Part] | AnalystError
        second = await _attempt(propose, Objections(first.reply, verdict.faults))
        if isinstance(second, AnalystError):
            calls, revised = first.calls + _spent(second), second
        else:
            calls = first.calls + second.calls
            revised = await self._verified(stage, verify, second)
        if isinstance(revised, AnalystError):
            if verdict.void:
                return Outcome(stage, None, verdict.dropped, calls, True, revised)
            return _outcome(stage, verdict, calls, repaired=True)
        best = revised if revised.kept >= verdict.kept else verdict
        # The second reply often repeats what was wrong with the first.
        dropped = tuple(dict.fromkeys(verdict.dropped + revised.dropped))
        return _outcome(stage, best, calls, dropped=dropped, repaired=True)

    async def _verified(
        self, stage: Stage, verify: Verify[Draft, Part], proposal: Proposal[Draft]
    ) -> Verdict[Part] | AnalystError:
        docket = Docket(stage, self.grounding, self.codebook, language=self.language)
        try:
            return await self.verifier.verify(verify, docket, proposal)
        except VerificationCrashed as error:
            return error


async def _attempt(
    propose: Propose[Draft], objections: Objections | None
) -> Proposal[Draft] | AnalystError:
    try:
        return await propose(objections=objections)
    except AnalystError as error:
        return error


def _spent(error: AnalystError) -> tuple[Call, ...]:
    """What was paid for nothing: it belongs on the bill all the same."""
    return error.spent if isinstance(error, ModelError) else ()


def _outcome(
    stage: Stage,
    verdict: Verdict[Any],
    calls: tuple[Call, ...],
    *,
    dropped: tuple[Dropped, ...] | None = None,
    repaired: bool = False,
) -> Outcome[Any]:
    listed = verdict.dropped if dropped is None else dropped
    if not verdict.void:
        return Outcome(stage, verdict.part, listed, calls, repaired)
    reason = (
        f"Nothing in the {stage} could be verified against the article; see what was dropped."
        if listed
        else f"The analyst found nothing to say for the {stage}."
    )
    return Outcome(stage, None, listed, calls, repaired, NothingVerified(reason))
