"""Which part of a page each part of an extraction was, told by the words in them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree
from lxml.html import HtmlElement

from keyquestions.article.blocks import Part
from keyquestions.article.markup import TIGHT

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_RUN = 5
"""Words in a row; an article says them once, but for its pull quotes."""

_MOSTLY = 0.5
"""Share of a text's runs of words from which it counts as said."""

_BODY = 0.9
"""Share of what was extracted that the element has which holds the article."""

_AHEAD = 200
"""Words within which a line that is shorter than a run is looked for."""

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an extraction: its part's index, and the character at which it ends there."""

    part: int
    end: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """A part of the page that was extracted: its index, and the index of its last word."""

    part: int
    word: int


@dataclass(frozen=True, slots=True)
class _Match:
    """How many runs of words a text has, how many were extracted, and where the last of them is."""

    runs: int
    hits: int
    last: int


class Extraction:
    """The words of what was extracted, and where each run of them is."""

    def __init__(self, parts: list[Part]) -> None:
        self.words: list[Word] = []
        self._texts: list[str] = []
        for at, (_, text) in enumerate(parts):
            for match in _WORD.finditer(text):
                self.words.append(Word(at, match.end()))
                self._texts.append(match[0].casefold())
        self._runs: dict[Run, int] = {}
        for at, run in enumerate(_in_runs(self._texts)):
            self._runs.setdefault(run, at)
        self._matches: dict[str, _Match] = {}

    def says(self, text: str) -> bool:
        """Whether most of a text is in it; of a text that is shorter than a run, never."""
        match = self._match(text)
        return bool(match.runs) and match.hits >= match.runs * _MOSTLY

    def hits(self, text: str) -> int:
        """How many of a text's runs of words are in it."""
        return self._match(text).hits

    def last_word(self, text: str) -> int:
        """The last word of the last run of a text that is in it."""
        return self._match(text).last + _RUN - 1

    def is_short(self, text: str) -> bool:
        """Whether a text is shorter than a run of words."""
        return not self._match(text).runs

    def _match(self, text: str) -> _Match:
        match = self._matches.get(text)
        if match is None:
            runs = runs_of(text)
            places = [self._runs[run] for run in runs if run in self._runs]
            match = _Match(len(runs), len(places), places[-1] if places else -1)
            self._matches[text] = match
        return match

    def find_line(self, text: str, after: int, before: int) -> int | None:
        """The last word of a line that is shorter than a run, between two words."""
        line = _words(text)
        for at in range(after + 1, min(before - len(line) + 1, after + _AHEAD)):
            if self._texts[at : at + len(line)] == line:
                return at + len(line) - 1
        return None


def runs_of(text: str) -> list[Run]:
    """All runs of words in a text, each beginning with the next word."""
    return list(_in_runs(_words(text)))


def says(runs: Iterable[Run], text: str) -> bool:
    """Whether most of a text's runs of words are among some."""
    own = runs_of(text)
    return bool(own) and sum(run in runs for run in own) >= len(own) * _MOSTLY


def body_of(root: HtmlElement, extraction: Extraction) -> HtmlElement:
    """The innermost element that holds nearly all that was extracted."""
    sizes: dict[HtmlElement, int] = {}
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            sizes[element] = extraction.hits(element.text or "")
            continue
        parent = element.getparent()
        if element is not root and parent is not None:
            sizes[parent] += sizes[element] + extraction.hits(element.tail or "")
    enough, body = sizes[root] * _BODY, root
    while (inner := next((child for child in body if sizes[child] >= enough), None)) is not None:
        if inner.tag in TIGHT:
            break
        body = inner
    return body


def anchors(page: list[Part], extraction: Extraction) -> list[Anchor]:
    """The parts of a page that were extracted, in the order that both have them in."""
    long = _long_anchors(page, extraction)
    found = long[:1]
    for left, right in pairwise(long):
        last = left.word
        for at in range(left.part + 1, right.part):
            text = page[at][1]
            if not extraction.is_short(text):
                continue
            end = extraction.find_line(text, last, right.word)
            if end is not None:
                found.append(Anchor(at, end))
                last = end
        found.append(right)
    return found


def _long_anchors(page: list[Part], extraction: Extraction) -> list[Anchor]:
    """The longest chain of parts that both have in the same order.

    A pull quote or a teaser repeats a passage: of two at the same place, the later one counts.
    """
    ends: list[int] = []
    tops: list[int] = []
    links: list[tuple[Anchor, int]] = []
    for at, (_, text) in enumerate(page):
        if not extraction.says(text):
            continue
        word = extraction.last_word(text)
        rank = bisect_left(ends, word)
        links.append((Anchor(at, word), tops[rank - 1] if rank else -1))
        ends[rank : rank + 1] = [word]
        tops[rank : rank + 1] = [len(links) - 1]
    chain: list[Anchor] = []
    link = tops[-1] if tops else -1
    while link >= 0:
        anchor, link = links[link]
        chain.append(anchor)
    return chain[::-1]


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]


def _in_runs(words: list[str]) -> Iterator[Run]:
    return zip(*(words[at:] for at in range(_RUN)), strict=False)
