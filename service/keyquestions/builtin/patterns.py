"""Phrases of a word list, found in running words in one pass.

A pattern is words with spaces between them, and means them in that order. An element may be
`a|b` (one of them), `word*` (words that begin so), `_` (any one word), `word?` (may be missing), or
`slam+v`, `thug+n` (the regular forms of a verb or a noun).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Generic, TypeVar

P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)

_PREFIX = 3
"""The fewest letters of a `word*`."""

_CHOICE = frozenset("|?+")
"""What a pattern has that stands for more than one phrase."""

_VOWELS = frozenset("aeiou")
_SIBILANT = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Hit(Generic[P_co]):
    """A phrase at the words `first` to `last` (exclusive), and what the list says of it."""

    first: int
    last: int
    payload: P_co


class _Node(Generic[P]):
    """A place in the tree of phrases. There are thousands, so that most hold very little."""

    __slots__ = ("any", "exact", "payloads", "prefix")

    def __init__(self) -> None:
        self.exact: dict[str, _Node[P]] = {}
        self.prefix: dict[str, _Node[P]] | None = None
        self.any: _Node[P] | None = None
        self.payloads: tuple[P, ...] = ()

    def child(self, atom: str) -> "_Node[P]":
        if atom == "_":
            self.any = self.any or _Node()
            return self.any
        if not atom.endswith("*"):
            node = self.exact.get(atom)
            if node is None:
                node = self.exact[atom] = _Node()
            return node
        if self.prefix is None:
            self.prefix = {}
        return self.prefix.setdefault(atom[:-1], _Node())

    def after(self, word: str) -> Iterator["_Node[P]"]:
        if (node := self.exact.get(word)) is not None:
            yield node
        if self.prefix is not None:
            for length in range(_PREFIX, len(word) + 1):
                if (node := self.prefix.get(word[:length])) is not None:
                    yield node
        if self.any is not None:
            yield self.any


class Phrases(Generic[P]):
    """A set of patterns, each with a payload. Finding takes time linear in the words.

    A phrase begins with a word of its own: neither with `_` nor with a shorter prefix.
    """

    def __init__(self) -> None:
        self._root: _Node[P] = _Node()
        self._starts: set[str] = set()
        """The first letters of what may begin with a `word*`."""

    def add(self, pattern: str, payload: P) -> None:
        """Add every phrase that `pattern` stands for."""
        for atoms in expand(pattern):
            node = self._root
            if atoms[0].endswith("*"):
                self._starts.add(atoms[0][:_PREFIX])
            for atom in atoms:
                node = node.child(atom)
            node.payloads += (payload,)

    def find(self, words: Sequence[str]) -> list[Hit[P]]:
        """The longest phrases that begin at each of the lower-case `words`."""
        hits: list[Hit[P]] = []
        for first in self._beginnings(words):
            level = list(self._root.after(words[first]))
            last, best = first, list[P]()
            at = first
            while level:
                at += 1
                payloads = [payload for node in level for payload in node.payloads]
                if payloads:
                    last, best = at, payloads
                if at >= len(words):
                    break
                level = [after for node in level for after in node.after(words[at])]
            hits += [Hit(first, last, payload) for payload in best]
        return hits

    def _beginnings(self, words: Sequence[str]) -> list[int]:
        """Where a phrase may begin: this runs over every word of an article for every list."""
        exact, starts = self._root.exact, self._starts
        if not starts:
            return [at for at, word in enumerate(words) if word in exact]
        return [at for at, word in enumerate(words) if word in exact or word[:_PREFIX] in starts]


def expand(pattern: str) -> list[tuple[str, ...]]:
    """All plain phrases that a pattern stands for, shortest variants included."""
    if _CHOICE.isdisjoint(pattern):
        return [tuple(pattern.split())]
    choices = [_choices(element) for element in pattern.split()]
    return [tuple(atom for atom in atoms if atom) for atoms in product(*choices)]


def _choices(element: str) -> list[str]:
    if element.endswith("?"):
        return ["", *_choices(element[:-1])]
    found: list[str] = []
    for part in element.split("|"):
        if part.endswith("+v"):
            found += verb_forms(part[:-2])
        elif part.endswith("+n"):
            found += noun_forms(part[:-2])
        else:
            found.append(part)
    return list(dict.fromkeys(found))


@cache
def verb_forms(base: str) -> tuple[str, str, str, str]:
    """Base, third person, past and -ing form of a regular English verb."""
    if base.endswith("e"):
        return base, base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    third = base + ("es" if base.endswith(_SIBILANT) else "s")
    stem = base + base[-1] if _doubles(base) else base
    return base, third, stem + "ed", stem + "ing"


@cache
def noun_forms(base: str) -> tuple[str, str]:
    """Singular and plural of a regular English noun."""
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base, base[:-1] + "ies"
    return base, base + ("es" if base.endswith(_SIBILANT) else "s")


def _doubles(base: str) -> bool:
    """One syllable that ends in consonant, vowel, consonant: slam, slammed."""
    return (
        len(base) > 2
        and sum(letter in _VOWELS for letter in base) == 1
        and base[-2] in _VOWELS
        and base[-1] not in _VOWELS | frozenset("wxy")
    )
