"""A sentence as its content words with slots for names and numbers: who and what stands where."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from keyquestions.grounding.places import FAMILIES, MONTHS, PEOPLE, TITLES, WEEKDAYS
from keyquestions.grounding.sentence_words import lemma_of
from keyquestions.grounding.turns import FUNCTION_WORDS, OPENERS, PLAIN_NEGATORS
from keyquestions.grounding.words import Word, plain, stem_of, words

NAME, PARTY, NUMBER = "\x00name", "\x00party", "\x00number"
_DIGITS = re.compile(r"(?<![\w.,])[$\u20ac\u00a3\u00a5]?\d[\d.,:/\u2013-]*")
_JOINERS = re.compile(
    r"\s*(?:[.,&]|,?\s*\band\b|\bof(?: the)?\b|\bfor(?: the)?\b|\bde\b|\bdel\b)?\s*\Z"
)
_APPOSED = re.compile(r",\s+(?:an?|the)\s+")
_BE = frozenset(["am", "is", "are", "was", "were", "be", "been", "being", "get", "got"])
_STEM = 3


@dataclass(frozen=True, slots=True)
class Item:
    """A content word's base form, or a slot (`NAME`, `PARTY`, `NUMBER`) with what fills it."""

    key: str
    surface: str
    start: int
    names: frozenset[str] = frozenset()
    is_passive: bool = False


@dataclass(frozen=True, slots=True)
class Slots:
    """A sentence in slots.

    `every` has all its words without accents and their stems; `has_agent` is true where "by"
    leads to a name.
    """

    items: tuple[Item, ...]
    every: frozenset[str]
    content: frozenset[str] = field(default=frozenset())
    has_agent: bool = False

    def mentions(self, names: frozenset[str]) -> bool:
        """Tell whether any of the names, its people or its capital is in the sentence."""
        return bool(forms(names) & self.every)


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


def slots_of(text: str, language: str, proper: frozenset[str]) -> Slots:
    """Read a sentence; `proper` are the words (plain) that are names in the article."""
    said = tuple(words(text))
    little = FUNCTION_WORDS.get(language, frozenset()) | PLAIN_NEGATORS | OPENERS
    items: list[Item] = [Item(NUMBER, m.group(), m.start()) for m in _DIGITS.finditer(text)]
    lemmas: set[str] = set()
    last: Word | None = None
    for at, word in enumerate(said):
        lower = word.text.lower()
        if lower in little:
            continue
        if _is_name(word, proper):
            names = frozenset([plain(word.text)])
            is_joined = last and _JOINERS.fullmatch(text[last.end : word.start])
            start, names = _joined(items.pop(), names) if is_joined else (word.start, names)
            items.append(Item(NAME, word.text, start, names))
            last = word
            continue
        lemma = lemma_of(lower, language)
        lemmas.add(lemma)
        if lemma not in PEOPLE:
            is_passive = any(w.text.lower() in _BE for w in said[max(0, at - 2) : at])
            items.append(Item(lemma, lower, word.start, is_passive=is_passive))
        elif last is None or not _APPOSED.fullmatch(text[last.end : word.start]):
            group = frozenset([f"people {PEOPLE[lemma]}"])
            items.append(Item(PARTY, word.text, word.start, group))
    items.sort(key=lambda item: item.start)
    groups = {group for item in items if item.key == PARTY for group in item.names}
    every = forms(groups.union(plain(word.text) for word in said))
    return Slots(tuple(items), every, frozenset(lemmas), _has_agent(text, said, proper))


def _joined(item: Item, names: frozenset[str]) -> tuple[int, frozenset[str]]:
    return item.start, item.names | names


def _is_name(word: Word, proper: frozenset[str]) -> bool:
    lower = word.text.lower()
    ordinary = lower in TITLES or lower in MONTHS or lower in WEEKDAYS
    return word.is_capital and not ordinary and plain(word.text) in proper


def _has_agent(text: str, said: tuple[Word, ...], proper: frozenset[str]) -> bool:
    """Tell whether "by" leads to a name within its phrase."""
    for at, word in enumerate(said):
        if word.text.lower() != "by":
            continue
        named = next((w for w in said[at + 1 : at + 5] if _is_name(w, proper)), None)
        if named and not re.search(r"[,;:]|\band\b", text[word.end : named.start]):
            return True
    return False
