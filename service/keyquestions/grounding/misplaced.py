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
        holders = [there for there in backing if there.has(quantity)]
        rivals = [_rival(quantity, said, each) for each in holders or backing]
        found = [
            rival
            for rival, there in zip(rivals, holders or backing, strict=True)
            if rival and (holders or not _better(quantity, said, there, others))
        ]
        if found and (not holders or all(rivals)):
            return f'the article says "{found[0].written}" here, not "{quantity.written}"'
    return _other_day(said, backing, others)


def _other_day(said: Reading, backing: Sequence[Reading], others: Sequence[Reading]) -> str:
    """Object to a month or day of the week that is not the evidence's."""
    if not said.days:
        return ""
    named = frozenset().union(*(there.days for there in backing))
    mine, theirs = said.days - named, named - said.days
    likeness = max(covered(said.slots, there.slots) for there in backing)
    elsewhere = any(mine & o.days and covered(said.slots, o.slots) >= likeness for o in others)
    if mine and theirs and likeness >= _LIKE and not elsewhere:
        return "the article has another month or day of the week here"
    return ""


def _rival(quantity: Quantity, said: Reading, there: Reading) -> Quantity | None:
    """Return the number that a sentence has in the place of the statement's.

    Where it has the statement's number, too, that must stand in another place.
    """
    if covered(said.slots, there.slots) < _LIKE:
        return None
    place = said.place(quantity)
    same = [there.place(mine) for mine in there.quantities if quantity.values & mine.values]
    if place in same:
        return None
    for rival in there.quantities:
        if said.has(rival) or not _is_kindred(quantity, rival, said, there):
            continue
        if not same or (place[0] and there.place(rival) == place):
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
    return said.place(quantity)[0] == there.place(rival)[0] != ""


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
