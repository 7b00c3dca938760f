"""Passages, pairs and rankings held against each other; all deterministic, all from 0 to 1."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import spearmanr

from keyquestions_evals.metrics import Span

HALF = 0.5
FEWEST_RANKED = 3
"""Pairs that a rank correlation needs, at least."""

_TOKEN = re.compile(r"\w+")


class Pair(NamedTuple):
    """Two indexes that belong together, and how alike they are."""

    left: int
    right: int
    score: float


def optimal_pairs(scores: Sequence[Sequence[float]], threshold: float) -> tuple[Pair, ...]:
    """Pair rows with columns so that the sum of scores is greatest; none below the threshold.

    What is below is worth nothing beforehand, so that it never pushes out a pair that counts.
    """
    if not scores or not scores[0]:
        return ()
    table = np.asarray(scores, dtype=float)
    worth = np.where(table >= threshold, table, 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return tuple(
        Pair(int(row), int(column), float(table[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if table[row, column] >= threshold
    )


def common_length(one: Span, other: Span) -> int:
    """How many characters two passages share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def overlap(one: Span, other: Span) -> float:
    """The common characters as a share of the shorter passage."""
    shorter = min(one[1] - one[0], other[1] - other[0])
    return common_length(one, other) / shorter if shorter > 0 else 0.0


def span_f1(one: Span, other: Span) -> float:
    """Twice the common characters over the characters of both passages."""
    both = (one[1] - one[0]) + (other[1] - other[0])
    return 2 * common_length(one, other) / both if both > 0 else 0.0


def passage_credit(found: Span, sought: Span) -> float:
    """What a passage is worth that was found for another: 1, or one half, or nothing.

    It has to have half of the shorter of both. Where much more than the passage was quoted, such
    as the sentence that it stands in, or much less, it is worth one half.
    """
    if overlap(found, sought) < HALF:
        return 0.0
    return 1.0 if span_f1(found, sought) >= HALF else HALF


def token_f1(found: Iterable[str], sought: Iterable[str]) -> float:
    """The F1 of the words of two sets of texts, each word as often as it stands there (SQuAD)."""
    one, other = (
        Counter(word for text in texts for word in _TOKEN.findall(text.casefold()))
        for texts in (found, sought)
    )
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0


def ndcg(gains: Sequence[float], ideal: Sequence[float]) -> float | None:
    """The discounted gain of a ranking over that of the best one of the same length.

    Args:
        gains: what each item is worth, in the order in which they were ranked.
        ideal: what all items are worth that could have been ranked.

    Returns:
        None where there is nothing to gain.
    """
    best = _discounted(sorted(ideal, reverse=True)[: len(gains)])
    return _discounted(gains) / best if best else None


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Spearman's rho; None for fewer than three pairs, or where one side is constant."""
    if len(one) < FEWEST_RANKED or len(set(one)) == 1 or len(set(other)) == 1:
        return None
    return float(spearmanr(one, other).statistic)


def _discounted(gains: Iterable[float]) -> float:
    return math.fsum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def copied_share(text: str, source: str, length: int = 4) -> tuple[float | None, int]:
    """How many of a text's word n-grams stand in the source as they are, and how many it has."""
    own, there = (_grams(each, length) for each in (text, source))
    known = set(there)
    return (sum(gram in known for gram in own) / len(own) if own else None), len(own)


def _grams(text: str, length: int) -> list[tuple[str, ...]]:
    words = _TOKEN.findall(text.casefold())
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]
