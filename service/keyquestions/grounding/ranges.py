"""Quantities that stand together: "5 to 7 million euros" are millions of euros twice."""

import re
from collections.abc import Sequence
from dataclasses import replace

from keyquestions.grounding.quantities import Quantity

_RANGE = re.compile(r"^\s*(?:[-\u2010-\u2015]|to|and|or|auf|bis|und|oder|à|et|ou|y|a|o)\s*$")
_AROUND_RANGE = 8
_FALL = 100
"""What falls from one number to another is at most so many times the second."""


def ranged(text: str, found: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Read the quantities that were found in a text once more, in order.

    The first number of a range has the unit and scale of the last ("5 to 7 million euros").
    """
    read = list(found)
    for at in range(len(found) - 1):
        low, high = read[at], found[at + 1]
        end = low.start + len(low.written)
        between = text[end : high.start].strip("$\u20ac\u00a3% ")
        if len(between) <= _AROUND_RANGE and _RANGE.match(between) and not low.is_word:
            read[at] = replace(
                low,
                values=low.values | _rescaled(low, high),
                unit=low.unit or high.unit,
                noun=low.noun or high.noun,
            )
    return tuple(read)


def _rescaled(low: Quantity, high: Quantity) -> frozenset[float]:
    top = max(high.values)
    scale = next((s for s in (1e12, 1e9, 1e6, 1e3) if top >= s and not top % (s / 10)), 1.0)
    spelled = re.search(r"[^\W\d]", high.written)
    return (
        frozenset(v * scale for v in low.values if v * scale < _FALL * top)
        if spelled
        else frozenset()
    )
