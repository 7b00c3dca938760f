"""What every scorer is given, and the usual ways of counting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keyquestions.analysis import Evidence
from keyquestions.codebook import Codebook
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.metrics import Detail, Measured, Span, Tally
from keyquestions_evals.semantics import Semantics

Scores = dict[str, Measured]


@dataclass(frozen=True, slots=True)
class Case:
    """One article with its labels, and what judges whether two texts say the same."""

    fixture: Fixture
    codebook: Codebook
    semantics: Semantics


def share(counted: float, n: int, details: Iterable[Detail] = ()) -> Measured:
    """What share of n things was counted; no value where there are none."""
    value = counted / n if n else None
    return Measured(value=value, n=n, details=tuple(details))


def weighted(
    hits: Sequence[float], weights: Sequence[float], details: Iterable[Detail]
) -> Measured:
    """The weight of the hits as a share of all weight; no value where there is none."""
    total = sum(weights)
    value = sum(h * w for h, w in zip(hits, weights, strict=True)) / total if total else None
    return Measured(value=value, n=len(hits), details=tuple(details))


def f1(tally: Tally) -> float | None:
    """Twice the hits over what was found and what was sought; None where nothing was either."""
    both = 2 * tally.hit + tally.extra + tally.missed
    return 2 * tally.hit / both if both else None


def spans(evidence: Evidence) -> list[Span]:
    """The places of anchors."""
    return [(anchor.start, anchor.end) for anchor in evidence]


def span_of(evidence: Evidence) -> Span | None:
    """The place of the first anchor, to be highlighted."""
    return (evidence[0].start, evidence[0].end) if evidence else None


def is_exact(evidence: Evidence, text: str) -> bool:
    """Whether every anchor is what the article says at its place."""
    return all(text[anchor.start : anchor.end] == anchor.exact for anchor in evidence)


def kept_share(kept: int, dropped: Iterable[Detail]) -> Measured:
    """How much of what was claimed could be proved."""
    details = tuple(dropped)
    return share(kept, kept + len(details), details)
