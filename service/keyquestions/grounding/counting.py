"""Numbers of a statement against the numbers of an article."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from keyquestions.analysis import Evidence
from keyquestions.article import Article
from keyquestions.grounding.derived import Derived
from keyquestions.grounding.lists import listed
from keyquestions.grounding.numerals import STRICT
from keyquestions.grounding.quantities import Quantity, quantities
from keyquestions.grounding.ranges import ranged
from keyquestions.grounding.readings import Reading

_AGAINST = re.compile(
    r"\s*[-\u2010-\u2013:]\s*|\s(?:votes |stimmen )?(?:to|against|zu|gegen|à|contre|a|contra)\s"
)
_CLOSE = 0.05
_SPOKEN = range(13)
_TEXTUAL = listed(
    """
    times sentences words passages paragraphs quotes quotations mentions headings phrases mal sätze
    sätzen wörter wörtern absätze stellen zitate fois phrases mots paragraphes citations veces
    frases palabras párrafos citas
    """
)


class Numbers:
    """The quantities of an article, with what they may stand for."""

    def __init__(self, article: Article, blocks: Sequence[Reading]) -> None:
        self._blocks = blocks
        known = [quantity for block in blocks for quantity in block.quantities]
        self._known = tuple(known)
        self._derived = Derived(article, self._known)
        self._units = frozenset(q.unit for q in known)
        self._by_value: dict[float, list[Quantity]] = {}
        for quantity in known:
            for value in quantity.values:
                self._by_value.setdefault(value, []).append(quantity)

    def objections(self, statement: Reading, evidence: Evidence) -> tuple[str, ...]:
        """Name the numbers and units of a statement that the article does not have."""
        found = []
        for quantity in statement.quantities:
            same = [q for value in quantity.values for q in self._by_value.get(value, ())]
            if not same:
                if not self._is_near(quantity) and not self._derived.has(quantity, evidence):
                    found.append(f'number "{quantity.written}" is not in the article')
            elif not self._has_unit(quantity, same):
                if not self._derived.has(quantity, evidence):
                    found.append(_other_unit(quantity, same[0]))
            elif all(q.bound and quantity.bound and q.bound != quantity.bound for q in same):
                found.append(f'the article says {same[0].bound} than "{same[0].written}"')
        found += [
            f'the article has "{high} to {low}" here'
            for low, high in _pairs(statement.text, statement.numbers) - self._pairs
            if (high, low) in self._pairs
        ]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        """Votes and scores: the order of their numbers says who won."""
        return frozenset().union(*(_pairs(each.text, each.numbers) for each in self._blocks))

    def inventions(self, remark: Reading) -> tuple[str, ...]:
        """Name the numbers of a remark that the article has not.

        Small number words, and counts of the text's own parts ("three times"), are left out.
        """
        small = {
            q.written
            for q in remark.numbers
            if (q.is_word and max(q.values) in _SPOKEN) or q.noun in _TEXTUAL
        }
        return tuple(
            objection
            for objection in self.objections(remark, ())
            if not any(f'"{written}"' in objection for written in small)
        )

    def translated(self, statement: str, language: str, *, remark: bool) -> tuple[str, ...]:
        """Name the numbers of a statement in another language that the article does not have.

        Units are not compared: their names differ. Small numbers in words are left out, because
        many languages have words for them that mean something else too, and so are round ones that
        are said to be about right, and, of a remark, counts of the text's own parts.
        """
        read = ranged(statement, quantities(statement, language))
        return tuple(
            f'number "{quantity.written}" is not in the article'
            for quantity in read
            if not any(value in self._by_value for value in quantity.values)
            and not (quantity.is_word and max(quantity.values) in _SPOKEN)
            and not (remark and quantity.noun in _TEXTUAL)
            and not any(
                quantity.is_about and abs(there - value) <= _CLOSE * abs(there)
                for value in quantity.values
                for there in self._by_value
            )
        )

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


def _other_unit(quantity: Quantity, there: Quantity) -> str:
    unit = there.unit or there.noun or "a bare number"
    return f'"{quantity.written}" is not of {quantity.unit} in the article but of {unit}'


def _pairs(text: str, found: Sequence[Quantity]) -> frozenset[tuple[str, str]]:
    """Return the numbers that stand against each other ("7 to 4", "2-1", "mit 21 zu 17")."""
    pairs = set()
    for one, other in pairwise(found):
        between = text[one.start + len(one.written) : other.start].lower()
        if _AGAINST.fullmatch(between) and one.unit is None is other.unit:
            pairs.add((f"{min(one.values):g}", f"{min(other.values):g}"))
    return frozenset(pairs)
