"""Entman's framing functions, where a cue in the article proves them."""

from dataclasses import dataclass
from functools import cache

from keyquestions.analyst import FunctionDraft
from keyquestions.article import BlockKind
from keyquestions.builtin.patterns import Hit, Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_LONGEST = 260
_EARLY = 6
_EARLINESS = 0.5
_ENOUGH = 1.0
_WEAK = 0.5
_ARGUING = frozenset({"opinion", "analysis"})
_PLANNED = frozenset({"VB"})
_OPEN = frozenset({"whether", "if"})


@dataclass(frozen=True, slots=True)
class _Cues:
    """The phrases that prove a function; weak ones do so only in a text that argues."""

    strong: Phrases[None]
    weak: Phrases[None]


def find_functions(scan: Scan, genre: str) -> tuple[FunctionDraft, ...]:
    """For each function the sentence that fills it best; none where no cue is found."""
    weak = _ENOUGH if genre in _ARGUING else _WEAK
    drafts = []
    for function, cues in _cues(scan.article.language).items():
        best = _best(scan, cues, weak)
        if best is not None:
            drafts.append(FunctionDraft(function=function, text=best.text, quotes=(best.text,)))
    return tuple(drafts)


@cache
def _cues(language: str) -> dict[str, _Cues]:
    found = {}
    for function, raw in word_list(language, "functions").items():
        cues = _Cues(Phrases(), Phrases())
        for phrases, terms in ((cues.strong, raw["cues"]), (cues.weak, raw.get("weak"))):
            for term in items(terms):
                phrases.add(term, None)
        found[function] = cues
    return found


def _best(scan: Scan, cues: _Cues, weak: float) -> Line | None:
    """The sentence with the most cues; early ones are preferred, headings and long ones are not."""
    ranked = []
    for index, line in enumerate(scan.lines):
        if line.kind is BlockKind.HEADING or len(line.text) > _LONGEST or "?" in line.tail:
            continue
        score = _count(line, cues.strong) + weak * _count(line, cues.weak)
        if score >= _ENOUGH:
            ranked.append((score + (_EARLINESS if index < _EARLY else 0.0), -index, line))
    return max(ranked, default=(0, 0, None), key=lambda entry: entry[:2])[2]


def _count(line: Line, phrases: Phrases[None]) -> int:
    return sum(not _is_idle(line, hit) for hit in phrases.find(line.lowers))


def _is_idle(line: Line, hit: Hit[None]) -> bool:
    """Whether a cue says nothing here: "due to resume", "whether pupils should"."""
    due = line.lowers[hit.first : hit.last] == ["due", "to"]
    if due and hit.last < len(line.words) and line.words[hit.last].tag in _PLANNED:
        return True
    return not _OPEN.isdisjoint(line.lowers[: hit.first])
