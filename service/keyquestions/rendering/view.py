"""An analysis as a page: labels by their names, everything safe to print, nothing decided twice."""

import re
from dataclasses import dataclass
from typing import Any

from keyquestions.analysis import Analysis, Evidence, Question, QuestionStatus, Signal, Voice
from keyquestions.codebook import Codebook
from keyquestions.rendering.words import Words

# Terminal escapes and direction overrides could make a page say something else than it does.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]"
)


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding under its label's name, with its quotes."""

    name: str
    text: str
    quotes: tuple[str, ...]
    neutral: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as readers see it; `status` is the codebook's id, `status_name` its name."""

    text: str
    status: str
    status_name: str
    kind: str
    salience: int
    answer: str | None
    quotes: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class FramingView:
    """The bias analysis as readers see it."""

    genre: str
    severity: str
    severity_meaning: str
    frames: tuple[FindingView, ...]
    functions: tuple[FindingView, ...]
    author_signals: tuple[FindingView, ...]
    source_signals: tuple[FindingView, ...]
    perspectives: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page; a part that failed is None and its reason is in `failures`, by stage."""

    id: str
    title: str | None
    language: str
    summary: str | None
    framing: FramingView | None
    questions: tuple[QuestionView, ...]
    failures: dict[str, str]
    dropped: tuple[FindingView, ...]
    notice: str
    words: Words


def page(analysis: Analysis, codebook: Codebook, words: Words) -> PageView:
    """Lay out an analysis for readers."""
    return PageView(
        id=analysis.id,
        title=_safe(analysis.article.title) if analysis.article.title else None,
        language=analysis.article.language,
        summary=_safe(analysis.summary.text) if analysis.summary else None,
        framing=_framing(analysis, codebook),
        questions=tuple(_question(question, codebook) for question in analysis.questions),
        failures={failure.stage.value: _safe(failure.message) for failure in analysis.failures},
        dropped=tuple(
            FindingView(each.stage.value, f"{_safe(each.item)}: {_safe(each.reason)}", ())
            for each in analysis.dropped
        ),
        notice=analysis.provenance.notice,
        words=words,
    )


def _framing(analysis: Analysis, codebook: Codebook) -> FramingView | None:
    framing = analysis.framing
    if framing is None:
        return None
    severity = codebook.severities[framing.severity]
    statuses = codebook.perspective_statuses
    return FramingView(
        genre=_name(codebook.genres, framing.genre),
        severity=severity.name,
        severity_meaning=severity.definition,
        frames=tuple(
            FindingView(
                _name(codebook.frames, each.label), _safe(each.explanation), _quotes(each.evidence)
            )
            for each in framing.frames
        ),
        functions=tuple(
            FindingView(
                _name(codebook.functions, key), _safe(each.text), _quotes(each.evidence)
            )
            for key, each in framing.functions.items()
            if each is not None
        ),
        author_signals=_signals(framing.signals, Voice.AUTHOR, codebook),
        source_signals=_signals(framing.signals, Voice.QUOTED_SOURCE, codebook),
        perspectives=tuple(
            FindingView(
                _safe(each.who), f"{statuses[each.status].name}. {_safe(each.why)}",
                _quotes(each.evidence),
            )
            for each in framing.perspectives
        ),
    )  # fmt: skip


def _signals(
    signals: tuple[Signal, ...], voice: Voice, codebook: Codebook
) -> tuple[FindingView, ...]:
    return tuple(
        FindingView(
            name=_name(codebook.signals, each.kind),
            text=_safe(each.explanation),
            quotes=_quotes(each.evidence),
            neutral=_safe(each.neutral) if each.neutral else None,
        )
        for each in signals
        if each.voice is voice
    )


def _question(question: Question, codebook: Codebook) -> QuestionView:
    answer = None if question.status is QuestionStatus.OPEN else question.answer
    return QuestionView(
        text=_safe(question.text),
        status=question.status.value,
        status_name=codebook.question_statuses[question.status].name,
        kind=_name(codebook.question_kinds, question.kind),
        salience=question.salience,
        answer=_safe(answer) if answer else None,
        quotes=_quotes(question.evidence),
        why=_safe(question.why),
    )


def _name(labels: dict[str, Any], label: str) -> str:
    """A label's name; an analysis of an older codebook may have one that is no longer there."""
    return labels[label].name if label in labels else label.replace("_", " ")


def _quotes(evidence: Evidence) -> tuple[str, ...]:
    return tuple(_safe(anchor.exact) for anchor in evidence)


def _safe(text: str) -> str:
    return " ".join(_UNSAFE.sub("", text).split())
