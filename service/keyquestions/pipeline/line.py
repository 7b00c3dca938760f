"""The order of things: summarise and frame side by side, then ask; verify each; put together."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from typing import Any

from keyquestions import __version__
from keyquestions.analysis import (
    Analysis,
    AnalysisStatus,
    ArticleFacts,
    Call,
    Failure,
    Provenance,
    Stage,
    Tokens,
)
from keyquestions.analyst import Analyst
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.grounding import Grounding
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.observed import observed_analysis
from keyquestions.pipeline.questions import verify_questions
from keyquestions.pipeline.stages import Bench, Outcome
from keyquestions.pipeline.summaries import verify_summary


async def analyze(article: Article, analyst: Analyst, codebook: Codebook) -> Analysis:
    """Analyse one article: two round trips of the analyst, every finding verified.

    A stage that fails leaves a `partial` analysis that names the stage and the reason.

    Raises:
        AnalystError: all three stages failed; it is the first one's error.
    """
    identity = _identity(article, analyst, codebook)
    return await observed_analysis(identity, article, analyst, _made(article, analyst, codebook))


async def _made(article: Article, analyst: Analyst, codebook: Codebook) -> Analysis:
    began = time.monotonic()
    bench = Bench(Grounding(article), codebook, revises=analyst.revises)
    async with asyncio.TaskGroup() as side_by_side:
        summarising = side_by_side.create_task(
            bench.run(Stage.SUMMARY, partial(analyst.summarise, article), verify_summary)
        )
        framing_ = side_by_side.create_task(
            bench.run(Stage.FRAMING, partial(analyst.frame, article), verify_framing)
        )
    summary, framing = summarising.result(), framing_.result()
    ask = partial(analyst.ask, article, summary.part, framing.part)
    questions = await bench.run(Stage.QUESTIONS, ask, verify_questions)

    outcomes = (summary, framing, questions)
    failures = _failures(outcomes)
    return Analysis(
        id=_identity(article, analyst, codebook),
        status=AnalysisStatus.PARTIAL if failures else AnalysisStatus.SUCCEEDED,
        article=_facts(article),
        summary=summary.part,
        framing=framing.part,
        questions=questions.part or (),
        dropped=tuple(each for outcome in outcomes for each in outcome.dropped),
        failures=failures,
        provenance=_provenance(analyst, codebook, outcomes, time.monotonic() - began),
    )


def _failures(outcomes: Sequence[Outcome[Any]]) -> tuple[Failure, ...]:
    errors = [(outcome.stage, outcome.error) for outcome in outcomes if outcome.error]
    if len(errors) == len(outcomes):
        raise errors[0][1]
    return tuple(
        Failure(stage=stage, code=error.code, message=error.message) for stage, error in errors
    )


def _facts(article: Article) -> ArticleFacts:
    return ArticleFacts(
        title=article.title,
        language=article.language,
        content_hash=article.content_hash,
        words=article.words,
    )


def _identity(article: Article, analyst: Analyst, codebook: Codebook) -> str:
    """The same content by the same means is the same analysis."""
    means = (analyst.kind, analyst.model, analyst.prompts, codebook.version, __version__)
    named = "\n".join((article.content_hash, *(each or "" for each in means)))
    return f"an_{sha256(named.encode()).hexdigest()[:24]}"


def _provenance(
    analyst: Analyst, codebook: Codebook, outcomes: Sequence[Outcome[Any]], seconds: float
) -> Provenance:
    calls = [call for outcome in outcomes for call in outcome.calls]
    served = [call.model_served for call in calls if call.model_served]
    return Provenance(
        analyst=analyst.kind,
        notice=analyst.notice,
        model=analyst.model,
        model_served=served[0] if served else None,
        prompts=analyst.prompts,
        codebook=codebook.version,
        software=f"keyquestions {__version__}",
        calls=len(calls),
        tokens=_tokens(calls) if calls else None,
        cost_usd=_cost(calls),
        latency_ms=round(seconds * 1000),
        repairs=sum(outcome.repaired for outcome in outcomes),
    )


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
