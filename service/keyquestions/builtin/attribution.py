"""Who says what: which passages of an article are somebody else's words.

Attribution decides, not quotation marks: what a named source is reported to say is that source's,
whether it is quoted or paraphrased. What an unnamed collective ("observers", "many") is said to
think stays the author's.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace

from keyquestions.analysis import Voice
from keyquestions.article import Article, BlockKind
from keyquestions.article.quotations import Quotation, quotations
from keyquestions.builtin.sources import Cue, SourceFinder, Speakers
from keyquestions.builtin.words import Line

_FRAGMENT = 4
"""Quoted passages of fewer words are scare quotes where nobody is named beside them."""


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
        return any(start <= at < end for start, end in self._quoted)

    def named(self) -> tuple[Attribution, ...]:
        """The attributions to a source that can be held to its words."""
        return tuple(a for a in self.attributions if a.source is not None and not a.unnamed)


def in_prose(source: str, language: str = "en") -> str:
    """A source as it reads within a sentence: "the mayor", "the Court of Appeal", "Ruth Bell"."""
    if language != "en":
        return source
    bare = source[:1].islower() and not source.startswith(("the ", "a ", "an "))
    return f"the {source}" if bare or " of " in source else source


def attribute(article: Article, text: tuple[Line, ...]) -> Voices:
    """Find out who says what in an article; linear in its length."""
    finder = SourceFinder.of(article.language)
    quotes = quotations(article)
    found: list[Attribution] = []
    last = Speakers()
    for index, line in enumerate(text):
        inside = _inside(quotes, line)
        cues = finder.cues(line, inside, last)
        found += [_reported(cue, line) for cue in cues if cue.start < cue.end]
        last = finder.after(line, cues, last)
        found += _quoted(line, inside, cues, last.person or last.anybody, article)
        found += _listed(cues, text, index)
    return Voices(tuple(found))


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


def _quoted(
    line: Line, inside: list[tuple[int, int]], cues: list[Cue], last: str | None, article: Article
) -> list[Attribution]:
    """Quoted passages go to the source named in the sentence, or the one that was speaking."""
    found = []
    named = [cue for cue in cues if not cue.unnamed]
    for start, end in inside:
        words = len(article.text[start:end].split())
        whole = end - start >= (line.end - line.start) * 0.6
        cue = min(named, key=lambda cue: abs(cue.cue_start - start), default=None)
        source = cue.source if cue else (last if whole else None)
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
