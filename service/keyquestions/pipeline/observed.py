"""An analysis and its stages, as events and spans tell of them."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from keyquestions.analysis import Analysis, Framing, Question, Stage, Summary
from keyquestions.analyst import Analyst
from keyquestions.article import Article
from keyquestions.telemetry import Event, Fields, Work, event, scope, watch

if TYPE_CHECKING:
    from keyquestions.pipeline.stages import Outcome

Part = TypeVar("Part", Summary, Framing, tuple[Question, ...])

Told = Mapping[str, object]
"""What is told of a stage: `stage` and `state`, `begun` or `ended`, and then what it came to.

That is `kept`, `dropped`, `repaired`, `calls` and `code`: numbers, flags and names, never a word of
the article.
"""

_listener: ContextVar[Callable[[Told], None] | None] = ContextVar(
    "keyquestions_listener", default=None
)


@contextmanager
def listening(listener: Callable[[Told], None]) -> Iterator[None]:
    """Have the stages of what is analysed inside told, as they begin and end."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


async def observed_analysis(
    identity: str, article: Article, analyst: Analyst, work: Awaitable[Analysis]
) -> Analysis:
    """Await the analysis of that identity, and tell how it begins and ends."""
    given: Fields = {
        "analyst": analyst.kind,
        "model": analyst.model,
        "language": article.language,
        "words": article.words,
    }
    with scope(analysis=identity), watch(Work.ANALYSIS, **given) as seen:
        event(Event.ANALYSIS_BEGUN, **given)
        analysis = await work
        seen.set(**_facts_of_analysis(analysis, identity))
        return analysis


async def observed_stage(stage: Stage, work: Awaitable["Outcome[Part]"]) -> "Outcome[Part]":
    """Await a stage, and tell what became of it."""
    listener = _listener.get()
    with scope(stage=stage), watch(Work.STAGE) as seen:
        if listener:
            listener({"stage": stage.value, "state": "begun"})
        outcome = await work
        facts = _facts_of_stage(outcome)
        seen.set(**facts)
        if listener:
            listener({"stage": stage.value, "state": "ended", **facts})
        return outcome


def _facts_of_analysis(analysis: Analysis, identity: str) -> Fields:
    made = analysis.provenance
    return {
        # It is another where another analyst had to make it.
        "result": analysis.id if analysis.id != identity else None,
        "status": analysis.status,
        "dropped": len(analysis.dropped),
        "failures": len(analysis.failures),
        "repairs": made.repairs,
        "calls": made.calls,
        "cost_usd": made.cost_usd,
    }


def _facts_of_stage(outcome: "Outcome[Any]") -> Fields:
    return {
        "kept": _kept(outcome.part),
        "dropped": len(outcome.dropped),
        "repaired": outcome.repaired,
        "calls": len(outcome.calls),
        "code": outcome.error.code if outcome.error else None,
    }


def _kept(part: Summary | Framing | tuple[Question, ...] | None) -> int:
    """How many findings are shown."""
    match part:
        case None:
            return 0
        case Summary():
            return len(part.sentences)
        case Framing():
            functions = [each for each in part.functions.values() if each]
            found = (part.frames, functions, part.signals, part.perspectives)
            return sum(len(each) for each in found)
    return len(part)
