"""How far the quote of a signal reaches round the word that gave it away."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.builtin.patterns import Hit
from keyquestions.builtin.words import STOPS, Word

_COPULAS = frozenset(
    "is are was were be been being seems seem seemed looks look looked sounds became becomes "
    "remains remained remain called calls".split()
)
_ADJECTIVE = tuple("al ive ous ic ful less ary ish ian ean ese ern ble ual ant ent ed ial".split())
_ADJECTIVE_TAGS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "CD"})
_REACH = 3
_NOUNS = frozenset(
    "government president agreement parliament talent event student parent client agent movement "
    "statement department amount argument document payment treatment investment development "
    "moment deal official officials proposal proposals approval trial arrival appeal rival "
    "hospital capital criminal criminals animal animals policy critic critics topic traffic "
    "public music clinic panic table trouble article people vehicle bubble need speed deed feed "
    "greed crowd restaurant tenant giant plant immigrant migrant intent accident incident "
    "percent extent content".split()
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The words `first` to `last` (exclusive) of a quote, and what the word is said of."""

    first: int
    last: int
    head: str
    fits: bool


def grow(words: Sequence[Word], hit: Hit[object], shape: str) -> Shape:
    """The passage round a hit that a reader understands on its own."""
    first, last = hit.first, hit.last
    if shape in {"adjective", "adverb"}:
        return _modifier(words, first, last)
    if shape == "noun":
        return _noun(words, first, last)
    if shape == "verb":
        return _ahead(words, first, last, 4)
    if shape == "clause":
        return _ahead(words, first, last, 5)
    return _ahead(words, first, last, 3) if last - first == 1 else Shape(first, last, "", fits=True)


def _modifier(words: Sequence[Word], first: int, last: int) -> Shape:
    """An adjective with its noun, or with the verb that says it of a subject."""
    end = _noun_after(words, last)
    if end > last:
        return Shape(first, end, words[end - 1].text, fits=True)
    back = first
    while (
        back > 0
        and first - back < 3
        and words[back].before == " "
        and words[back].lower not in _COPULAS
    ):
        back -= 1
    if words[back].lower in _COPULAS and back < first:
        start = back
        while (
            start > 0
            and back - start < 4
            and words[start].before == " "
            and words[start - 1].lower
            not in STOPS - {"the", "a", "this", "these", "their", "his", "her", "its", "our"}
        ):
            start -= 1
            if words[start].lower in {
                "the",
                "a",
                "this",
                "these",
                "their",
                "his",
                "her",
                "its",
                "our",
            }:
                break
        subject = words[back - 1].text if start < back else ""
        return Shape(start, max(last, end), subject, fits=True)
    return Shape(first, max(last, end), "", fits=end > last)


def _noun_after(words: Sequence[Word], at: int) -> int:
    """The end of the noun that follows, over two more adjectives at most; `at` where none does."""
    end = at
    while end < len(words) and end - at < _REACH and _follows(words[end]):
        end += 1
        if _is_noun(words[end - 1]):
            more = end < len(words) and _follows(words[end]) and words[end].tag in {"NN", "NNS"}
            return end + more
        if not _is_adjective(words[end - 1]):
            return at
    return at


def _is_noun(word: Word) -> bool:
    return word.tag.startswith("NN") if word.tag else not _is_adjective(word)


def _follows(word: Word) -> bool:
    return word.before in {" ", "-"} and word.lower not in STOPS


def _is_adjective(word: Word) -> bool:
    if word.tag:
        return word.tag in _ADJECTIVE_TAGS
    return _looks_adjective(word.lower)


def _looks_adjective(word: str) -> bool:
    return word.endswith(_ADJECTIVE) and word not in _NOUNS and len(word) > 4


def _noun(words: Sequence[Word], first: int, last: int) -> Shape:
    """A noun with the adjective before it and the "of …" or "on …" after it."""
    start = first
    while (
        start > 0
        and first - start < 2
        and words[start].before == " "
        and words[start - 1].lower not in STOPS
    ):
        if not _is_adjective(words[start - 1]):
            break
        start -= 1
    end = last
    if (
        end < len(words)
        and words[end].before == " "
        and words[end].lower in {"of", "on", "against", "by", "over"}
    ):
        stop = min(len(words), end + 4)
        at = end + 1
        while at < stop and words[at].before == " ":
            at += 1
            if words[at - 1].lower not in STOPS:
                break
        if words[at - 1].lower not in STOPS:
            end = at
    return Shape(start, end, "", fits=True)


def _ahead(words: Sequence[Word], first: int, last: int, reach: int) -> Shape:
    """A phrase with the words that follow it, up to a comma, ending on a full word."""
    end = last
    while end < len(words) and end - last < reach and words[end].before == " ":
        end += 1
    while end > last and words[end - 1].lower in STOPS:
        end -= 1
    return Shape(first, end, "", fits=True)
