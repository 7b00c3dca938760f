"""Numbers of a statement against the numbers of an article."""

import re

from keyquestions.analysis import Evidence
from keyquestions.article import Article, Block, BlockKind
from keyquestions.grounding.numerals import STRICT
from keyquestions.grounding.quantities import Quantity, quantities

_RANGE = re.compile(r"^\s*(?:[-\u2010-\u2015]|to|and|or|bis|und|oder|à|et|ou|y|a|o)\s*$")
_CLOSE = 0.05
_COUNTABLE = range(2, 13)
_AROUND_RANGE = 8


class Numbers:
    """The quantities of an article, with what they may stand for."""

    def __init__(self, article: Article) -> None:
        self._article = article
        known: list[Quantity] = []
        for block in article.blocks:
            known += _ranged(block.text, quantities(block.text, article.language))
        self._known = tuple(known)
        self._units = frozenset(q.unit for q in known)
        self._by_value: dict[float, list[Quantity]] = {}
        for quantity in known:
            for value in quantity.values:
                self._by_value.setdefault(value, []).append(quantity)

    def objections(self, statement: str, evidence: Evidence) -> tuple[str, ...]:
        """Name the numbers and units of a statement that the article does not have."""
        found = []
        for quantity in _ranged(statement, quantities(statement, self._article.language)):
            same = [q for value in quantity.values for q in self._by_value.get(value, ())]
            if not same and not self._is_near(quantity) and not self._counts(quantity, evidence):
                found.append(f'number "{quantity.written}" is not in the article')
            elif same and not self._has_unit(quantity, same):
                found.append(_other_unit(quantity, same[0]))
        return tuple(dict.fromkeys(found))

    def _has_unit(self, quantity: Quantity, same: list[Quantity]) -> bool:
        units = {q.unit for q in same}
        if quantity.unit is None or quantity.unit in units:
            return True
        if quantity.unit in STRICT:
            return None in units and quantity.unit in self._units and quantity.unit != "percent"
        return None in units

    def _is_near(self, quantity: Quantity) -> bool:
        """Tell whether "about 1,000" rounds a number of the article, in the same unit."""
        if not quantity.is_about:
            return False
        return any(
            abs(there - value) <= _CLOSE * abs(there)
            for value in quantity.values
            for q in self._known
            if q.unit == quantity.unit
            for there in q.values
            if there
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


def _other_unit(quantity: Quantity, there: Quantity) -> str:
    unit = there.unit or there.noun or "a bare number"
    return f'"{quantity.written}" is not of {quantity.unit} in the article but of {unit}'


def _is_item(blocks: tuple[Block, ...], index: int) -> bool:
    return 0 <= index < len(blocks) and blocks[index].kind is BlockKind.LIST_ITEM


def _enumerated(text: str) -> int:
    """Count the members of "A, B, C and D"; 0 where nothing is listed."""
    joined = re.sub(r",\s+(?:and|or|und|oder|et|ou|y|o)\s", ", ", text)
    joined = re.sub(r"\s(?:and|or|und|oder|et|ou|y|o)\s", ", ", joined)
    return len(re.findall(r",\s", joined)) + 1 if ", " in joined else 0


def _ranged(text: str, found: tuple[Quantity, ...]) -> list[Quantity]:
    """Give the first number of a range the unit and scale of the last ("5 to 7 million euros")."""
    ranged = list(found)
    for at in range(len(found) - 1):
        low, high = ranged[at], found[at + 1]
        end = low.start + len(low.written)
        between = text[end : high.start].strip("$\u20ac\u00a3% ")
        if len(between) <= _AROUND_RANGE and _RANGE.match(between) and not low.is_word:
            ranged[at] = low.__class__(
                written=low.written,
                values=low.values | _rescaled(low, high),
                unit=low.unit or high.unit,
                noun=low.noun or high.noun,
                start=low.start,
            )
    return ranged


def _rescaled(low: Quantity, high: Quantity) -> frozenset[float]:
    top = max(high.values)
    scale = next((s for s in (1e12, 1e9, 1e6, 1e3) if top >= s and not top % (s / 10)), 1.0)
    spelled = re.search(r"[^\W\d]", high.written)
    return frozenset(v * scale for v in low.values if v * scale < top) if spelled else frozenset()
