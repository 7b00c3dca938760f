"""A passage in plain words, where leaving the loaded word out or swapping it leaves a phrase."""

from collections.abc import Sequence

from keyquestions.builtin.patterns import Hit
from keyquestions.builtin.signals.lexicon import Entry
from keyquestions.builtin.signals.shapes import Shape
from keyquestions.builtin.words import Word

_JOINTS = frozenset({"and", "or", "but", "yet"})
_VOWELS = ("a", "e", "i", "o", "u", "hour", "honest", "heir")
_CONSONANTS = ("uni", "eu", "one", "use", "usu")


def reworded(words: Sequence[Word], hit: Hit[Entry], shape: Shape) -> str | None:
    """The passage without its judgement; None where no plain phrase is left."""
    if hit.payload.swap is not None:
        return _swapped(words, hit, shape)
    if not hit.payload.group.drops or hit.last >= shape.last or hit.first - shape.first > 1:
        return None
    first = hit.last
    if words[first].lower in _JOINTS and first + 1 < shape.last:
        first += 1
    rest = _text(words, first, shape.last)
    if shape.first == hit.first:
        return _cased(rest, words[hit.first])
    return f"{_article(words[shape.first], rest)} {rest}"


def _swapped(words: Sequence[Word], hit: Hit[Entry], shape: Shape) -> str:
    swap = _cased(hit.payload.swap or "", words[hit.first])
    before = _text(words, shape.first, hit.first)
    if before.lower() in {"a", "an"}:
        before = _article(words[shape.first], swap)
    return " ".join(part for part in (before, swap, _text(words, hit.last, shape.last)) if part)


def _text(words: Sequence[Word], first: int, last: int) -> str:
    """The words as the article has them, with what stands between them."""
    if first >= last:
        return ""
    return words[first].text + "".join(word.before + word.text for word in words[first + 1 : last])


def _cased(text: str, like: Word) -> str:
    return text[:1].upper() + text[1:] if like.capitalised else text


def _article(word: Word, rest: str) -> str:
    """ "A" or "an", as the words behind it ask for."""
    lowered = rest.lower()
    vowel = lowered.startswith(_VOWELS) and not lowered.startswith(_CONSONANTS)
    return _cased("an" if vowel else "a", word)
