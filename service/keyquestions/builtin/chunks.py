"""Noun chunks of a tagged sentence: "the Elm Street library", "30 of its workers", "they"."""

from collections.abc import Sequence
from typing import NamedTuple

from keyquestions.builtin.tokens import Token

_DETERMINERS = frozenset({"DT", "PRP$", "PDT", "WP$", "$"})
_INNER = frozenset({"JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "VBN", "VBG", "$"})
_FINITE = frozenset({"VBZ", "VBD", "MD"})
_HEADS = frozenset({"NN", "NNS", "NNP", "NNPS", "CD"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
ABOUT = frozenset("about around nearly almost roughly some".split())
"""Words that make a number an estimate: "about 30,000 homes"."""
_STANDALONE = frozenset("this these those both some each".split())


class Chunk(NamedTuple):
    """The tokens `first` to `last` (exclusive) of a sentence; `head` is its main noun's index."""

    first: int
    last: int
    head: int


def chunk_at(tokens: Sequence[Token], first: int) -> Chunk | None:
    """The longest plain noun chunk that begins at `first`, None where none does."""
    if first >= len(tokens):
        return None
    opener = tokens[first]
    if opener.tag in {"PRP", "EX"}:
        return Chunk(first, first + 1, first)
    at = first
    if opener.lower in ABOUT and first + 1 < len(tokens) and tokens[first + 1].tag == "CD":
        at += 1
    while at < len(tokens) and tokens[at].tag in _DETERMINERS:
        at += 1
    if opener.tag == "VBG" and first + 1 < len(tokens) and tokens[first + 1].tag in _FINITE:
        return Chunk(first, first + 1, first)
    last = _inner_end(tokens, at)
    while last > at and tokens[last - 1].tag not in _HEADS:
        last -= 1
    if last == at:
        alone = at == first + 1 and opener.lower in _STANDALONE
        return Chunk(first, at, first) if alone else None
    return Chunk(first, last, last - 1)


def _inner_end(tokens: Sequence[Token], at: int) -> int:
    """The end of the words that may stand in a chunk after its determiner."""
    start = at
    while at < len(tokens):
        tag, low = tokens[at].tag, tokens[at].lower
        if tag in _INNER:
            if tag in {"VBN", "VBG"} and not _modifies(tokens, at, start):
                break
            at += 1
        elif (at > start and _joins(tokens, at)) or (
            tag == "RB"
            and at + 1 < len(tokens)
            and tokens[at + 1].tag in {"JJ", "CD"}
            and (low not in {"not", "n't", "also"})
        ):
            at += 1
        else:
            break
    return at


def _modifies(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether a participle stands before its noun ("rising prices"), not after it ("led by")."""
    if at > start and tokens[at - 1].tag in _NOUNS:
        return False
    after = tokens[at + 1].tag if at + 1 < len(tokens) else ""
    back = at - 1
    while back >= 0 and tokens[back].tag == "RB":
        back -= 1
    if back >= 0 and tokens[back].tag in {"VBZ", "VBP", "VBD", "VBN", "VB", "TO", "MD"}:
        return False
    before = tokens[at - 1].tag if at else ""
    return after in {"JJ", "NN", "NNS", "NNP"} and (
        before in _DETERMINERS | {"JJ", "CD", "POS", "RB"}
        or (tokens[at].tag == "VBN" and after in {"NN", "NNS"} and at == start)
    )


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Commas and "and" between two adjectives, "and" or "&" inside a name."""
    low = tokens[at].lower
    before = tokens[at - 1].tag
    after = tokens[at + 1].tag if at + 1 < len(tokens) else ""
    if low == "&":
        return True
    if low in {",", "and"} and before == "JJ" and after == "JJ":
        beyond = tokens[at + 2].tag if at + 2 < len(tokens) else ""
        return beyond in _NOUNS
    return False


def chunks(tokens: Sequence[Token]) -> tuple[Chunk, ...]:
    """All noun chunks of a sentence, left to right, not overlapping."""
    found, at = [], 0
    while at < len(tokens):
        chunk = chunk_at(tokens, at)
        if chunk is None:
            at += 1
        else:
            found.append(chunk)
            at = chunk.last
    return tuple(found)
