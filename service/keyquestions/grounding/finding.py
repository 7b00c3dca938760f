"""Find a folded quote in a folded article: all its letters, whole words, nothing changed."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from keyquestions.article import Article, BlockKind
from keyquestions.grounding.borders import is_border, is_unspaced
from keyquestions.grounding.folding import Folded, Places, fold, places_of
from keyquestions.grounding.spellings import Needle
from keyquestions.grounding.turns import NEGATORS, STRONG_NEGATORS
from keyquestions.grounding.words import lemmas

_OMITTED_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_BESIDE = 3

Span = tuple[int, int]
"""Start and end of a passage: code points in the canonical text."""

_ELISION_REACH = 400
_SHORT_PIECE = 3
_LETTERS_A_JOIN = 20
_LONG_WORD = 5


class Finder:
    """An article, folded once, in which quotes are found in linear time.

    Words may begin in another case in headings, which are often set in capitals.
    """

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self._ends = [block.end for block in article.blocks]
        self._headings = [block.kind is BlockKind.HEADING for block in article.blocks]
        self._starts = [block.start for block in article.blocks]

    @cached_property
    def folded(self) -> Folded:
        """The text, folded."""
        return fold(self.text)

    @cached_property
    def _places(self) -> Places:
        """Where it came from: not needed before something is found in it."""
        return places_of(self.text)

    def block(self, start: int, end: int) -> int | None:
        """Return the index of the block that holds all of a span, None where none does."""
        index = bisect_right(self._starts, start) - 1
        return index if index >= 0 and end <= self._ends[index] else None

    def literal(self, quote: str) -> Iterator[Span]:
        """Yield the places of a quote that is in the article just as it is."""
        at = self.text.find(quote)
        while at >= 0:
            end = at + len(quote)
            if is_border(self.text, at) and is_border(self.text, end):
                yield at, end
            at = self.text.find(quote, at + 1)

    def occurrences(
        self, needle: Needle, since: int = 0, until: int | None = None
    ) -> Iterator[Span]:
        """Yield the places of a needle; `since` and `until` are indexes of the folded text."""
        key, sought = self.folded.key, needle.folded.key
        limit = len(key) if until is None else until
        at = key.find(sought, since, limit)
        while at >= 0:
            start, end = self._places.starts[at], self._places.end(at + len(sought) - 1)
            if self._is_whole(at, len(sought)) and self._agrees(at, needle):
                yield start, end
            at = key.find(sought, at + 1, limit)

    def elided(self, parts: tuple[Needle, ...]) -> Iterator[Span]:
        """Yield the places where all parts stand in order, near each other and in one block.

        What was left out may not be what turns the quote around ("did … support").
        """
        for start, end in self.occurrences(parts[0]):
            reached: int | None = end
            for part in parts[1:]:
                reached = self._next(part, reached) if reached is not None else None
            if reached is not None and self.block(start, reached) is not None:
                yield start, reached

    def _next(self, part: Needle, after: int) -> int | None:
        since = self._places.after(after)
        until = since + _ELISION_REACH + len(part.folded)
        found = next(self.occurrences(part, since, until), None)
        if found is None or _negates(self.text[after : found[0]]):
            return None
        return found[1]

    def _is_whole(self, at: int, length: int) -> bool:
        """Tell whether a place begins and ends with whole characters and at word borders."""
        starts, end = self._places.starts, at + length
        if at and starts[at - 1] == starts[at]:
            return False
        if end < len(starts) and starts[end - 1] == starts[end]:
            return False
        return is_border(self.text, starts[at]) and is_border(self.text, self._places.end(end - 1))

    def _agrees(self, at: int, needle: Needle) -> bool:
        return self._agrees_in_case(at, needle) and self._agrees_in_gaps(at, needle.folded)

    def _agrees_in_case(self, at: int, needle: Needle) -> bool:
        sought = needle.folded.shape
        there = self.folded.shape[at : at + len(sought)]
        if there[1:] == sought[1:] or _is_headline(there, needle) or _is_headline(sought, needle):
            return True
        gaps = needle.folded.gaps
        block = self.block(self._places.starts[at], self._places.end(at))
        is_free = needle.loose or (block is not None and self._headings[block])
        return is_free and all(gaps[i] for i in range(1, len(sought)) if there[i] != sought[i])

    def _agrees_in_gaps(self, at: int, sought: Folded) -> bool:
        length = len(sought)
        there = self.folded.gaps[at : at + length]
        if there[1:] == sought.gaps[1:]:
            return True
        joins = 0
        for i in range(1, length):
            if there[i] == sought.gaps[i] or _is_loose_gap(sought, i):
                continue
            spaced = there if there[i] else sought.gaps
            if _piece_before(spaced, i) <= _SHORT_PIECE or not sought.key[i].isalpha():
                return False
            joins += 1
        return joins * _LETTERS_A_JOIN <= length


def _negates(omitted: str) -> bool:
    """Tell whether a negator stands at either end of what a quote left out."""
    words = [word.lower().replace("\u2019", "'") for word in _OMITTED_WORD.findall(omitted)]
    beside = words[:_BESIDE] + words[-_BESIDE:]
    return any(w in NEGATORS or w.endswith("n't") or lemmas(w) & STRONG_NEGATORS for w in beside)


def _is_headline(shape: str, needle: Needle) -> bool:
    """Tell whether letters are set in capitals: more than one word, or a long one."""
    return shape.isupper() and (needle.words > 1 or len(shape) >= _LONG_WORD)


def _is_loose_gap(sought: Folded, i: int) -> bool:
    """Tell whether a space may be missing or added before the letter at `i`."""
    left, right = sought.key[i - 1], sought.key[i]
    if left.isdigit() and right.isdigit():
        return False
    if not left.isalnum() or not right.isalnum():
        return not _splits_number(sought.key, i)
    if is_unspaced(left) or is_unspaced(right) or left.isdigit() != right.isdigit():
        return True
    return sought.shape[i - 1].islower() and sought.shape[i].isupper()


def _splits_number(key: str, i: int) -> bool:
    """Tell whether the gap is beside a point in a number: "5. 3" is not "5.3"."""
    before = key[i - 1] in ".,:/" and key[i - 2 : i - 1].isdigit() and key[i].isdigit()
    after = key[i] in ".,:/" and key[i - 1].isdigit() and key[i + 1 : i + 2].isdigit()
    return before or after


def _piece_before(gaps: bytes, i: int) -> int:
    """Return how many letters the piece has that ends before `i`."""
    start = i - 1
    while start > 0 and not gaps[start]:
        start -= 1
    return i - start
