"""Opinions that the article gives to nobody in particular."""

from keyquestions.analysis import Voice
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.unnamed import Collective, collectives
from keyquestions.builtin.words import Line

_SURE = 0.85
_VIEW = 12


def vague(scan: Scan) -> list[Candidate]:
    """Every "observers expect", "many believe", "experts warn" that names nobody."""
    finder = collectives(scan.article.language)
    if finder is None:
        return []
    return [
        _candidate(scan, index, phrase)
        for index, line in enumerate(scan.lines)
        for phrase in finder.find(line, scan.lines)
        if scan.voices.voice_at(phrase.start, phrase.end) is Voice.AUTHOR
    ]


def _rest(line: Line, at: int) -> str:
    """The view itself, cut to a readable length."""
    words = line.text[at - line.start :].strip(" ,.").removeprefix("that ").split()
    return " ".join(words[:_VIEW]) + (" …" if len(words) > _VIEW else "")


def _candidate(scan: Scan, index: int, phrase: Collective) -> Candidate:
    rest = _rest(scan.lines[index], phrase.end)
    view = f"The view “{rest}”" if rest else "This view"
    why = (
        f"{view} is given to “{phrase.who}”, none of whom is named: "
        "a reader cannot ask anybody whether and why it was said."
    )
    return Candidate(
        "vague_attribution",
        Voice.AUTHOR,
        phrase.start,
        phrase.end,
        _SURE,
        phrase.who.lower().split()[-1].removesuffix("s"),
        why,
        None,
        index,
    )
