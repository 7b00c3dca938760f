"""How much of what an article is about each of its sentences holds."""

import math
from collections import Counter
from collections.abc import Sequence

from keyquestions.builtin.document import Passage
from keyquestions.builtin.stops import stops

_STEM = 6
"""Words count as the same where their first letters are: "close", "closes", "closure"."""

Vector = dict[str, float]


def vectors(passages: Sequence[Passage], language: str) -> list[Vector]:
    """One unit vector of weighted word stems for each passage."""
    silent = stops(language)
    bags = [
        Counter(t.lower[:_STEM] for t in p.tokens if t.lower not in silent and t.lower[0].isalnum())
        for p in passages
    ]
    seen = Counter(stem for bag in bags for stem in bag)
    weights = {stem: 1 + math.log(1 + n) for stem, n in seen.items()}
    return [_unit({stem: n * weights[stem] for stem, n in bag.items()}) for bag in bags]


def centrality(found: Sequence[Vector]) -> list[float]:
    """How near each vector is to the middle of all, from 0 to 1; linear in their number."""
    middle: Counter[str] = Counter()
    for vector in found:
        for stem, weight in vector.items():
            middle[stem] += weight  # type: ignore[assignment]
    centre = _unit(dict(middle))
    scores = [likeness(vector, centre) for vector in found]
    highest = max(scores, default=0.0) or 1.0
    return [score / highest for score in scores]


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two unit vectors."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {stem: weight / length for stem, weight in vector.items()} if length else {}
