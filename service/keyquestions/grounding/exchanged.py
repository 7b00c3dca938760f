"""Statements that repeat a sentence with another name of the article in it."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from keyquestions.grounding.slots import NAME, NUMBER, PARTY, Item, Slots, forms
from keyquestions.grounding.turns import MUTUAL

_LIKE = 0.6
_LEAST = 2


def covered(said: Slots, there: Slots) -> float:
    """Return the share of a statement's content words that a sentence has (names left out)."""
    return len(said.content & there.content) / len(said.content) if said.content else 0.0


def exchanged(said: Slots, backing: Sequence[Slots], others: Sequence[Slots]) -> str:
    """Say which name a statement has where its evidence has another one; "" where none.

    Args:
        said: the statement.
        backing: the sentences of its evidence.
        others: all sentences of the article.
    """
    if not any(item.key in {NAME, PARTY} for item in said.items):
        return ""
    for there in backing:
        if covered(said, there) < _LIKE:
            continue
        for mine, theirs in _pairs(said, there):
            foreign = not any(each.mentions(mine.names) for each in backing)
            if (
                foreign
                and not said.mentions(theirs.names)
                and not _better(said, there, mine, others)
            ):
                return _told(mine, theirs)
            if not foreign and _is_crossed(said, there, mine, theirs):
                return f'the article has "{theirs.surface}" where this has "{mine.surface}"'
    return ""


def _told(mine: Item, theirs: Item) -> str:
    return f'the article says this of "{theirs.surface}", not of "{mine.surface}"'


def _better(said: Slots, there: Slots, mine: Item, others: Sequence[Slots]) -> bool:
    """Tell whether another sentence that has the name says it as well as the evidence does."""
    likeness = covered(said, there)
    return any(each.mentions(mine.names) and covered(said, each) >= likeness for each in others)


def _is_crossed(said: Slots, there: Slots, mine: Item, theirs: Item) -> bool:
    """Tell whether both names are in both sentences, the other way round, neither in a passive."""
    both = said.mentions(theirs.names) and there.mentions(mine.names)
    return both and not said.has_agent and not there.has_agent


def _pairs(said: Slots, there: Slots) -> Iterator[tuple[Item, Item]]:
    """Yield the names that stand beside the same word and have nothing to do with each other."""
    one, other = [item.key for item in said.items], [item.key for item in there.items]
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            mine, theirs = said.items[block.a + offset], there.items[block.b + offset]
            if mine.key not in {NAME, PARTY} or forms(mine.names) & forms(theirs.names):
                continue
            if _stands_beside(said, there, (block.a, block.b, block.size), offset):
                yield mine, theirs


def _stands_beside(said: Slots, there: Slots, block: tuple[int, int, int], offset: int) -> bool:
    """Tell whether a word in the same form, active or passive in both, is next to a slot."""
    for step in (-1, 1):
        at = offset + step
        if not 0 <= at < block[2]:
            continue
        mine, theirs = said.items[block[0] + at], there.items[block[1] + at]
        if mine.key in {NAME, PARTY, NUMBER} or mine.key in MUTUAL - {"say"}:
            continue
        if mine.surface == theirs.surface and mine.is_passive == theirs.is_passive:
            return True
    return False
