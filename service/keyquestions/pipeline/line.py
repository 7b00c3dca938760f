"""The order of things: summarise and frame side by side, then ask; verify each; put together."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any

from keyquestions import __version__
from keyquestions.analysis import (
    Analysis,
    AnalysisStatus,
    ArticleFacts,
    Failure,
    Framing,
    Question,
    Stage,
    Summary,
)
from keyquestions.analyst import Analyst
from keyquestions.article import Article, given_language
from keyquestions.codebook import Codebook
from keyquestions.errors import LanguageUnsupported
from keyquestions.grounding import Grounding
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.observed import observed_analysis
from keyquestions.pipeline.provenance import bill, model_down, provenance, stand_in_for
from keyquestions.pipeline.questions import verify_questions
from keyquestions.pipeline.severity import settled
from keyquestions.pipeline.stages import Bench, Outcome
from keyquestions.pipeline.summaries import verify_summary
from keyquestions.pipeline.verifying import HERE, Verifier

_Outcomes = tuple[Outcome[Summary], Outcome[Framing], Outcome[tuple[Question, ...]]]


@dataclass(frozen=True, slots=True)
class _Case:
    """What is analysed, whoever does it.

    `language` is the one of its findings where that is not the article's.
    """

    article: Article
    codebook: Codebook
    language: str | None
    verifier: Verifier


async def analyze(
    article: Article,
    analyst: Analyst,
    codebook: Codebook,
    stand_in: Analyst | None = None,
    *,
    output_language: str | None = None,
    verifier: Verifier = HERE,
) -> Analysis:
    """Analyse one article: two round trips of the analyst, every finding verified.

    A stage that fails leaves a `partial` analysis that names the stage and the reason. Where all
    fail because the model is down, `stand_in` makes the whole analysis, and the provenance says so.
    Findings are written in `output_language` (ISO 639-1), or else in the article's; quotes and
    neutral wordings are always the article's. Where they are verified changes nothing of them.

    Raises:
        AnalystError: all three stages failed; it is the first one's error.
        LanguageUnknown: the output language is none.
    """
    asked = _other_language(article, output_language)
    identity = _identity(article, analyst, codebook, asked)
    made = _made(identity, _Case(article, codebook, asked, verifier), analyst, stand_in)
    return await observed_analysis(identity, article, analyst, made)


def identity_of(
    article: Article, analyst: Analyst, codebook: Codebook, output_language: str | None = None
) -> str:
    """The id that `analyze` would give: the same content by the same means is the same analysis.

    Raises:
        LanguageUnknown: the output language is none.
    """
    return _identity(article, analyst, codebook, _other_language(article, output_language))


def _other_language(article: Article, output_language: str | None) -> str | None:
    """What findings are to be written in, where that is not the article's language."""
    language = given_language(output_language) if output_language else article.language
    return None if language == article.language else language


async def _made(identity: str, case: _Case, analyst: Analyst, stand_in: Analyst | None) -> Analysis:
    began = time.monotonic()
    article, codebook, asked = case.article, case.codebook, case.language
    outcomes = await _stages(case, analyst.begin(asked))
    spent, instead = bill(outcomes), None
    if stand_in and (down := model_down(outcomes)):
        with suppress(LanguageUnsupported):  # then the first analyst's error is told
            outcomes = await _stages(case, stand_in.begin(asked))
            instead = stand_in_for(analyst, stand_in, down)
            analyst, identity = stand_in, _identity(article, stand_in, codebook, asked)
            spent += bill(outcomes)

    summary, framing, questions = outcomes
    failures = _failures(outcomes)
    made = provenance(analyst, codebook, outcomes, spent, time.monotonic() - began)
    told: dict[str, Any] = {"output_language": asked or article.language}
    if instead:
        told["stand_ins"] = (instead,)
    made = made.model_copy(update=told)
    return Analysis(
        id=identity,
        status=AnalysisStatus.PARTIAL if failures else AnalysisStatus.SUCCEEDED,
        article=_facts(article),
        summary=summary.part,
        framing=framing.part,
        questions=questions.part or (),
        dropped=tuple(each for outcome in outcomes for each in outcome.dropped),
        failures=failures,
        provenance=made,
    )


async def _stages(case: _Case, analyst: Analyst) -> _Outcomes:
    """The three stages by that analyst, in two round trips."""
    article = case.article
    bench = Bench(
        Grounding(article),
        case.codebook,
        revises=analyst.revises,
        language=case.language,
        verifier=case.verifier,
    )
    async with asyncio.TaskGroup() as side_by_side:
        summarising = side_by_side.create_task(
            bench.run(Stage.SUMMARY, partial(analyst.summarise, article), verify_summary)
        )
        framing_ = side_by_side.create_task(
            bench.run(Stage.FRAMING, partial(analyst.frame, article), verify_framing)
        )
    summary, framing = summarising.result(), framing_.result()
    framing = replace(framing, part=settled(framing.part, framing.dropped))
    ask = partial(analyst.ask, article, summary.part, framing.part)
    return summary, framing, await bench.run(Stage.QUESTIONS, ask, verify_questions)


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


def _identity(article: Article, analyst: Analyst, codebook: Codebook, language: str | None) -> str:
    means = (analyst.kind, analyst.model, analyst.prompts, codebook.version, __version__)
    named = "\n".join((article.content_hash, *(each or "" for each in means)))
    named += f"\n{language}" if language else ""
    named += "".join(f"\n{each}" for each in analyst.means(article))
    return f"an_{sha256(named.encode()).hexdigest()[:24]}"
