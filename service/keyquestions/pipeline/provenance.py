"""What an analysis was made with, and what it cost."""

from collections.abc import Sequence
from typing import Any

from keyquestions import __version__
from keyquestions.analysis import Call, Provenance, StandIn, Tokens
from keyquestions.analyst import Analyst
from keyquestions.codebook import Codebook
from keyquestions.errors import ModelError
from keyquestions.models import Structure
from keyquestions.pipeline.stages import Outcome

Outcomes = Sequence[Outcome[Any]]

_NOTHING = Tokens(input=0, output=0, cached=0, reasoning=0)


def bill(outcomes: Outcomes) -> tuple[Call, ...]:
    """All calls of all stages, stored replies included."""
    return tuple(call for outcome in outcomes for call in outcome.calls)


def model_down(outcomes: Outcomes) -> ModelError | None:
    """The first stage's error, where every stage failed because the model is down."""
    errors = [outcome.error for outcome in outcomes]
    down = [error for error in errors if isinstance(error, ModelError) and error.down]
    return down[0] if len(down) == len(errors) else None


def stand_in_for(analyst: Analyst, other: Analyst, error: ModelError) -> StandIn:
    """That other analyst made what `analyst` could not, for that error."""
    return StandIn(
        model=other.model or other.kind, instead_of=analyst.model or analyst.kind, code=error.code
    )


def provenance(
    analyst: Analyst,
    codebook: Codebook,
    outcomes: Outcomes,
    calls: Sequence[Call],
    seconds: float,
) -> Provenance:
    """The provenance of an analysis by that analyst; `calls` is the whole bill."""
    paid = [call for call in calls if not call.stored]
    answers = [call for call in calls if call.outcome == "ok"]
    served = [call.model_served for call in answers if call.model_served]
    taken = len(calls) - len(paid)
    free = _NOTHING if taken else None
    return Provenance(
        analyst=analyst.kind,
        notice=analyst.notice,
        model=analyst.model,
        model_served=served[0] if served else None,
        prompts=analyst.prompts,
        codebook=codebook.version,
        software=f"keyquestions {__version__}",
        calls=len(paid),
        tokens=_tokens(paid) if paid else free,
        cost_usd=_cost(paid) if paid or not taken else 0.0,
        latency_ms=round(seconds * 1000),
        repairs=sum(outcome.repaired for outcome in outcomes),
        stored=taken,
        parts=max((outcome.parts for outcome in outcomes), default=1),
        models=tuple(dict.fromkeys(call.model for call in answers)),
        stand_ins=_stand_ins(analyst, answers),
        structure=_loosest(answers),
        ignored=tuple(dict.fromkeys(name for call in answers for name in call.ignored)),
    )


def _loosest(calls: Sequence[Call]) -> str | None:
    """The last of the ladder's rungs that was used; None where no schema was asked for."""
    used = {call.structure for call in calls}
    return next((rung.value for rung in reversed(Structure) if rung.value in used), None)


def _stand_ins(analyst: Analyst, answers: Sequence[Call]) -> tuple[StandIn, ...]:
    chosen = analyst.model or analyst.kind
    told = [
        StandIn(model=call.model, instead_of=chosen, code=call.stands_in)
        for call in answers
        if call.stands_in
    ]
    return tuple(dict.fromkeys(told))


def _tokens(calls: Sequence[Call]) -> Tokens:
    return Tokens(
        input=_sum([call.tokens.input for call in calls]),
        output=_sum([call.tokens.output for call in calls]),
        cached=_sum([call.tokens.cached for call in calls]),
        reasoning=_sum([call.tokens.reasoning for call in calls]),
    )


def _sum(counts: Sequence[int | None]) -> int | None:
    """A sum with an unknown part is unknown, not smaller."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _cost(calls: Sequence[Call]) -> float | None:
    known = [call.cost_usd for call in calls if call.cost_usd is not None]
    return sum(known) if known and len(known) == len(calls) else None
