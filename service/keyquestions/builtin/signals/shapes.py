"""How far the quote of a signal reaches round the word that gave it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.builtin.patterns import Hit
from keyquestions.builtin.signals.endings import ahead
from keyquestions.builtin.stops import stops
from keyquestions.builtin.words import STOPS, Word

_COPULAS = frozenset(
    "is are was were be been being seems seem seemed looks look looked sounds became becomes "
    "remains remained remain".split()
)
_ADJECTIVES = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "CD"})
_MODIFIED = frozenset({"JJ", "JJR", "RB", "VB", "VBD", "VBN", "VBG", "VBP", "VBZ"})
_DETERMINERS = frozenset({"DT", "PRP$", "JJ"})
_OPEN = frozenset({"DT", "IN", "TO"})
_JOINTS = frozenset({"and", "or", "but", "yet"})
_TAILS = frozenset({"of", "on", "against", "by", "over"})
_ARTICLES = frozenset({"a", "an"})
_REACH = 4
_CLAUSE = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """The words `first` to `last` (exclusive) of a quote; `fits` where they are a phrase."""

    first: int
    last: int
    fits: bool = True


def grow(words: Sequence[Word], hit: Hit[object], shape: str, language: str) -> Shape:
    """The passage round a hit that a reader understands on its own."""
    first, last = hit.first, hit.last
    if not words[first].tag:
        return _untagged(words, first, last, language)
    if shape == "adjective":
        return _adjective(words, first, last)
    if shape == "adverb":
        return _adverb(words, first, last)
    if shape == "noun" or (shape == "verb" and _is_nominal(words, first)):
        return _noun(words, first, last)
    if shape == "verb":
        return Shape(first, ahead(words, last, 4))
    if shape == "clause":
        return Shape(first, ahead(words, last, 5))
    end = words[last - 1]
    whole = last - first > 1 and end.lower not in STOPS and end.tag not in _OPEN
    return Shape(first, last if whole else ahead(words, last, 3))


def _adjective(words: Sequence[Word], first: int, last: int) -> Shape:
    """An adjective with its noun, or with the clause that says it of a subject."""
    end = noun_after(words, last)
    if end > last:
        return Shape(_with_article(words, first), end)
    copula = first - 1
    while copula > 0 and first - copula < 3 and words[copula].lower not in _COPULAS:
        copula -= 1
    if copula < 0 or words[copula].lower not in _COPULAS:
        return Shape(first, last, fits=False)
    start = copula
    while start > 0 and words[start].before == " ":
        start -= 1
    return Shape(start if last - start <= _CLAUSE else copula, last)


def _adverb(words: Sequence[Word], first: int, last: int) -> Shape:
    """An adverb with the word that it makes louder, and that word's noun."""
    end = noun_after(words, last)
    if end > last:
        return Shape(_with_article(words, first), end)
    fits = last < len(words) and words[last].before == " " and words[last].tag in _MODIFIED
    return Shape(first, last + fits, fits=fits)


def _noun(words: Sequence[Word], first: int, last: int) -> Shape:
    """A noun with the adjectives before it and the "of ..." or "on ..." after it."""
    start = first
    while start > 0 and first - start < 2 and words[start].before == " ":
        if words[start - 1].tag not in _ADJECTIVES or words[start - 1].lower in STOPS:
            break
        start -= 1
    if last < len(words) and words[last].before == " " and words[last].tag in {"NN", "NNS"}:
        return Shape(start, last + 1)
    tail = last < len(words) and words[last].before == " " and words[last].lower in _TAILS
    return Shape(start, ahead(words, last, 4) if tail else last)


def _is_nominal(words: Sequence[Word], at: int) -> bool:
    """Whether an -ing form is used as a noun: "the board's endless dithering"."""
    before = words[at - 1] if at else None
    return (
        words[at].tag == "VBG"
        and before is not None
        and words[at].before == " "
        and (before.possessive or before.tag in _DETERMINERS)
    )


def noun_after(words: Sequence[Word], at: int) -> int:
    """The end of the noun that follows, over a few more adjectives; `at` where none does."""
    end = at
    while end < len(words) and end - at < _REACH:
        word = words[end]
        joined = "," in word.before or word.lower in _JOINTS
        if not joined and (word.before not in {" ", "-"} or word.lower in STOPS):
            return at
        end += 1
        if word.tag.startswith("NN") and not joined:
            more = end < len(words) and words[end].before == " "
            return end + (more and words[end].tag in {"NN", "NNS"})
        if word.lower not in _JOINTS and word.tag not in _ADJECTIVES | {"RB"}:
            return at
    return at


def _with_article(words: Sequence[Word], first: int) -> int:
    """The "a" before the phrase belongs to it: another word may ask for "an"."""
    own = first > 0 and words[first].before == " " and words[first - 1].lower in _ARTICLES
    return first - own


def _untagged(words: Sequence[Word], first: int, last: int, language: str) -> Shape:
    """One word and the neighbour that it belongs to, where no tags tell the parts of speech."""
    if last - first > 1:
        return Shape(first, last)
    idle = stops(language)
    after = words[last] if last < len(words) and words[last].before == " " else None
    before = words[first - 1] if first and words[first].before == " " else None
    if after is not None and after.capitalised and not words[first].capitalised:
        return Shape(first, last + 1)
    if before is not None and before.lower not in idle:
        return Shape(first - 1, last)
    return Shape(first, last + (after is not None and after.lower not in idle))
