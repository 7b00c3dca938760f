"""A passage in plain words, where leaving the loaded word out or swapping it leaves a phrase."""

from collections.abc import Collection, Sequence

from keyquestions.builtin.patterns import Hit
from keyquestions.builtin.signals.lexicon import Entry
from keyquestions.builtin.signals.shapes import Shape
from keyquestions.builtin.words import Word

_JOINTS = frozenset({"and", "or", "but", "yet"})
_ARTICLES = frozenset({"a", "an"})
_VOWELS = ("a", "e", "i", "o", "u", "hour", "honest", "heir")
_CONSONANTS = ("uni", "eu", "one", "use", "usu")


def reworded(
    words: Sequence[Word], hit: Hit[Entry], shape: Shape, beside: Sequence[Hit[Entry]]
) -> str | None:
    """The passage without its judgements; None where no plain phrase is left.

    Args:
        words: the words of the sentence.
        hit: the loaded word or phrase.
        shape: the passage round it.
        beside: all loaded words of the sentence; what can be left out of the passage is.
    """
    idle = _idle(words, shape, beside)
    if hit.payload.swap is not None:
        return _swapped(words, hit, shape, idle)
    if not hit.payload.group.drops or hit.last >= shape.last or hit.first - shape.first > 1:
        return None
    first = hit.last
    if words[first].lower in _JOINTS and first + 1 < shape.last:
        first += 1
    rest = _text(words, first, shape.last, idle)
    if shape.first == hit.first:
        return _cased(rest, words[hit.first])
    return f"{_article(words[shape.first], rest)} {rest}"


def _idle(words: Sequence[Word], shape: Shape, beside: Sequence[Hit[Entry]]) -> frozenset[int]:
    """Adjectives and adverbs in the passage that can be left out as well."""
    return frozenset(
        at
        for hit in beside
        if hit.payload.group.drops and shape.first < hit.first and hit.last < shape.last
        if words[hit.first].before == words[hit.last].before == " "
        if words[hit.first - 1].lower not in _ARTICLES and words[hit.last].lower not in _JOINTS
        for at in range(hit.first, hit.last)
    )


def _swapped(words: Sequence[Word], hit: Hit[Entry], shape: Shape, idle: Collection[int]) -> str:
    swap = _cased(hit.payload.swap or "", words[hit.first])
    before = _text(words, shape.first, hit.first, idle)
    if before.lower() in _ARTICLES:
        before = _article(words[shape.first], swap)
    after = _text(words, hit.last, shape.last, idle)
    return " ".join(part for part in (before, swap, after) if part)


def _text(words: Sequence[Word], first: int, last: int, idle: Collection[int]) -> str:
    """The words as the article has them, with what stands between them."""
    kept = [words[at] for at in range(first, last) if at not in idle]
    return "".join(word.before + word.text for word in kept).removeprefix(
        kept[0].before if kept else ""
    )


def _cased(text: str, like: Word) -> str:
    return text[:1].upper() + text[1:] if like.capitalised else text


def _article(word: Word, rest: str) -> str:
    """ "A" or "an", as the words behind it ask for."""
    lowered = rest.lower()
    vowel = lowered.startswith(_VOWELS) and not lowered.startswith(_CONSONANTS)
    return _cased("an" if vowel else "a", word)
