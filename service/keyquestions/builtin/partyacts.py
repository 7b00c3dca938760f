"""What the words around a party's name say of it: whether it acts or gave an answer."""

from functools import cache

from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

PLACED = frozenset("in at near from to outside around across into inside near of through".split())
"""Words before a name that make it a place."""

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def head_of(words: list[str]) -> list[str]:
    """The words of a source up to "in", "at" or "by": not where it comes from."""
    ends = [at for at, word in enumerate(words) if at and word in PLACED | {"by", "at", "for"}]
    return words[: min(ends, default=len(words))]


def gave_no_answer(line: Line, last: int) -> bool:
    """Whether the name that ends at `last` is the one that "declined to comment"."""
    cues = _asked().find(line.lowers)
    named = [at for at in range(last, len(line.words)) if line.words[at].capitalised]
    return any(hit.first >= last and not (named and named[0] < hit.first) for hit in cues)


@cache
def _asked() -> Phrases[None]:
    phrases: Phrases[None] = Phrases()
    for term in items(word_list("en", "perspectives")["asked"]):
        phrases.add(term, None)
    return phrases


def lower(line: Line, first: int, last: int) -> str:
    """The words `first` to `last` (exclusive) of a sentence in lower case."""
    return " ".join(line.lowers[first:last])


def acts(line: Line, first: int, last: int) -> bool:
    """Whether the name stands where a subject stands: not after "in", and before a verb."""
    words = line.words
    if first and words[first - 1].lower in PLACED and " " in words[first].before:
        return False
    if words[last - 1].possessive or last >= len(words):
        return False
    after = words[last]
    if after.tag == "RB" and last + 1 < len(words):
        after = words[last + 1]
    return after.before == " " and after.tag in _FINITE
