"""The frames of an article: how the matter is presented, by the words that carry it."""

import math
from dataclasses import dataclass, field
from functools import cache

from keyquestions.analyst import FrameDraft
from keyquestions.article import BlockKind
from keyquestions.builtin.partynames import name_words
from keyquestions.builtin.patterns import Hit, Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_CORE, _PLAIN = 1.0, 0.35
_TITLE, _LEAD, _HEADING = 2.5, 1.6, 1.3
_ENOUGH = 2.4
_SHORT = 1.0
_SHORT_LISTS = 0.6
_SHORT_WORDS = 45
_SHARE = 0.5
_SPREAD = 3
_MOST = 3
_LONGEST_QUOTE = 240
_TERMS_SHOWN = 3
_QUOTES = 2
_WIDE = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a frame and how much it says."""

    frame: str
    weight: float


@dataclass(slots=True)
class Tally:
    """What speaks for a frame: its terms with their weights, and the sentences they stand in.

    `shown` has each term as the article writes it; `titled` those that only headings have.
    """

    terms: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    lines: dict[int, float] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    titled: set[str] = field(default_factory=set)
    core: int = 0

    def add(self, index: int, line: Line, hit: Hit[Term], weight: float) -> None:
        """Count a term of a sentence; as the body writes it rather than as a heading does."""
        term = _stem(" ".join(line.lowers[hit.first : hit.last]))
        self.terms[term] = max(self.terms.get(term, 0.0), weight)
        self.counts[term] = self.counts.get(term, 0) + 1
        self.lines[index] = self.lines.get(index, 0.0) + weight
        self.core += hit.payload.weight == _CORE
        heading = line.kind is BlockKind.HEADING
        if term not in self.shown or (term in self.titled and not heading):
            self.shown[term] = _as_written(line, hit)
            (self.titled.add if heading else self.titled.discard)(term)

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
    chosen = _dominant(scores, tallies, _threshold(scan.article.words, scan.article.language))
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
            if _is_address(line, hit):
                continue
            found = tallies.setdefault(hit.payload.frame, Tally())
            found.add(index, line, hit, hit.payload.weight * place)
    return tallies


def _is_address(line: Line, hit: Hit[Term]) -> bool:
    """Whether a word is part of a name or compound: "Elm Street", "Park Road", "car park"."""
    words, first, last = line.words, hit.first, hit.last
    if _is_compound(line, first, last):
        return True
    if line.kind is BlockKind.HEADING or not words[first].capitalised:
        return False
    known = name_words("addresses")
    beside = words[last] if last < len(words) and words[last].before == " " else None
    if beside is not None and beside.capitalised and beside.lower in known:
        return True
    before = words[first - 1] if first and words[first].before == " " else None
    return before is not None and before.capitalised and line.lowers[last - 1] in known


def _is_compound(line: Line, first: int, last: int) -> bool:
    """Whether the word before or after makes another thing of it: "car park", "work permit"."""
    if last - first > 1:
        return False
    pairs = word_list("en", "compounds")
    before = line.lowers[first - 1] if first else ""
    after = line.lowers[last] if last < len(line.lowers) else ""
    found = pairs.get(line.lowers[first]) or pairs.get(line.lowers[first].removesuffix("s"), {})
    if line.words[first].tag in found.get("tag", "").split():
        return True
    return before in found.get("prev", "").split() or after in found.get("next", "").split()


def _as_written(line: Line, hit: Hit[Term]) -> str:
    first, last = line.words[hit.first].start, line.words[hit.last - 1].end
    return line.text[first - line.start : last - line.start].removesuffix("'s").removesuffix("’s")


def _place(scan: Scan, line: Line, body: int) -> float:
    """The title and the lead say what an article is about."""
    if scan.is_title(line):
        return _TITLE
    if line.kind is BlockKind.HEADING:
        return _HEADING
    return _LEAD if body <= 2 else 1.0


def _stem(term: str) -> str:
    return term.removesuffix("s")


def _threshold(words: int, language: str) -> float:
    """The score that is enough: more in a long article, less where the lists are short."""
    if words <= _SHORT_WORDS:
        return _SHORT
    enough = _ENOUGH * (1 + math.log2(1 + words / 600))
    return enough if language == "en" else enough * _SHORT_LISTS


def _dominant(scores: dict[str, float], tallies: dict[str, Tally], enough: float) -> list[str]:
    """The frames that are strong by themselves and beside the strongest."""
    ranked = sorted(scores, key=lambda frame: -scores[frame])
    return [
        frame
        for frame in ranked[:_MOST]
        if scores[frame] >= max(enough, _SHARE * scores[ranked[0]])
        and (tallies[frame].core or len(tallies[frame].lines) >= _WIDE)
    ]


def _draft(scan: Scan, frame: str, found: Tally) -> FrameDraft:
    """The frame with the one or two passages that show it best."""
    ranked = sorted(found.lines, key=lambda index: (-found.lines[index], index))
    told = [index for index in ranked if scan.lines[index].kind is not BlockKind.HEADING]
    quotes = tuple(_clause(scan.lines[index]) for index in (told or ranked)[:_QUOTES])
    return FrameDraft(
        label=frame, explanation=_explanation(frame, found, scan.article.language), quotes=quotes
    )


def _explanation(frame: str, found: Tally, language: str) -> str:
    """What the frame is and which words of the article show it, in the article's language."""
    wording = word_list(language, "wording")
    terms = sorted(found.terms, key=lambda term: -found.terms[term] * found.counts[term])
    shown = [wording["quoted"].format(word=found.shown[term]) for term in terms[:_TERMS_SHOWN]]
    *first, last = shown
    words = f"{', '.join(first)} {wording['and']} {last}" if first else last
    if len(terms) > _TERMS_SHOWN:
        words = wording["such_as"].format(words=words)
    one = len(found.lines) == 1
    return str(wording["frame"]).format(
        why=word_list(language, "frames")[frame]["why"],
        words=words,
        verb=wording["more_verb" if first else "one_verb"],
        where=wording["one_sentence" if one else "more_sentences"].format(count=len(found.lines)),
    )


def _clause(line: Line) -> str:
    """A sentence, or the part up to its first semicolon or dash where it is very long."""
    if len(line.text) <= _LONGEST_QUOTE:
        return line.text
    cut = max(line.text.rfind(mark, 0, _LONGEST_QUOTE) for mark in (", ", "; ", " – ", " — "))
    if cut > _LONGEST_QUOTE // 4:
        return line.text[:cut]
    return line.text[: line.text.rfind(" ", 0, _LONGEST_QUOTE)]
