"""Bias signals as passages with a voice and a kind, paired with those that somebody else named."""

from collections.abc import Sequence
from typing import NamedTuple

from keyquestions_evals.matching import HALF, Pair, optimal_pairs, passage_credit
from keyquestions_evals.metrics import Span

WHOLE_ARTICLE = frozenset({"one_sided_sourcing", "headline_body_mismatch"})
"""Kinds that are about the whole article: their quote may be any that shows it."""

_SAME_VOICE, _SAME_KIND = 0.2, 0.1
"""Of two passages that fit, that of the same voice is meant, and then that of the same kind."""


class Passage(NamedTuple):
    """What somebody called a signal."""

    kind: str
    voice: str
    spans: tuple[Span, ...]


def worth(found: Passage, sought: Passage) -> float:
    """What one passage is worth for another, from 0 to 1, whatever its voice and kind."""
    if found.kind == sought.kind and found.kind in WHOLE_ARTICLE:
        return 1.0
    return max(
        (passage_credit(one, other) for one in found.spans for other in sought.spans), default=0
    )


def pair_passages(found: Sequence[Passage], sought: Sequence[Passage]) -> tuple[Pair, ...]:
    """Pair passages by place first, then by voice, then by kind; a pair's score is its worth."""
    pairs = optimal_pairs([[_fit(one, other) for other in sought] for one in found], HALF / 2)
    return tuple(Pair(p.left, p.right, worth(found[p.left], sought[p.right])) for p in pairs)


def _fit(one: Passage, other: Passage) -> float:
    same = _SAME_VOICE * (one.voice == other.voice) + _SAME_KIND * (one.kind == other.kind)
    return worth(one, other) * (1 - _SAME_VOICE - _SAME_KIND + same)
