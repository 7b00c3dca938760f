"""Who says what: which passages of an article are somebody else's words.

Attribution decides, not quotation marks: what a named source is reported to say is that source's,
whether it is quoted or paraphrased. What an unnamed collective ("observers", "many") is said to
think stays the author's.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from keyquestions.analysis import Voice
from keyquestions.article import Article, BlockKind
from keyquestions.article.quotations import Quotation, quotations
from keyquestions.builtin.names import Names
from keyquestions.builtin.persons import Persons, Speakers
from keyquestions.builtin.sources import Cue, SourceFinder
from keyquestions.builtin.words import Line

_FRAGMENT = 4
"""Quoted passages of fewer words are scare quotes where nobody is named beside them."""

_WHOLE = 0.6
"""The share of a sentence that is quoted where it is nobody's but the source's."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A passage that is given as somebody's words.

    `source` is as the article writes it, None where nobody in particular is named; `verb` is the
    speech verb or phrase; `cue_start` to `cue_end` is source and verb, `start` to `end` the words.
    """

    source: str | None
    verb: str
    kind: str
    start: int
    end: int
    cue_start: int
    cue_end: int
    direct: bool
    unnamed: bool
    block: int


class Voices:
    """The attributions of an article, and the voice of any passage in it."""

    def __init__(self, attributions: tuple[Attribution, ...]) -> None:
        self.attributions = attributions
        spans = sorted((a.start, a.end) for a in attributions if not a.unnamed)
        self._spans = _merged(spans)
        self._told = tuple(
            _merged(sorted((a.start, a.end) for a in attributions if a.direct or not direct))
            for direct in (False, True)
        )
        self._starts = [start for start, _ in self._spans]
        self._quoted = _merged(
            sorted((a.start, a.end) for a in attributions if a.direct and not a.unnamed)
        )

    def voice_at(self, start: int, end: int) -> Voice:
        """Whose words `start` to `end` are: a source's where most of it is."""
        covered = 0
        for at in range(max(0, bisect_right(self._starts, start) - 1), len(self._spans)):
            first, last = self._spans[at]
            if first >= end:
                break
            covered += max(0, min(last, end) - max(first, start))
        return Voice.QUOTED_SOURCE if covered * 2 > end - start else Voice.AUTHOR

    def is_quoted(self, at: int) -> bool:
        """Whether a place stands within somebody's direct speech."""
        return _touches(self._quoted, at, at + 1)

    def tells(self, start: int, end: int, *, direct: bool) -> bool:
        """Whether anything in `start` to `end` is given as somebody's, be it nobody in particular.

        With `direct` only quotations count.
        """
        return _touches(self._told[direct], start, end)

    def named(self) -> tuple[Attribution, ...]:
        """The attributions to a source that can be held to its words."""
        return tuple(a for a in self.attributions if a.source is not None and not a.unnamed)


