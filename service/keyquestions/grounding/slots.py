"""A sentence as its content words with slots for names and numbers: who and what stands where."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from keyquestions.grounding.places import FAMILIES, MONTHS, PEOPLE, TITLES, WEEKDAYS
from keyquestions.grounding.sentence_words import lemma_of
from keyquestions.grounding.turns import FUNCTION_WORDS, OPENERS, PLAIN_NEGATORS
from keyquestions.grounding.words import Word, plain, stem_of

NAME, PARTY, NUMBER = "\x00name", "\x00party", "\x00number"
_DIGITS = re.compile(r"(?<![\w.,])[$\u20ac\u00a3\u00a5]?\d[\d.,:/\u2013-]*")
_JOINERS = re.compile(
    r"\s*(?:[.,&]|,?\s*\band\b|\bof(?: the)?\b|\bfor(?: the)?\b|\bde\b|\bdel\b)?\s*\Z"
)
_APPOSED = re.compile(r",\s+(?:an?|the)\s+")
_BE = frozenset(["am", "is", "are", "was", "were", "be", "been", "being", "get", "got"])
_BREAK = re.compile(r"[,;:]|\band\b")
_ORDINARY = TITLES.union(MONTHS, WEEKDAYS)
_STEM = 3


class Item(NamedTuple):
    """A content word's base form, or a slot (`NAME`, `PARTY`, `NUMBER`) with what fills it."""

    key: str
    surface: str
    start: int
    names: frozenset[str] = frozenset()
    is_passive: bool = False


@dataclass(frozen=True)
class Slots:
    """A sentence in slots; `proper` are the words (plain) that are names in the article."""

    text: str
    words: tuple[Word, ...]
    language: str
    proper: frozenset[str]

    @cached_property
    def _telling(self) -> tuple[tuple[int, str | None], ...]:
        """The index of each word that is not a little one, with its base form; None for a name."""
        little, language, proper = _little(self.language), self.language, self.proper
        return tuple(
            (
                at,
                None
                if word.is_capital and _is_name(word, proper)
                else lemma_of(word.lower, language),
            )
            for at, word in enumerate(self.words)
            if word.lower not in little
        )

    @cached_property
    def content(self) -> frozenset[str]:
        """The base forms of the words that are neither little ones nor names."""
        return frozenset(lemma for _, lemma in self._telling if lemma is not None)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words (plain) of its names."""
        return frozenset(plain(self.words[at].text) for at, lemma in self._telling if lemma is None)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The content words and slots in order."""
        items = [Item(NUMBER, m.group(), m.start()) for m in _DIGITS.finditer(self.text)]
        last: Word | None = None
        for at, lemma in self._telling:
            word = self.words[at]
            between = self.text[last.end : word.start] if last else None
            if lemma is None:
                named = Item(NAME, word.text, word.start, frozenset([plain(word.text)]))
                is_joined = between is not None and _JOINERS.fullmatch(between)
                items.append(_joined(items.pop(), named) if is_joined else named)
                last = word
            elif lemma not in PEOPLE:
                is_passive = any(w.lower in _BE for w in self.words[max(0, at - 2) : at])
                items.append(Item(lemma, word.lower, word.start, is_passive=is_passive))
            elif between is None or not _APPOSED.fullmatch(between):
                group = frozenset([f"people {PEOPLE[lemma]}"])
                items.append(Item(PARTY, word.text, word.start, group))
        return tuple(sorted(items, key=lambda item: item.start))

    @cached_property
    def every(self) -> frozenset[str]:
        """All its words without accents, their stems and families, its groups of people."""
        groups = {group for item in self.items if item.key == PARTY for group in item.names}
        return forms(groups.union(plain(word.text) for word in self.words))

    @cached_property
    def has_agent(self) -> bool:
        """Whether "by" leads to a name within its phrase."""
        for at, word in enumerate(self.words):
            if word.lower != "by":
                continue
            named = next((w for w in self.words[at + 1 : at + 5] if _is_name(w, self.proper)), None)
            if named and not _BREAK.search(self.text[word.end : named.start]):
                return True
        return False

    def mentions(self, names: frozenset[str]) -> bool:
        """Tell whether any of the names, its people or its capital is in the sentence."""
        return not forms(names).isdisjoint(self.every)


def forms(names: AbstractSet[str]) -> frozenset[str]:
    """Return names with their stems and the families ("kremlin", "russian") that they belong to."""
    found = set(names)
    for name in names:
        stem = stem_of(name)
        if len(stem) >= _STEM:
            found.add(stem)
        family = FAMILIES.get(name)
        if family is not None:
            found.add(f"family {family}")
    return frozenset(found)


@lru_cache(64)
def _little(language: str) -> frozenset[str]:
    return FUNCTION_WORDS.get(language, frozenset()) | PLAIN_NEGATORS | OPENERS


def _joined(item: Item, named: Item) -> Item:
    return named._replace(start=item.start, names=item.names | named.names)


def _is_name(word: Word, proper: frozenset[str]) -> bool:
    return word.is_capital and word.lower not in _ORDINARY and plain(word.text) in proper
