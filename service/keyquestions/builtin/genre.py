"""The genre of an article, by what gives it away."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from keyquestions.article import BlockKind
from keyquestions.builtin.document import Document
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_OPINION = 0.9
_PRESS = 3
_FEATURE = 0.9
_LONG = 250
_ANALYSIS = 1.2
_DIFFERENT = 3
_SATIRE = 2


@dataclass(frozen=True, slots=True)
class _Counts:
    """How often a cue stands in the author's own words, per 100 words of them."""

    first: float
    we: float
    modal: float
    stance: float


def genre_of(document: Document) -> str:
    """The genre of an article: one of the codebook's."""
    return find_genre(document.once(Scan.of))


def find_genre(scan: Scan) -> str:
    """One of the codebook's genres; "other" where the language has no cues."""
    cues = _cues(scan.article.language)
    if not cues or not scan.body:
        return "other"
    own = [line for line in scan.lines if _is_authors(scan, line)]
    words = sum(len(line.words) for line in own) or 1
    if _hits(cues["satire.marks"], scan.lines) >= _SATIRE:
        return "satire"
    if _press(scan, cues):
        return "press_release"
    labelled = next((g for g in ("opinion", "analysis") if _labelled(scan, cues, g)), None)
    if labelled is not None:
        return labelled
    if _opinion(scan, cues, own, words):
        return "opinion"
    if _feature(scan, cues):
        return "feature"
    if _analysis(scan, cues, words):
        return "analysis"
    return "reporting"


@cache
def _cues(language: str) -> dict[str, Phrases[None]]:
    found = {}
    for genre, lists in word_list(language, "genre").items():
        for key, terms in lists.items():
            phrases: Phrases[None] = Phrases()
            for term in items(terms):
                phrases.add(term, None)
            found[f"{genre}.{key}"] = phrases
    return found


def _is_authors(scan: Scan, line: Line) -> bool:
    """Whether most of a sentence is in nobody else's words."""
    return line.kind is not BlockKind.HEADING and (
        scan.voices.voice_at(line.start, line.end).value == "author"
    )


def _hits(phrases: Phrases[None], text: Iterable[Line]) -> int:
    return sum(len(phrases.find(line.lowers)) for line in text)


def _labelled(scan: Scan, cues: dict[str, Phrases[None]], genre: str) -> bool:
    """Whether the title says so itself: "Opinion: …", "ANALYSIS: …"."""
    phrases = cues.get(f"{genre}.title")
    return phrases is not None and any(
        hit.first == 0 and hit.last < len(line.words) and ":" in line.words[hit.last].before
        for line in scan.lines
        if scan.is_title(line)
        for hit in phrases.find(line.lowers)
    )


def _unquoted(scan: Scan, phrases: Phrases[None]) -> int:
    """Hits outside of direct speech: "I" in a source's mouth is not the writer."""
    return sum(
        not scan.voices.is_quoted(line.words[hit.first].start)
        for line in scan.body
        for hit in phrases.find(line.lowers)
    )


def _press(scan: Scan, cues: dict[str, Phrases[None]]) -> bool:
    marks = _hits(cues["press_release.marks"], scan.lines)
    about = any(
        line.words and line.words[0].lower == "about" and len(line.words) <= 6
        for line in scan.lines[len(scan.lines) // 2 :]
        if line.kind is BlockKind.HEADING or len(line.words) <= 6
    )
    return marks + 2 * about >= _PRESS and marks * 100 >= scan.article.words * (
        0.4 if about else 1.0
    )


def _opinion(scan: Scan, cues: dict[str, Phrases[None]], own: list[Line], words: int) -> bool:
    def share(hits: int) -> float:
        return 100 * hits / words

    found = _Counts(
        first=share(_unquoted(scan, cues["opinion.first"])),
        we=share(_unquoted(scan, cues["opinion.we"])),
        modal=share(_hits(cues["opinion.modal"], own)),
        stance=share(_hits(cues["opinion.stance"], own)),
    )
    titles = [line for line in scan.lines if scan.is_title(line)]
    title = 0.5 if _hits(cues["opinion.title"], titles) else 0.0
    heard = 100 * len(scan.voices.named()) / max(1, scan.article.words)
    own_voice = min(1.6, found.first) * 0.6 + min(1.0, found.we) * 0.5
    argument = min(1.2, found.modal) * 0.6 + min(1.5, found.stance) * 0.7
    score = own_voice + argument + title - min(1.0, heard) * 0.3
    return score >= _OPINION and found.stance + found.modal + found.first > 0.8


def _feature(scan: Scan, cues: dict[str, Phrases[None]]) -> bool:
    marks = _hits(cues["feature.marks"], scan.lines)
    return scan.article.words >= _LONG and 100 * marks / scan.article.words >= _FEATURE


def _analysis(scan: Scan, cues: dict[str, Phrases[None]], words: int) -> bool:
    found = [
        " ".join(line.lowers[hit.first : hit.last])
        for line in scan.lines
        for hit in cues["analysis.marks"].find(line.lowers)
    ]
    titles = [line for line in scan.lines if scan.is_title(line)]
    title = any(
        hit.first == 0 for line in titles for hit in cues["analysis.title"].find(line.lowers)
    )
    enough = _ANALYSIS * (0.5 if title else 1.0)
    return len(set(found)) >= _DIFFERENT - title and 100 * len(found) / words >= enough
