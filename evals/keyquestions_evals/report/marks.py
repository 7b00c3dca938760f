"""Quotes marked in an article's text: the text cut into pieces, each with what covers it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from keyquestions.analysis import Analysis, Evidence, Voice
from keyquestions.article import Article
from keyquestions_evals.metrics import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage: where it is, what kind of finding quotes it, and what that says."""

    span: Span
    kind: str
    told: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that the same marks cover; `kinds` are for the style, `told` is the tooltip."""

    text: str
    kinds: tuple[str, ...]
    told: str


def marks_of(analysis: Analysis) -> tuple[Mark, ...]:
    """Every quote of an analysis."""
    found: list[Mark] = []
    for sentence in analysis.summary.sentences if analysis.summary else ():
        found += _marks(sentence.evidence, "summary", f"Summary: {sentence.text}")
    if framing := analysis.framing:
        for frame in framing.frames:
            found += _marks(frame.evidence, "frame", f"Frame {frame.label}: {frame.explanation}")
        for signal in framing.signals:
            kind = "signal" if signal.voice is Voice.AUTHOR else "source"
            told = f"{signal.kind}, {signal.voice}: {signal.explanation}"
            found += _marks(signal.evidence, kind, told)
    for question in analysis.questions:
        found += _marks(question.evidence, "answer", f"{question.status}: {question.text}")
    return tuple(found)


def cut(article: Article, marks: Iterable[Mark]) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
    """The article's blocks: the kind of each, and its pieces in order."""
    known = list(marks)
    return tuple(
        (block.kind.value, tuple(_pieces(article.text, (block.start, block.end), known)))
        for block in article.blocks
    )


def _pieces(text: str, within: Span, marks: Iterable[Mark]) -> Iterator[Piece]:
    here = [mark for mark in marks if mark.span[0] < within[1] and within[0] < mark.span[1]]
    edges = {edge for mark in here for edge in mark.span if within[0] < edge < within[1]}
    bounds = sorted({*within, *edges})
    for start, end in pairwise(bounds):
        over = [mark for mark in here if mark.span[0] <= start and end <= mark.span[1]]
        kinds = tuple(dict.fromkeys(mark.kind for mark in over))
        told = "\n".join(dict.fromkeys(mark.told for mark in over))
        yield Piece(text[start:end], kinds, told)


def _marks(evidence: Evidence, kind: str, told: str) -> list[Mark]:
    return [Mark((anchor.start, anchor.end), kind, told) for anchor in evidence]
