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
_CALLS = "treatment_recommendation"
_MODALS = frozenset({"should", "must"})
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
        calls = function == _CALLS and genre not in _ARGUING
        best = _best(scan, cues, weak, calls=calls)
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


def _best(scan: Scan, cues: _Cues, weak: float, *, calls: bool) -> Line | None:
    """The sentence with the most cues; early ones are preferred, headings and long ones are not."""
    ranked = []
    for index, line in enumerate(scan.lines):
        if line.kind is BlockKind.HEADING or len(line.text) > _LONGEST or "?" in line.tail:
            continue
        if _is_told(scan, line, calls=calls):
            continue
        score = _count(line, cues.strong) + weak * _count(line, cues.weak)
        if score >= _ENOUGH:
            ranked.append((score + (_EARLINESS if index < _EARLY else 0.0), -index, line))
    return max(ranked, default=(0, 0, None), key=lambda entry: entry[:2])[2]


def _is_told(scan: Scan, line: Line, *, calls: bool) -> bool:
    """Whether anything in a sentence is somebody else's, named or not.

    What the article shows as its own view may not be a source's attack or a view that it mocks.
    With `calls` only quotations count: "Bell called for a ban" tells itself whose call it is.
    """
    return scan.voices.tells(line.start, line.end, direct=calls)


def _count(line: Line, phrases: Phrases[None]) -> int:
    return sum(not _is_idle(line, hit) for hit in phrases.find(line.lowers))


def _is_idle(line: Line, hit: Hit[None]) -> bool:
    """Whether a cue says nothing here: "due to resume", "so should you", "whether it should"."""
    if line.lowers[hit.last - 1] in _MODALS and not _is_advice(line, hit.last):
        return True
    due = line.lowers[hit.first : hit.last] == ["due", "to"]
    if due and hit.last < len(line.words) and line.words[hit.last].tag in _PLANNED:
        return True
    return not _OPEN.isdisjoint(line.lowers[: hit.first])


def _is_advice(line: Line, at: int) -> bool:
    """Whether a plain verb follows "should": nobody is told what to do by "must have been"."""
    following = [word for word in line.words[at : at + 2] if word.tag != "RB"]
    if line.words and not line.words[0].tag:
        return True
    return bool(following) and following[0].tag == "VB" and following[0].lower != "have"
