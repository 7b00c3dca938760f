"""Statements that repeat a sentence with another number of the article in it."""

import re
from collections.abc import Sequence

from keyquestions.grounding.exchanged import covered
from keyquestions.grounding.quantities import Quantity
from keyquestions.grounding.readings import Reading
from keyquestions.grounding.sentence_words import lemma_of

_LIKE = 0.6
_LEAST = 2
_ROUGHLY = 0.15
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")


def misplaced(said: Reading, backing: Sequence[Reading], others: Sequence[Reading]) -> str:
    """Say which number a statement has where its evidence has another one; "" where none.

    Only where the statement otherwise repeats the evidence, and no other sentence of the article
    that has the number says it as well.
    """
    if len(said.slots.content) < _LEAST:
        return ""
    for quantity in said.quantities:
        if any(there.has(quantity) for there in backing):
            continue
        for there in backing:
            rival = _rival(quantity, said, there)
            if rival and not _better(quantity, said, there, others):
                return f'the article says "{rival.written}" here, not "{quantity.written}"'
    return ""


def _rival(quantity: Quantity, said: Reading, there: Reading) -> Quantity | None:
    """Return the number that a sentence has in the place of the statement's."""
    if covered(said.slots, there.slots) < _LIKE:
        return None
    for rival in there.quantities:
        if not said.has(rival) and _is_kindred(quantity, rival, said, there):
            return rival
    return None


def _is_kindred(quantity: Quantity, rival: Quantity, said: Reading, there: Reading) -> bool:
    if quantity.unit != rival.unit or _is_rough(quantity, rival):
        return False
    if quantity.unit is not None:
        return True
    if _YEAR.match(quantity.written) or _YEAR.match(rival.written):
        return bool(_YEAR.match(quantity.written) and _YEAR.match(rival.written))
    if quantity.noun and rival.noun:
        one, other = (lemma_of(q.noun, said.language) for q in (quantity, rival))
        if one == other:
            return True
    return said.before(quantity) == there.before(rival) != ""


def _is_rough(quantity: Quantity, rival: Quantity) -> bool:
    """Tell whether "about 1,000" may be the sentence's 980."""
    return quantity.is_about and any(
        abs(mine - value) <= _ROUGHLY * abs(value)
        for mine in quantity.values
        for value in rival.values
    )


def _better(quantity: Quantity, said: Reading, there: Reading, others: Sequence[Reading]) -> bool:
    """Tell whether another sentence that has the number is as much like the statement."""
    likeness = covered(said.slots, there.slots)
    return any(o.has(quantity) and covered(said.slots, o.slots) >= likeness for o in others)
