"""The frames of an article: how the matter is presented, by the words that carry it."""

import math
from dataclasses import dataclass, field
from functools import cache

from keyquestions.analyst import FrameDraft
from keyquestions.article import BlockKind
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_CORE, _PLAIN = 1.0, 0.35
_TITLE, _LEAD, _HEADING = 2.5, 1.6, 1.3
_ENOUGH = 2.4
_SHORT = 1.0
_SHORT_WORDS = 45
_SHARE = 0.5
_SPREAD = 3
_MOST = 3
_LONGEST_QUOTE = 240
_TERMS_SHOWN = 3
_QUOTES = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a frame and how much it says."""

    frame: str
    weight: float


@dataclass(slots=True)
class Tally:
    """What speaks for a frame: its terms with their weights, and the sentences they stand in."""

    terms: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lines: dict[int, float] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    core: int = 0

    def score(self) -> float:
        """Every term counts, said again it counts less; more sentences count more."""
        terms = sum(
            weight * (1 + 0.5 * math.log2(self.counts[term])) for term, weight in self.terms.items()
        )
        return terms * min(1.0, 0.6 + 0.4 * len(self.lines) / _SPREAD)


@cache
def _phrases(language: str) -> Phrases[Term]:
    phrases: Phrases[Term] = Phrases()
    for frame, raw in word_list(language, "frames").items():
        for key, weight in (("core", _CORE), ("plain", _PLAIN)):
            for term in items(raw.get(key)):
                phrases.add(term, Term(frame, weight))
    return phrases


def find_frames(scan: Scan) -> tuple[FrameDraft, ...]:
    """At most three frames that dominate the article, the strongest first; none where none does."""
    tallies = tally(scan)
    scores = {frame: found.score() for frame, found in tallies.items()}
    chosen = _dominant(
        scores, tallies, short=scan.article.words <= _SHORT_WORDS, words=scan.article.words
    )
    return tuple(_draft(scan, frame, tallies[frame]) for frame in chosen)


def tally(scan: Scan) -> dict[str, Tally]:
    """Everything that speaks for each frame."""
    phrases = _phrases(scan.article.language)
    tallies: dict[str, Tally] = {}
    body = 0
    for index, line in enumerate(scan.lines):
        heading = line.kind is BlockKind.HEADING
        body += not heading
        place = _place(scan, line, body)
        for hit in phrases.find(line.lowers):
            term = " ".join(line.lowers[hit.first : hit.last])
            found = tallies.setdefault(hit.payload.frame, Tally())
            weight = hit.payload.weight * place
            key = _stem(term)
            found.terms[key] = max(found.terms.get(key, 0.0), weight)
            found.shown.setdefault(key, term)
            found.counts[key] = found.counts.get(key, 0) + 1
            found.lines[index] = found.lines.get(index, 0.0) + weight
            found.core += hit.payload.weight == _CORE
    return tallies


def _place(scan: Scan, line: Line, body: int) -> float:
    """The title and the lead say what an article is about."""
    if scan.is_title(line):
        return _TITLE
    if line.kind is BlockKind.HEADING:
        return _HEADING
    return _LEAD if body <= 2 else 1.0


def _stem(term: str) -> str:
    return term.removesuffix("s")


def _dominant(
    scores: dict[str, float], tallies: dict[str, Tally], *, short: bool, words: int
) -> list[str]:
    """The frames that are strong by themselves and beside the strongest."""
    ranked = sorted(scores, key=lambda frame: -scores[frame])
    if not ranked:
        return []
    enough = _SHORT if short else _ENOUGH * (1 + math.log2(1 + words / 600))
    best = scores[ranked[0]]
    return [
        frame
        for frame in ranked[:_MOST]
        if scores[frame] >= enough and scores[frame] >= _SHARE * best and tallies[frame].core
    ]


def _draft(scan: Scan, frame: str, found: Tally) -> FrameDraft:
    """The frame with the one or two passages that show it best."""
    ranked = sorted(found.lines, key=lambda index: (-found.lines[index], index))
    told = [index for index in ranked if scan.lines[index].kind is not BlockKind.HEADING]
    quotes = tuple(_clause(scan.lines[index]) for index in (told or ranked)[:_QUOTES])
    return FrameDraft(label=frame, explanation=_explanation(frame, found), quotes=quotes)


def _explanation(frame: str, found: Tally) -> str:
    why = word_list("en", "frames")[frame]["why"]
    terms = sorted(found.terms, key=lambda term: -found.terms[term] * found.counts[term])
    shown = ", ".join(f"“{found.shown[term]}”" for term in terms[:_TERMS_SHOWN])
    sentences = len(found.lines)
    where = "one sentence" if sentences == 1 else f"{sentences} sentences"
    return f"The article presents the matter {why}: it speaks of {shown} and the like in {where}."


def _clause(line: Line) -> str:
    """A sentence, or the part up to its first semicolon or dash where it is very long."""
    if len(line.text) <= _LONGEST_QUOTE:
        return line.text
    cut = max(line.text.rfind(mark, 0, _LONGEST_QUOTE) for mark in (", ", "; ", " – ", " — "))
    if cut > _LONGEST_QUOTE // 4:
        return line.text[:cut]
    return line.text[: line.text.rfind(" ", 0, _LONGEST_QUOTE)]
