"""Opinions that the article gives to nobody in particular."""

from keyquestions.analysis import Voice
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.unnamed import Collective, collectives

_SURE = 0.85


def vague(scan: Scan) -> list[Candidate]:
    """Every "observers expect", "many believe", "experts warn" that names nobody."""
    finder = collectives(scan.article.language)
    if finder is None:
        return []
    found = []
    for index, line in enumerate(scan.lines):
        for phrase in finder.find(line):
            if scan.voices.voice_at(phrase.start, phrase.end) is Voice.AUTHOR:
                found.append(_candidate(scan, index, phrase))
    return found


def _candidate(scan: Scan, index: int, phrase: Collective) -> Candidate:
    quote = scan.article.text[phrase.start : phrase.end]
    why = (
        f"“{quote}” gives a view to “{phrase.who}” without naming one of them: "
        "a reader can ask nobody whether it was said, or why."
    )
    return Candidate(
        "vague_attribution", Voice.AUTHOR, phrase.start, phrase.end, _SURE, phrase.who.lower(),
        why, None, index,
    )
