"""Statements that turn a sentence of the article around: negation and direction."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from keyquestions.grounding.turns import (
    ANTONYMS,
    CANCELLED,
    FUNCTION_WORDS,
    NEGATIVE_PREFIXES,
    OTHER_NEGATORS,
    PLAIN_NEGATORS,
    SOFT_NEGATORS,
    STRONG_NEGATORS,
)
from keyquestions.grounding.words import lemmas, plain

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019\-][^\W_]+)*|[,;:()\u2013\u2014]")
_CONTRACTED = re.compile(r"n['\u2019]t$")
_NEAR = 0.7
_NEARLY_ALL = 0.75
_IN_ORDER = 0.6
_LEAST = 2
_REACH = 5


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Content words of a sentence, and where its negators stand among them.

    `governed` are the words that a negator turns around; `soft` the indexes of all words that turn
    or weaken something, `hard` how many plain negators there are.
    """

    content: tuple[str, ...]
    governed: tuple[tuple[int, str], ...]
    soft: tuple[int, ...]
    hard: int
    raw: frozenset[str]


def turned(statement: str, sentence: str, language: str) -> str:
    """Say what a statement turns around in a sentence that it otherwise repeats; "" if nothing.

    Conservative: a statement in words of its own is not judged.
    """
    said, there = _read(statement, language), _read(sentence, language)
    if len(set(said.content)) < _LEAST or _covered(said, there) < _NEAR:
        return ""
    if language != "en":
        both = min(_covered(said, there), _covered(there, said))
        flipped = both >= _NEARLY_ALL and said.hard % 2 != there.hard % 2
        return "it turns a negation of the article around" if flipped else ""
    for governed, other, text in (
        (there, said, 'the article says the opposite: "{}" is negated there'),
        (said, there, 'the article says the opposite: "{}" is not negated there'),
    ):
        word = _flipped(governed, other)
        if word:
            return text.format(word)
    return _prefixed(said, there) or _redirected(said, there)


def _read(text: str, language: str) -> _Sentence:
    content: list[str] = []
    governed: list[tuple[int, str]] = []
    soft: list[int] = []
    hard, pending = 0, 0
    tokens = [t.group().lower().replace("\u2019", "'") for t in _TOKEN.finditer(text)]
    for at, token in enumerate(tokens):
        follows = tokens[at + 1] if at + 1 < len(tokens) else ""
        if not token[0].isalnum():
            pending = 0
        elif (kind := _negator(token, language)) and (token, follows) not in CANCELLED:
            hard += kind == "plain"
            pending = max(pending, {"plain": 1, "strong": 2}.get(kind, 0))
            soft.append(len(content))
            if kind != "plain":
                content.append(_lemma(token, language))
        elif token not in FUNCTION_WORDS.get(language, frozenset()):
            content.append(_lemma(token, language))
            if pending and not token.endswith("ly"):
                governed.append((len(content) - 1, content[-1]))
                pending -= 1
    return _Sentence(tuple(content), tuple(governed), tuple(soft), hard, frozenset(tokens))


def _negator(token: str, language: str) -> str:
    """Return "plain", "strong", "soft" or "" for a word."""
    if language != "en":
        return "plain" if token in OTHER_NEGATORS.get(language, frozenset()) else ""
    if token in PLAIN_NEGATORS or _CONTRACTED.search(token):
        return "plain"
    lemma = _lemma(token, language)
    if token in STRONG_NEGATORS or lemma in STRONG_NEGATORS:
        return "strong"
    return "soft" if token in SOFT_NEGATORS or lemma in SOFT_NEGATORS else ""


def _lemma(token: str, language: str) -> str:
    if language == "en":
        forms = lemmas(token)
        return min(forms, key=lambda form: (len(form), form)) if forms else plain(token)
    folded = plain(token)
    return folded[:6] if len(folded) > 6 else folded  # noqa: PLR2004 - a stem, about


def _covered(one: _Sentence, other: _Sentence) -> float:
    words = set(one.content) - STRONG_NEGATORS - SOFT_NEGATORS
    there = set(other.content) | {pair for w in other.content for pair in ANTONYMS.get(w, ())}
    there |= {w.removeprefix(p) for w in other.content for p in NEGATIVE_PREFIXES}
    there |= {p + w for w in other.content for p in NEGATIVE_PREFIXES}
    return len(words & there) / len(words) if words else 0.0


def _flipped(governed: _Sentence, other: _Sentence) -> str:
    """Return a word that a negator turns around in the one and none is near in the other."""
    for _, word in governed.governed:
        places = [at for at, w in enumerate(other.content) if w == word]
        prefixed = any(p + word in other.content for p in NEGATIVE_PREFIXES)
        antonym = any(a in other.content for a in ANTONYMS.get(word, ()))
        near = any(abs(at - mark) <= _REACH for at in places for mark in other.soft)
        if places and not near and not prefixed and not antonym:
            return word
    return ""


def _prefixed(said: _Sentence, there: _Sentence) -> str:
    """Object to "likely" for "unlikely" where neither is negated."""
    if said.soft or there.soft:
        return ""
    for one, other in ((said, there), (there, said)):
        for word in one.content:
            for prefix in NEGATIVE_PREFIXES:
                whole = prefix + word
                if len(word) > 3 and whole in other.content and whole not in one.content:  # noqa: PLR2004
                    if word in other.content:
                        continue
                    mine, theirs = (word, whole) if one is said else (whole, word)
                    return f'the article says "{theirs}", not "{mine}"'
    return ""


def _redirected(said: _Sentence, there: _Sentence) -> str:
    """Object to "rose" for "fell" in a sentence whose words otherwise come in the same order."""
    if said.soft or there.soft:
        return ""
    for word in said.content:
        for opposite in ANTONYMS.get(word, ()):
            if opposite not in there.content or word in there.content or opposite in said.content:
                continue
            mine = [w for w in said.content if w != word]
            theirs = [w for w in there.content if w != opposite]
            blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
            if mine and sum(b.size for b in blocks) >= _IN_ORDER * len(mine):
                return f'the article says "{opposite}", not "{word}"'
    return ""
