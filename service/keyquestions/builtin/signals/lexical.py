"""Signals that a word or a phrase gives away, where the sentence around it bears it out."""

from keyquestions.analysis import Voice
from keyquestions.article import BlockKind
from keyquestions.builtin.attribution import in_prose
from keyquestions.builtin.patterns import Hit
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.lexicon import Entry, Literal, literal_uses, signal_phrases
from keyquestions.builtin.signals.rewording import reworded
from keyquestions.builtin.signals.shapes import grow
from keyquestions.builtin.wordlists import word_list
from keyquestions.builtin.words import Line

_MILD = 0.6
_HEADING = 0.4


def lexical(scan: Scan) -> list[Candidate]:
    """All candidates that the word lists give, with their voice, in reading order."""
    phrases = signal_phrases(scan.article.language)
    literal = literal_uses(scan.article.language)
    nouns = scan.article.language == "de"
    found: list[Candidate] = []
    for index, line in enumerate(scan.lines):
        hits = [
            hit
            for hit in phrases.find(line.lowers)
            if not _is_name(line, hit, nouns=nouns)
            if not (_is_noun(line, hit) or _is_literal(line, hit, literal))
        ]
        drafts = (_candidate(scan, index, hit, hits) for hit in hits)
        found += (candidate for candidate in drafts if candidate is not None)
    return found


def _candidate(
    scan: Scan, index: int, hit: Hit[Entry], beside: list[Hit[Entry]]
) -> Candidate | None:
    line, entry = scan.lines[index], hit.payload
    words = line.words
    shape = grow(words, hit, entry.group.shape, scan.article.language)
    if not shape.fits:
        return None
    first, last = words[hit.first].start, words[hit.last - 1].end
    word = scan.article.text[first:last]
    voice = scan.voices.voice_at(first, last)
    score = entry.group.weight * (_MILD if entry.mild else 1)
    if line.kind is BlockKind.HEADING and voice is Voice.AUTHOR:
        score += _HEADING
    return Candidate(
        kind=entry.group.kind,
        voice=voice,
        start=words[shape.first].start,
        end=words[shape.last - 1].end,
        score=score,
        trigger=word.lower(),
        explanations=_whys(scan, voice, first, [w.format(word=word) for w in entry.group.whys]),
        neutral=reworded(words, hit, shape, beside) if voice is Voice.AUTHOR else None,
        line=index,
        mild=entry.mild,
    )


def _whys(scan: Scan, voice: Voice, at: int, whys: list[str]) -> tuple[str, ...]:
    """The explanations; of a source's words only whose they are."""
    if voice is Voice.AUTHOR:
        return tuple(whys)
    wording = word_list(scan.article.language, "wording")
    source = next((a.source for a in scan.voices.named() if a.start <= at < a.end), None)
    if source is None:
        return (wording["reported_of_somebody"],)
    return (wording["reported"].format(source=in_prose(source, scan.article.language)),)


def _is_name(line: Line, hit: Hit[Entry], *, nouns: bool) -> bool:
    """Whether the words are part of a name: a capital within a sentence that has small ones.

    Where all `nouns` have capitals, a capital says nothing.
    """
    first, last = line.words[hit.first], line.words[hit.last - 1]
    if nouns or line.kind is BlockKind.HEADING:
        return False
    if hit.first == 0 or not first.capitalised:
        return first.text.isupper() and len(first.text) > 1
    before = line.words[hit.first - 1]
    after = line.words[hit.last] if hit.last < len(line.words) else before
    return last.capitalised or before.capitalised or after.capitalised


def _is_noun(line: Line, hit: Hit[Entry]) -> bool:
    """Whether a word of a verb list is tagged as a noun, as "slam" in "grand slam"."""
    verb = hit.payload.group.shape == "verb"
    return verb and line.kind is not BlockKind.HEADING and line.words[hit.first].tag[:2] == "NN"


def _is_literal(line: Line, hit: Hit[Entry], literal: dict[str, Literal]) -> bool:
    """Whether the words around say that the word means just what it says."""
    lowers = line.lowers
    uses = literal.get(" ".join(lowers[hit.first : hit.last])) or literal.get(lowers[hit.first])
    if uses is None:
        return False
    follows = hit.last < len(lowers) and " " in line.words[hit.last].before
    if follows and lowers[hit.last] in uses.next:
        return True
    if not uses.prev.isdisjoint(lowers[max(0, hit.first - 2) : hit.first]):
        return True
    return not uses.near.isdisjoint(lowers)
