"""Numbers that an article does not write but that follow from what it writes."""

import re
from collections.abc import Sequence

from keyquestions.analysis import Evidence
from keyquestions.article import Article, Block, BlockKind
from keyquestions.grounding.quantities import Quantity, quantities

_COUNTABLE = range(2, 13)
_CLOSE = 0.02
_POINTS = 1.5
_IN = {
    ("year", "month"): 12, ("year", "week"): 52, ("month", "day"): 30, ("month", "week"): 4,
    ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60, ("minute", "second"): 60,
    ("kilometre", "metre"): 1000, ("tonne", "kilogram"): 1000,
}  # fmt: skip
"""How many of the second unit one of the first is."""


def _factors() -> dict[str, dict[str | None, float]]:
    known: dict[str, dict[str | None, float]] = {}
    for (large, small), factor in _IN.items():
        known.setdefault(large, {})[small] = float(factor)
        known.setdefault(small, {})[large] = 1 / factor
    return known


_FACTORS = _factors()
"""By a unit, then by another: how many of the other one of it is."""


class Derived:
    """Counts of what an article lists, shares and converted units."""

    def __init__(self, article: Article, known: Sequence[Quantity]) -> None:
        self._article = article
        self._known = known

    def has(self, quantity: Quantity, evidence: Evidence) -> bool:
        """Tell whether a number follows from what the article has."""
        return (
            self._counts(quantity, evidence)
            or self._is_share(quantity, evidence)
            or self._is_converted(quantity)
        )

    def _counts(self, quantity: Quantity, evidence: Evidence) -> bool:
        """Tell whether the number counts what the evidence lists ("three demands")."""
        value = next(iter(quantity.values))
        if len(quantity.values) > 1 or value not in _COUNTABLE or quantity.unit is not None:
            return False
        if quantity.noun and any(q.noun == quantity.noun for q in self._known):
            return False
        return int(value) in self._listed(evidence)

    def _listed(self, evidence: Evidence) -> set[int]:
        """Return the sizes of the lists that the evidence is or leads to."""
        counts = {len(evidence)}
        blocks = self._article.blocks
        for anchor in evidence:
            counts |= {_enumerated(part) for part in re.split(r"[.;:!?]\s", anchor.exact)}
            at = anchor.block if _is_item(blocks, anchor.block) else anchor.block + 1
            first = at
            while first > 0 and _is_item(blocks, first - 1):
                first -= 1
            last = at
            while _is_item(blocks, last):
                last += 1
            counts.add(last - first)
        return counts

    def _is_share(self, quantity: Quantity, evidence: Evidence) -> bool:
        """Tell whether "a quarter" is the evidence's "two of its eight" or its "26 percent"."""
        share = min(quantity.values)
        if not 0 < share < 1 or quantity.unit is not None:
            return False
        for anchor in evidence:
            there = quantities(anchor.exact, self._article.language)
            values = [value for q in there if q.unit is None for value in q.values]
            if any(abs(a - share * b) <= _CLOSE * b for a in values for b in values if a < b):
                return True
            percents = [value for q in there if q.unit == "percent" for value in q.values]
            if any(abs(value - 100 * share) <= _POINTS for value in percents):
                return True
        return False

    def _is_converted(self, quantity: Quantity) -> bool:
        """Tell whether "two months" are the article's "60 days", "half a year" its "six months"."""
        factors = _FACTORS.get(quantity.unit or "", {})
        return any(
            abs(v * factors[there.unit] - w) <= _CLOSE * w
            for there in (self._known if factors else ())
            if there.unit in factors
            for v in quantity.values
            for w in there.values
        )


def _is_item(blocks: tuple[Block, ...], index: int) -> bool:
    return 0 <= index < len(blocks) and blocks[index].kind is BlockKind.LIST_ITEM


def _enumerated(text: str) -> int:
    """Count the members of "A, B, C and D"; 0 where nothing is listed."""
    joined = re.sub(r",\s+(?:and|or|und|oder|et|ou|y|o)\s", ", ", text)
    joined = re.sub(r"\s(?:and|or|und|oder|et|ou|y|o)\s", ", ", joined)
    return len(re.findall(r",\s", joined)) + 1 if ", " in joined else 0
