"""Where a clause ends, and what subordinate parts stand behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.builtin.chunks import chunk_at
from keyquestions.builtin.subjects import BREAKS, FINITE, to_verb
from keyquestions.builtin.tokens import Token

_TAIL_WORDS = frozenset(
    "because after if unless while although though since until before when as despite so whereas "
    "following amid once where whether by citing saying adding arguing".split()
)
_MAY_BE_PREPOSITIONS = frozenset("as since until before after so".split())
"""Words that open a clause, or else a mere date or thing: only a clause is a tail."""
_PHRASES = frozenset(
    {
        ("in", "order", "to"),
        ("in", "protest", "at"),
        ("in", "protest", "against"),
        ("in", "response", "to"),
        ("in", "return", "for"),
        ("in", "exchange", "for"),
        ("on", "condition", "that"),
    }
)
_STOPS = frozenset({";", ":", "-", '"', "."})
_JOINS = frozenset({"and", "but", "or", "yet"})
_RANGE = 7
"""How many words "between" may stand before its "and"."""
_AT_ONCE = frozenset("because when after if unless while before until by in on due".split())


@dataclass(frozen=True)
class Tail:
    """What a clause adds behind a joining word: "because …", "by doing …"; the word is `marker`."""

    marker: str
    first: int
    last: int


def rest_and_tails(tokens: Sequence[Token], start: int, last: int) -> tuple[int, tuple[Tail, ...]]:
    """The end of what belongs to the verb, and the subordinate parts that follow it."""
    end = start
    while end < last and not _cuts(tokens, end, start):
        end += 1
    if end < last and tokens[end].lower in _JOINS:
        return end, ()
    tails, at = [], end
    while at < last:
        begin = at + 1 if tokens[at].lower == "," else at
        if begin < last and _tail_word(tokens, begin):
            at = _tail_end(tokens, begin, last)
            tails.append(Tail(tokens[begin].lower, begin, _without_marks(tokens, begin, at)))
        else:
            at += 1
    return end, tuple(tails)


def _tail_end(tokens: Sequence[Token], begin: int, last: int) -> int:
    """Where the next subordinate part begins, or the sentence breaks."""
    stop = begin + 1
    while stop < last and tokens[stop].lower not in _STOPS:
        fresh = stop > begin + 2 and tokens[stop - 1].lower == ","
        if fresh and _tail_word(tokens, stop):
            break
        stop += 1
    return stop


def _without_marks(tokens: Sequence[Token], begin: int, stop: int) -> int:
    while stop > begin and tokens[stop - 1].lower in {",", "."}:
        stop -= 1
    return stop


def _tail_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether a subordinate part begins here: "because", "by doing", "after the vote failed"."""
    low = tokens[at].lower
    following = tuple(t.lower for t in tokens[at + 1 : at + 3])
    if low == "by":
        return _tag_after(tokens, at) == "VBG"
    if low == "following" and at and tokens[at - 1].tag in {"DT", "CC", "PRP$"}:
        return False
    if low == "so" and following[:1] == ("that",):
        return True
    if low in _MAY_BE_PREPOSITIONS:
        doing = low in {"before", "after"} and _tag_after(tokens, at) == "VBG"
        return doing or clause_follows(tokens, at + 1)
    if low == "due":
        planned = at + 2 < len(tokens) and tokens[at + 2].tag == "VB"
        return following[:1] == ("to",) and not planned
    if low in {"in", "on"}:
        return (low, *following) in _PHRASES
    return low in _TAIL_WORDS


def _tag_after(tokens: Sequence[Token], at: int) -> str:
    return tokens[at + 1].tag if at + 1 < len(tokens) else ""


def clause_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether a subject with its verb begins at `at`."""
    chunk = chunk_at(tokens, at)
    if chunk is None:
        return False
    _, finite = to_verb(tokens, chunk, len(tokens))
    return finite is not None


def _cuts(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether the clause ends before this token."""
    token, low = tokens[at], tokens[at].lower
    if low in BREAKS or low in {"?", "!", "."}:
        return not (low == "." and _tag_after(tokens, at) == "CD")
    if (at > start or low in _AT_ONCE) and _tail_word(tokens, at):
        return True
    after = _tag_after(tokens, at)
    if low == "," and after:
        return not enumerates(tokens, at)
    if low in _JOINS and after:
        if low == "and" and _in_range(tokens, at, start):
            return False
        if after in {"WP", "WRB"} or tokens[at + 1].lower == "whether":
            return True
        if tokens[at + 1].lower == "that" and clause_follows(tokens, at + 2):
            return True
        another = after != "VB" or low == "but"
        return after in FINITE or (another and clause_follows(tokens, at + 1))
    return at > start and token.tag in {"WP", "WP$", "WDT"}


def _in_range(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether this "and" belongs to "between 8pm and 8am", which is never cut."""
    for back in range(at - 1, max(start - 1, at - _RANGE), -1):
        if tokens[back].lower == "and" or tokens[back].tag in FINITE:
            return False
        if tokens[back].lower == "between":
            return True
    return False


def enumerates(tokens: Sequence[Token], at: int) -> bool:
    """Whether a comma stands inside a list of things, or a date."""
    if at + 1 < len(tokens) and tokens[at - 1].tag == "CD" and tokens[at + 1].tag == "CD":
        return True
    chunk = chunk_at(tokens, at + 1)
    if chunk is None or chunk.last >= len(tokens) or tokens[chunk.last].lower != "and":
        return False
    apposition = tokens[at + 1].lower in {"a", "an"}
    another = chunk_at(tokens, chunk.last + 1) is not None
    return another and not apposition and not clause_follows(tokens, chunk.last + 1)
