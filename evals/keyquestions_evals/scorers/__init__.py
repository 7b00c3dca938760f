"""Scorers: an analysis and its article's labels in, one measurement for each metric out."""

from collections.abc import Mapping
from types import MappingProxyType

from keyquestions.analysis import Analysis, Stage
from keyquestions.codebook import Codebook
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.metrics import Detail, Measure, Measured, Metric
from keyquestions_evals.scorers import (
    asking,
    findings,
    frames,
    questions,
    running,
    signals,
    summary,
)
from keyquestions_evals.scorers.case import Case, Scores
from keyquestions_evals.semantics import Lexical, Semantics

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        metric.name: metric
        for module in (summary, frames, signals, findings, questions, asking, running)
        for metric in module.METRICS
    }
)
"""All metrics by name, in the order of the tables."""


def score(
    analysis: Analysis | None,
    fixture: Fixture,
    codebook: Codebook,
    semantics: Semantics | None = None,
) -> Mapping[str, Measured]:
    """Measure every metric of METRICS.

    Args:
        analysis: what is scored; None where the article could not be analysed at all.
        fixture: the article and its labels.
        codebook: the labels, and how heavily signals weigh.
        semantics: what judges whether two texts say the same; the words alone where it is None.

    Returns:
        A measurement for each name of METRICS, in their order. Where a part of the analysis is
        missing, its metrics have the value that is booked for a failure.
    """
    case = Case(fixture, codebook, semantics or Lexical(fixture.article))
    found = _measured(analysis, case)
    return {name: _stamped(metric, found.get(name), case) for name, metric in METRICS.items()}


def _measured(analysis: Analysis | None, case: Case) -> Scores:
    """What can be measured; pooled scores always can: what is lacking was missed."""
    framing = analysis.framing if analysis else None
    found = frames.score_frames(framing, case) | signals.score_signals(framing, case)
    if analysis is None:
        return found
    found |= running.score_run(analysis)
    if analysis.summary is not None:
        found |= summary.score_summary(analysis.summary, analysis.dropped, case)
    if framing is not None:
        found |= frames.score_article(framing, case)
        found |= findings.score_findings(framing, analysis.dropped, case)
    if all(each.stage is not Stage.QUESTIONS for each in analysis.failures):
        asked = questions.Asked(analysis.questions, case)
        found |= questions.score_questions(asked) | asking.score_asking(asked, analysis.dropped)
    return found


def _stamped(metric: Metric, measured: Measured | None, case: Case) -> Measured:
    """A measurement, or what is booked for a failure, with the measure that it was found by."""
    measure = case.semantics.measure if metric.meaning else Measure.EXACT
    if measured is None:
        failed = (Detail(verdict="failed"),)
        return Measured(value=metric.failed, measure=measure, details=failed)
    return measured.model_copy(update={"measure": measure})
