"""Say what an article has where a quote was not found in it. Never a match, only a reason."""

import re
from collections import Counter
from functools import cached_property

from rapidfuzz.distance import LCSseq

from keyquestions.grounding.turns import NEGATORS
from keyquestions.grounding.words import plain

_WORD = re.compile(r"[^\W_]+(?:[.,'\u2019\-:][^\W_]+)*")
_ABSENT = "not in the article"
_ALIKE = 0.6
_MANY_PLACES = 500
_LONGEST = 5
_LEAST = 3


class Nearest:
    """The words of an article, and the passage that resembles a quote most."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(_WORD.findall(self._text))

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        return tuple(plain(word) for word in self._words)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for at, word in enumerate(self._plain):
            places.setdefault(word, []).append(at)
        return places

    def reason(self, quote: str) -> str:
        """Return one plain phrase: what the nearest passage has, or that there is none."""
        raw = _WORD.findall(quote)
        sought = [plain(word) for word in raw]
        if len(sought) < _LEAST:
            return _ABSENT
        start = self._best_start(sought)
        if start is None:
            return _ABSENT
        begin, end = max(0, start - 2), start + len(sought) + _LONGEST
        there = list(self._plain[begin:end])
        if LCSseq.similarity(sought, there) < _ALIKE * len(sought):
            return _ABSENT
        return self._difference(raw, sought, begin, end)

    def _best_start(self, sought: list[str]) -> int | None:
        """Return where most words of the quote stand at their distance from its beginning."""
        votes: Counter[int] = Counter()
        for offset, word in enumerate(sought):
            places = self._places.get(word, ())
            for at in places if len(places) <= _MANY_PLACES else ():
                votes[at - offset] += 2
                votes[at - offset - 1] += 1
                votes[at - offset + 1] += 1
        return max(0, votes.most_common(1)[0][0]) if votes else None

    def _difference(self, raw: list[str], sought: list[str], begin: int, end: int) -> str:
        there = list(self._plain[begin:end])
        codes = [code for code in LCSseq.opcodes(sought, there) if code.tag != "equal"]
        changes = []
        for code in _merged(codes):
            mine = raw[code[0] : code[1]]
            theirs = list(self._words[begin + code[2] : begin + code[3]])
            outside = not mine and (code[0] in {0, len(raw)})
            if not outside:
                at_end = code[1] == len(raw)
                changes.append((mine, theirs[: len(mine)] if at_end else theirs))
        return _told(changes)


def _merged(codes: list) -> list[tuple[int, int, int, int]]:  # type: ignore[type-arg]
    """Join a deletion and an insertion at one place into a replacement."""
    merged: list[tuple[int, int, int, int]] = []
    for code in codes:
        span = (code.src_start, code.src_end, code.dest_start, code.dest_end)
        if merged and merged[-1][1] == span[0] and merged[-1][3] == span[2]:
            last = merged.pop()
            span = (last[0], span[1], last[2], span[3])
        merged.append(span)
    return merged


def _told(changes: list[tuple[list[str], list[str]]]) -> str:
    """Name the change that matters most: a number, a negation, a name, else the wording."""
    for mine, theirs in changes:
        if _has_digit(mine) or _has_digit(theirs):
            return _instead(mine, theirs)
    for mine, theirs in changes:
        for word in theirs:
            if _is_negator(word) and not any(map(_is_negator, mine)):
                return f'the article has "{word}" here'
        for word in mine:
            if _is_negator(word) and not any(map(_is_negator, theirs)):
                return f'the article has no "{word}" here'
    for mine, theirs in changes:
        if any(w[0].isupper() for w in mine) and any(w[0].isupper() for w in theirs):
            return _instead(mine, theirs)
    return _instead(*changes[0]) if changes else "the article has other spacing or punctuation here"


def _instead(mine: list[str], theirs: list[str]) -> str:
    said, there = " ".join(mine[:_LONGEST]), " ".join(theirs[:_LONGEST])
    if not said:
        return f'the article has "{there}" here'
    if not there:
        return f'the article has no "{said}" here'
    return f'the article says "{there}", not "{said}"'


def _has_digit(words: list[str]) -> bool:
    return any(c.isdigit() for word in words for c in word)


def _is_negator(word: str) -> bool:
    lower = word.lower().replace("\u2019", "'")
    return lower in NEGATORS or lower.endswith("n't")
