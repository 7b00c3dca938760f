"""Entman's framing functions, where a cue in the article proves them."""

from functools import cache

from keyquestions.analyst import FunctionDraft
from keyquestions.article import BlockKind
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_LONGEST = 260
_EARLY = 6


@cache
def _cues(language: str) -> dict[str, tuple[str, Phrases[None]]]:
    found = {}
    for function, raw in word_list(language, "functions").items():
        phrases: Phrases[None] = Phrases()
        for term in items(raw["cues"]):
            phrases.add(term, None)
        found[function] = (raw["says"], phrases)
    return found


def find_functions(scan: Scan) -> tuple[FunctionDraft, ...]:
    """For each function the sentence that fills it best; none where no cue is found."""
    drafts = []
    for function, (says, phrases) in _cues(scan.article.language).items():
        best = _best(scan, phrases)
        if best is not None:
            who = _speaker(scan, best)
            text = says.format(who=who, clause=best.text.rstrip(".!?"))
            drafts.append(FunctionDraft(function=function, text=text, quotes=(best.text,)))
    return tuple(drafts)


def _best(scan: Scan, phrases: Phrases[None]) -> Line | None:
    """The sentence with the most cues; early ones are preferred, headings and long ones are not."""
    ranked = []
    for index, line in enumerate(scan.lines):
        if line.kind is BlockKind.HEADING or len(line.text) > _LONGEST:
            continue
        hits = len(phrases.find(line.lowers))
        if hits:
            ranked.append((hits + (0.5 if index < _EARLY else 0.0), -index, line))
    return max(ranked, default=(0, 0, None), key=lambda entry: entry[:2])[2]


def _speaker(scan: Scan, line: Line) -> str:
    """Whose words the sentence is, as the article has the name."""
    for attribution in scan.voices.named():
        if line.start <= attribution.start < line.end and attribution.source:
            return attribution.source
    return "The article"
