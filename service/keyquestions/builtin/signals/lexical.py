"""Signals that a word or a phrase gives away, where the sentence around it bears it out."""

from keyquestions.analysis import Voice
from keyquestions.article import BlockKind
from keyquestions.builtin.patterns import Hit
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.lexicon import Entry, Literal, literal_uses, signal_phrases
from keyquestions.builtin.signals.shapes import Shape, grow
from keyquestions.builtin.words import Line

_MILD = 0.6
_HEADING = 0.4
_NONE = Literal(frozenset(), frozenset(), frozenset())


def lexical(scan: Scan) -> list[Candidate]:
    """All candidates that the word lists give, with their voice, in reading order."""
    phrases = signal_phrases(scan.article.language)
    literal = literal_uses(scan.article.language)
    found = []
    for index, line in enumerate(scan.lines):
        lowers = line.lowers
        for hit in phrases.find(lowers):
            if (
                _is_name(line, hit)
                or _is_other_class(line, hit)
                or _is_literal(line, lowers, hit, literal)
            ):
                continue
            candidate = _candidate(scan, line, index, hit)
            if candidate is not None:
                found.append(candidate)
    return found


def _candidate(scan: Scan, line: Line, index: int, hit: Hit[Entry]) -> Candidate | None:
    entry, words = hit.payload, line.words
    shape = grow(words, hit, entry.group.shape)
    if not shape.fits:
        return None
    start, end = words[shape.first].start, words[shape.last - 1].end
    word = scan.article.text[words[hit.first].start : words[hit.last - 1].end]
    quote = scan.article.text[start:end]
    voice = scan.voices.voice_at(words[hit.first].start, words[hit.last - 1].end)
    score = entry.group.weight * (_MILD if entry.mild else 1)
    if line.kind is BlockKind.HEADING and voice is Voice.AUTHOR:
        score += _HEADING
    head = f"“{shape.head}”" if shape.head else "its subject"
    why = entry.group.why.format(word=word, quote=quote, head=head)
    if voice is Voice.QUOTED_SOURCE:
        teller = _teller(scan, start)
        why = f"“{quote}” is how {teller} puts it; the article reports the words as such."
    neutral = _neutral(quote, word, entry, shape, hit)
    return Candidate(
        entry.group.kind, voice, start, end, score, word.lower(), why, neutral, index, entry.mild
    )


def _teller(scan: Scan, start: int) -> str:
    """Whose words stand at a place."""
    sources = (a.source for a in scan.voices.named() if a.start <= start < a.end)
    return next((source for source in sources if source), "a quoted source")


def _neutral(quote: str, word: str, entry: Entry, shape: Shape, hit: Hit[Entry]) -> str | None:
    """The passage in plain words; None where leaving the word out would not leave a phrase."""
    if entry.swap is not None:
        swap = entry.swap.capitalize() if word[:1].isupper() else entry.swap
        return quote.replace(word, swap, 1)
    if not entry.group.drops or shape.first != hit.first or shape.last == hit.last:
        return None
    rest = quote[len(word) :].lstrip(" ,")
    return rest[:1].upper() + rest[1:] if word[:1].isupper() and rest else rest or None


def _is_name(line: Line, hit: Hit[Entry]) -> bool:
    """Whether the words are part of a name: a capital within a sentence that has small ones."""
    first, last = line.words[hit.first], line.words[hit.last - 1]
    if hit.first == 0 or not first.capitalised or line.kind is BlockKind.HEADING:
        return first.text.isupper() and len(first.text) > 1 and line.kind is not BlockKind.HEADING
    before = line.words[hit.first - 1]
    after = line.words[hit.last] if hit.last < len(line.words) else before
    return last.capitalised or before.capitalised or after.capitalised


def _is_other_class(line: Line, hit: Hit[Entry]) -> bool:
    """Whether a word of a verb list is tagged as a noun, as "slam" in "grand slam"."""
    return (
        hit.payload.group.shape == "verb"
        and line.words[hit.first].tag.startswith("NN")
        and (line.kind is not BlockKind.HEADING)
    )


def _is_literal(
    line: Line, lowers: list[str], hit: Hit[Entry], literal: dict[str, Literal]
) -> bool:
    """Whether the words around say that the word means just what it says."""
    uses = literal.get(" ".join(lowers[hit.first : hit.last])) or literal.get(lowers[hit.first])
    if uses is None:
        return False
    if (
        hit.last < len(lowers)
        and lowers[hit.last] in uses.next
        and " " in line.words[hit.last].before
    ):
        return True
    if not uses.prev.isdisjoint(lowers[max(0, hit.first - 2) : hit.first]):
        return True
    return not uses.near.isdisjoint(lowers)
