"""Opinions that the article gives to nobody in particular."""

from keyquestions.analysis import Voice
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.unnamed import Collective, collectives
from keyquestions.builtin.wordlists import variants, word_list

_SURE = 0.78


def vague(scan: Scan) -> list[Candidate]:
    """Every "observers expect", "many believe", "experts warn" that names nobody."""
    finder = collectives(scan.article.language)
    wording = word_list(scan.article.language, "wording")["unnamed"]
    return [
        _candidate(index, phrase, wording)
        for index, line in enumerate(scan.lines)
        for phrase in finder.find(line, scan.lines)
        if scan.voices.voice_at(phrase.start, phrase.end) is Voice.AUTHOR
    ]


def _candidate(index: int, phrase: Collective, wording: dict[str, str | list[str]]) -> Candidate:
    return Candidate(
        kind="vague_attribution",
        voice=Voice.AUTHOR,
        start=phrase.start,
        end=phrase.end,
        score=_SURE,
        trigger=phrase.who.lower().split()[-1].removesuffix("s"),
        explanations=tuple(why.format(who=phrase.who) for why in variants(wording[phrase.group])),
        neutral=None,
        line=index,
    )