def _touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the sorted spans, none of which overlap, has a place in `start` to `end`."""
    at = bisect_left(spans, end, key=lambda span: span[0])
    return at > 0 and spans[at - 1][1] > start


def in_prose(source: str, language: str = "en") -> str:
    """A source as it reads within a sentence: "the mayor", "the Court of Appeal", "Ruth Bell"."""
    if language != "en":
        return source
    bare = source[:1].islower() and not source.startswith(("the ", "a ", "an "))
    return f"the {source}" if bare or " of " in source else source


def attribute(article: Article, text: tuple[Line, ...], names: Names) -> Voices:
    """Find out who says what in an article; linear in its length."""
    quotes = quotations(article)
    inside = [_inside(quotes, line) for line in text]
    heard = _hear(article, text, inside, Persons(text, names))
    found: list[Attribution] = []
    for index, line in enumerate(text):
        cues = heard[index].cues
        found += [_reported(cue, line) for cue in cues if cue.start < cue.end]
        found += _listed(cues, text, index)
    for quote in quotes:
        found += _quoted(quote, text, heard)
    found.sort(key=lambda attribution: (attribution.block, attribution.cue_start))
    return Voices(tuple(found))


@dataclass(frozen=True, slots=True)
class _Heard:
    """One sentence: its sources, whom it names, what is quoted in it, and what came before."""

    cues: list[Cue]
    names: bool
    inside: list[tuple[int, int]]
    before: Speakers


def _hear(
    article: Article, text: tuple[Line, ...], inside: list[list[tuple[int, int]]], persons: Persons
) -> list[_Heard]:
    finder, before = SourceFinder.of(article.language), Speakers()
    heard = []
    for line, quoted in zip(text, inside, strict=True):
        cues = finder.cues(line, quoted, before, persons)
        heard.append(_Heard(cues, bool(persons.named(line, quoted)), quoted, before))
        before = finder.after(line, quoted, cues, before, persons)
    return heard


def _reported(cue: Cue, line: Line) -> Attribution:
    return Attribution(
        cue.source,
        cue.verb,
        cue.kind,
        cue.start,
        cue.end,
        cue.cue_start,
        cue.cue_end,
        direct=False,
        unnamed=cue.unnamed,
        block=line.block,
    )


def _inside(quotes: tuple[Quotation, ...], line: Line) -> list[tuple[int, int]]:
    """The parts of a sentence that stand in quotation marks."""
    first = bisect_right(quotes, line.start, key=lambda quote: quote.end)
    found = []
    for quote in quotes[first:]:
        if quote.start >= line.end:
            break
        found.append((max(quote.start, line.start), min(quote.end, line.end)))
    return found


def _quoted(quote: Quotation, text: tuple[Line, ...], heard: list[_Heard]) -> list[Attribution]:
    """A quotation, sentence by sentence, goes to its source or to the one that was speaking."""
    first = max(0, bisect_right(text, quote.start, key=lambda line: line.start) - 1)
    last = max(0, bisect_right(text, quote.end - 1, key=lambda line: line.start) - 1)
    cue = _cue(quote, heard[first : last + 1])
    source = cue.source if cue else _going_on(quote, text, heard, first)
    found = []
    for line in text[first : last + 1]:
        start, end = max(quote.start, line.start), min(quote.end, line.end)
        words = sum(start <= word.start < end for word in line.words)
        if cue is None and words < _FRAGMENT and not _names_somebody(line, start, end):
            continue
        verb, kind = (cue.verb, cue.kind) if cue else ("", "neutral")
        span = (cue.cue_start, cue.cue_end) if cue else (start, start)
        found.append(
            Attribution(
                source, verb, kind, start, end, *span, direct=True, unnamed=False, block=line.block
            )
        )
    return found


def _cue(quote: Quotation, heard: list[_Heard]) -> Cue | None:
    """The nearest source in the sentences that a quotation begins and ends in."""
    named = [cue for cue in (*heard[0].cues, *heard[-1].cues) if not cue.unnamed]
    outside = [cue for cue in named if not quote.start <= cue.cue_start < quote.end]
    return min(
        outside,
        key=lambda cue: min(abs(cue.cue_start - quote.end), abs(quote.start - cue.cue_end)),
        default=None,
    )


def _going_on(
    quote: Quotation, text: tuple[Line, ...], heard: list[_Heard], first: int
) -> str | None:
    """Who was speaking, where a quotation of whole sentences goes on with it.

    In a paragraph of its own it does where the paragraph names nobody else.
    """
    line = text[first]
    if line.kind is BlockKind.QUOTE or quote.end - quote.start < (line.end - line.start) * _WHOLE:
        return None
    if first and text[first - 1].block != line.block:
        for own, beside in zip(islice(text, first, None), islice(heard, first, None), strict=True):
            if own.block != line.block:
                break
            if beside.names or beside.cues:
                return None
    return heard[first].before.speaker


def _names_somebody(line: Line, start: int, end: int) -> bool:
    """Whether the sentence names anybody outside of the quotation who could have said it."""
    outside = [word for word in line.words[1:] if word.end <= start or word.start >= end]
    return any(word.capitalised for word in outside)


def _listed(cues: list[Cue], text: tuple[Line, ...], index: int) -> list[Attribution]:
    """List items after "the minister named three aims:" are the minister's."""
    line = text[index]
    if not line.tail.rstrip().endswith(":") or not cues or cues[-1].unnamed:
        return []
    base = _reported(cues[-1], line)
    found = []
    for item in text[index + 1 :]:
        if item.kind is not BlockKind.LIST_ITEM:
            break
        found.append(replace(base, start=item.start, end=item.end, block=item.block))
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
