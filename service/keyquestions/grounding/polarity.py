"""Statements that turn a sentence of the article around: negation and direction."""

import re
from difflib import SequenceMatcher

from keyquestions.grounding.readings import Reading
from keyquestions.grounding.sentence_words import SentenceWords
from keyquestions.grounding.turns import ANTONYMS, NEGATIVE_PREFIXES

_LED_TO = {
    side: re.compile(
        rf"\b{side}\s+(?:(?:the|an?|its|their|this|that)\s+)?([^\W\d_]+)", re.IGNORECASE
    )
    for side in ("for", "against")
}
_NEAR = 0.7
_NEARLY_ALL = 0.75
_IN_ORDER = 0.8
_LEAST = 2
_REACH = 5
_SHORT = 3


def turned(statement: Reading, sentence: Reading) -> str:
    """Say what a statement turns around in a sentence that it otherwise repeats; "" if nothing.

    Conservative: a statement in words of its own is not judged.
    """
    said, there = statement.turning, sentence.turning
    if len(set(said.content)) < _LEAST or _covered(said, there) < _NEAR:
        return ""
    if statement.language != "en":
        both = min(_covered(said, there), _covered(there, said))
        odd = (said.plain_negators + there.plain_negators) % 2
        return "it turns a negation of the article around" if both >= _NEARLY_ALL and odd else ""
    if word := _flipped(there, said):
        return f'the article says the opposite: "{word}" is negated there'
    word = _flipped(said, there)
    if word and not _both_ways(said, word):
        return f'the article says the opposite: "{word}" is not negated there'
    return (
        _prefixed(said, there) or _redirected(said, there) or _sided(statement.text, sentence.text)
    )


def _covered(one: SentenceWords, other: SentenceWords) -> float:
    """Return the share of content words that the other has too.

    Negating words do not count, nor does a name that the other may have as "she".
    """
    words = set(one.content) - {mark.lemma for mark in one.marks}
    words -= one.named.difference(other.content)
    return len(words & other.kindred) / len(words) if words else 0.0


def _marks_alone(one: SentenceWords, other: SentenceWords) -> list[int]:
    """Return where words negate or weaken in the one that do not do so in the other too."""
    return [mark.at for mark in one.marks if mark.lemma not in other.content]


def _flipped(governed: SentenceWords, other: SentenceWords) -> str:
    """Return a word that is negated in the one, while nothing near it negates in the other."""
    marks = _marks_alone(other, governed)
    for first, word in governed.governed:
        places = [at for at, there in enumerate(other.content) if there == word]
        prefixed = any(p + word in other.content for p in NEGATIVE_PREFIXES)
        opposite = any(a in other.content for a in ANTONYMS.get(word, ()))
        near = any(abs(at - mark) <= _REACH for at in places for mark in marks)
        is_negated = any(there in {first, word} for _, there in other.governed)
        softened = is_negated or near or prefixed or opposite
        if places and first in other.content and not softened:
            return word
    return ""


def _both_ways(said: SentenceWords, word: str) -> bool:
    """Tell whether a statement has a word negated and not: "not against homes, but against 74"."""
    return said.content.count(word) > sum(negated == word for _, negated in said.governed)


def _prefixed(said: SentenceWords, there: SentenceWords) -> str:
    """Object to "legal" for "illegal" where neither is negated."""
    if said.prefixed.isdisjoint(there.content):
        return ""
    for mine in said.content:
        prefixed = {p + mine for p in NEGATIVE_PREFIXES if len(mine) > _SHORT}
        bare = {mine[len(p) :] for p in NEGATIVE_PREFIXES if mine.startswith(p)}
        for theirs in there.content:
            is_pair = theirs in prefixed or (theirs in bare and len(theirs) > _SHORT)
            if is_pair and _stands_for(mine, theirs, said, there):
                return f'the article says "{theirs}", not "{mine}"'
    return ""


def _redirected(said: SentenceWords, there: SentenceWords) -> str:
    """Object to "rose" for "fell" in a sentence whose words otherwise come in the same order."""
    for mine in said.content:
        for theirs in ANTONYMS.get(mine, ()):
            if theirs in there.content and _stands_for(mine, theirs, said, there):
                return f'the article says "{theirs}", not "{mine}"'
    return ""


def _stands_for(mine: str, theirs: str, said: SentenceWords, there: SentenceWords) -> bool:
    """Tell whether two sentences differ in one word and are else alike, in order, unnegated."""
    if mine in there.content or theirs in said.content:
        return False
    if any(said.content[at : at + 1] != (mine,) for at in _marks_alone(said, there)):
        return False
    if any(there.content[at : at + 1] != (theirs,) for at in _marks_alone(there, said)):
        return False
    one = [word for word in said.content if word != mine]
    other = [word for word in there.content if word != theirs]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return bool(one) and sum(block.size for block in blocks) >= _IN_ORDER * len(one)


def _sided(statement: str, sentence: str) -> str:
    """Object to "for the closure" where the article has "against the closure", and the reverse."""
    if "against" not in f"{statement} {sentence}".casefold():
        return ""  # nearly always: the two texts need not be searched
    for mine, theirs in (("for", "against"), ("against", "for")):
        said, there = _led_to(mine, statement), _led_to(theirs, sentence)
        turned_round = said & there - _led_to(mine, sentence) - _led_to(theirs, statement)
        if turned_round:
            word = min(turned_round)
            return f'the article says "{theirs}", not "{mine}", of "{word}"'
    return ""


def _led_to(preposition: str, text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _LED_TO[preposition].findall(text))
