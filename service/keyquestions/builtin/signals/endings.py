"""Where a quote can end so that it reads as a phrase and not as a sentence that was cut."""

from collections.abc import Sequence

from keyquestions.builtin.words import Word

_BREAKS = frozenset(
    "while because when who which whose where although though if unless until".split()
)
_HANGING = frozenset({"DT", "IN", "TO", "CC", "PRP$", "MD", "WDT", "WP", "WRB", "EX", "RB"})
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_FURTHER = 4
_JOINED = frozenset({" ", " “", ' "', "-", "' ", "’ "})


def ahead(words: Sequence[Word], last: int, reach: int) -> int:
    """The end of a phrase that goes on for about `reach` words behind `last` (exclusive).

    A short clause is taken whole; else the longest phrase within reach that ends on a noun, else
    the first such one a little beyond it, else one that ends on another word, else nothing.
    """
    stop = last
    while stop < len(words) and stop - last < reach + _FURTHER and _goes_on(words, stop):
        stop += 1
    ends = [end for end in range(last + 1, stop + 1) if _closed(words, end)]
    if stop in ends and _ends_clause(words, stop):
        return stop
    firm = [end for end in ends if _firm(words, end)]
    near = [end for end in firm if end - last <= reach]
    if near:
        return near[-1]
    return min(firm, default=max((end for end in ends if end - last <= reach), default=last))


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` belongs to the same clause as the one before it."""
    return words[at].before in _JOINED and words[at].lower not in _BREAKS


def _firm(words: Sequence[Word], end: int) -> bool:
    """Whether a phrase ends on a noun, or where its clause ends."""
    return words[end - 1].tag.startswith("NN") or _ends_clause(words, end)


def _ends_clause(words: Sequence[Word], end: int) -> bool:
    return end >= len(words) or not _goes_on(words, end)


def _closed(words: Sequence[Word], end: int) -> bool:
    """Whether a phrase is whole where it ends before `end`."""
    tag = words[end - 1].tag
    if _ends_clause(words, end):
        return tag not in _HANGING
    after = words[end].tag
    if tag.startswith("NN"):
        return not after.startswith(("NN", "CD", "RB", "POS", *_FINITE))
    if tag.startswith("JJ") or tag == "VBN":
        return not after.startswith(("NN", "JJ", "VBG", "CC", "TO"))
    if tag == "PRP":
        return not after.startswith(("VB", "MD", "RB"))
    return tag in {"VB", "VBD"} and after == "IN" and words[end].lower != "that"
