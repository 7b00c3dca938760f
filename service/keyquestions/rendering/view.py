"""An analysis as a page: labels by their names, everything safe to print, nothing decided twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from keyquestions.analysis import (
    Analysis,
    Evidence,
    Perspective,
    PerspectiveStatus,
    Question,
    QuestionStatus,
    Signal,
    Voice,
)
from keyquestions.codebook import Codebook, Label
from keyquestions.rendering.labelling import LabelView, Release, label
from keyquestions.rendering.making import notice, stand_ins
from keyquestions.rendering.prose import Prose, Run, besides, prose, safe
from keyquestions.rendering.quotes import QuoteView, Shown
from keyquestions.rendering.severities import established
from keyquestions.rendering.words import Words

Status = QuestionStatus | PerspectiveStatus


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding under its label's name; `quotes` are those that its text does not have in it.

    `status_name` is how readers see the status, where the finding has one.
    """

    name: str
    text: Prose
    quotes: tuple[QuoteView, ...] = ()
    status: Status | None = None
    status_name: str = ""


@dataclass(frozen=True, slots=True)
class SignalView:
    """A passage, what its wording does, and how it could be said without that.

    `text` follows the quote directly: it begins with a colon or reads on.
    """

    quote: str
    text: Prose
    neutral: str | None


@dataclass(frozen=True, slots=True)
class SignalsView:
    """The signals of one kind, under its name."""

    name: str
    signals: tuple[SignalView, ...]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as readers see it; `answer` is None where the article leaves it open.

    `status_name` is how readers see the status; `quotes` are those that the answer does not have in
    it.
    """

    text: str
    status: Status
    status_name: str
    answer: Prose | None
    quotes: tuple[QuoteView, ...]
    why: Prose


@dataclass(frozen=True, slots=True)
class FramingView:
    """The bias analysis as readers see it; `genre_note` says what the genre changes, if so.

    `severity` and its meaning say so where nothing could be established about it.
    """

    genre: str
    genre_note: str
    severity: str
    severity_meaning: str
    frames: tuple[FindingView, ...]
    functions: tuple[FindingView, ...]
    author_signals: tuple[SignalsView, ...]
    source_signals: tuple[SignalsView, ...]
    perspectives: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class DroppedView:
    """What was not shown and why; `stage` is the part of the analysis that claimed it."""

    stage: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page; a part that failed is None and its reason is in `failures`, by stage.

    `language` is the article's, and so that of its quotes; `prose_language` is that of what is
    said about it. Both are BCP 47 codes. `notice` says what made it, `stand_ins` which model
    answered in place of another, and why; `label` is what stands above it all.
    """

    id: str
    title: str | None
    language: str
    prose_language: str
    summary: str | None
    framing: FramingView | None
    questions: tuple[QuestionView, ...]
    failures: dict[str, str]
    dropped: tuple[DroppedView, ...]
    notice: str
    stand_ins: tuple[str, ...]
    label: LabelView
    words: Words


def page(
    analysis: Analysis, codebook: Codebook, words: Words, release: Release | None = None
) -> PageView:
    """Lay out an analysis for readers; `release` tells how it came to be published, if it is."""
    article, made = analysis.article, analysis.provenance
    return PageView(
        id=analysis.id,
        title=safe(article.title) if article.title else None,
        language=article.language,
        # Where it is not told, models and rules alike write in the article's language.
        prose_language=made.output_language or article.language,
        summary=safe(analysis.summary.text) if analysis.summary else None,
        framing=_framing(analysis, codebook, words),
        questions=tuple(_question(question, codebook) for question in analysis.questions),
        failures={
            # The reason is for the editor and the operator: readers are told that it is missing.
            failure.stage.value: "" if release else safe(failure.message)
            for failure in analysis.failures
        },
        dropped=tuple(
            DroppedView(each.stage.value, safe(each.item), safe(each.reason))
            for each in analysis.dropped
        ),
        notice=notice(made),
        stand_ins=stand_ins(made, words),
        label=label(made, words, release),
        words=words,
    )


def _framing(analysis: Analysis, codebook: Codebook, words: Words) -> FramingView | None:
    framing = analysis.framing
    if framing is None:
        return None
    severity, severity_meaning = established(analysis, framing, codebook, words)
    genre, shown = codebook.genres.get(framing.genre), Shown()
    functions = {key: each for key, each in framing.functions.items() if each is not None}
    return FramingView(
        genre=_name(codebook.genres, framing.genre),
        genre_note=(genre.note if genre else None) or "",
        severity=severity,
        severity_meaning=severity_meaning,
        frames=shown.once(
            _finding(_name(codebook.frames, each.label), each.explanation, each.evidence)
            for each in framing.frames
        ),
        functions=shown.once(
            _finding(_name(codebook.functions, key), each.text, each.evidence)
            for key, each in functions.items()
        ),
        author_signals=_signals(framing.signals, Voice.AUTHOR, codebook),
        source_signals=_signals(framing.signals, Voice.QUOTED_SOURCE, codebook),
        perspectives=shown.once(_perspective(each, codebook) for each in framing.perspectives),
    )


def _finding(name: str, text: str, evidence: Evidence) -> FindingView:
    quotes = _quotes(evidence)
    told = prose(text, quotes)
    return FindingView(name, told, _beneath(quotes, told))


def _perspective(perspective: Perspective, codebook: Codebook) -> FindingView:
    quotes = _quotes(perspective.evidence)
    why = prose(perspective.why, quotes)
    status = perspective.status
    name = codebook.perspective_statuses[status].name
    return FindingView(safe(perspective.who), why, _beneath(quotes, why), status, name)


def _signals(
    signals: Iterable[Signal], voice: Voice, codebook: Codebook
) -> tuple[SignalsView, ...]:
    """Signals in one voice by kind; the kind of the first signal comes first."""
    kinds: dict[str, list[SignalView]] = {}
    for signal in signals:
        if signal.voice is voice:
            quotes = _quotes(signal.evidence)
            neutral = safe(signal.neutral) if signal.neutral else None
            view = SignalView(quotes[0], _reading_on(signal.explanation, quotes), neutral)
            kinds.setdefault(signal.kind, []).append(view)
    return tuple(
        SignalsView(_name(codebook.signals, kind), tuple(found)) for kind, found in kinds.items()
    )


def _reading_on(remark: str, quotes: tuple[str, ...]) -> Prose:
    """A remark as it follows its quote: one that begins with the quote does not repeat it."""
    first, *rest = prose(remark, quotes)
    return tuple(rest) if first == Run(quotes[0], quoted=True) else (Run(": "), first, *rest)


def _question(question: Question, codebook: Codebook) -> QuestionView:
    quotes = _quotes(question.evidence)
    answered = question.answer and question.status is not QuestionStatus.OPEN
    answer = prose(question.answer or "", quotes) if answered else None
    return QuestionView(
        text=safe(question.text),
        status=question.status,
        status_name=codebook.question_statuses[question.status].name,
        answer=answer,
        quotes=_beneath(quotes, answer or ()),
        why=prose(question.why, quotes),
    )


def _name(labels: Mapping[str, Label], label: str) -> str:
    """A label's name; an analysis of an older codebook may have one that is no longer there."""
    return labels[label].name if label in labels else label.replace("_", " ")


def _beneath(quotes: tuple[str, ...], told: Prose) -> tuple[QuoteView, ...]:
    return tuple(QuoteView(quote) for quote in besides(quotes, told))


def _quotes(evidence: Evidence) -> tuple[str, ...]:
    return tuple(safe(anchor.exact) for anchor in evidence)
