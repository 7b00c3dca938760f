"""A sentence reduced to its content words, with what turns them around."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest

from keyquestions.grounding.places import TITLES
from keyquestions.grounding.turns import (
    ANTONYMS,
    CANCELLED,
    CLAUSE_OPENERS,
    FUNCTION_WORDS,
    NEGATIVE_PREFIXES,
    OTHER_NEGATORS,
    PLAIN_NEGATORS,
    SOFT_NEGATORS,
    STRONG_NEGATORS,
)
from keyquestions.grounding.words import MOST_REMEMBERED, lemmas, pattern_for, plain

_TOKEN = pattern_for(r"[^\W_]+(?:['\u2019\-][^\W_]+)*|[,;:()\u2013\u2014]")
_CONTRACTED = re.compile(r"n['\u2019]t$")
_STEM = 6
_GOVERNED_BY = {"plain": 1, "strong": 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that negates or weakens, before the content word `at`; `lemma` is "" for "not"."""

    at: int
    lemma: str


@dataclass(frozen=True)
class SentenceWords:
    """The content words of a sentence as base forms, and what turns them around.

    `governed` are the words that a negator negates, each after the first one that it negates
    ("refused to publish the report": publish, report); `marks` are all words that negate or weaken;
    `plain_negators` counts those like "not"; `named` are the words of names and titles.
    """

    content: tuple[str, ...]
    governed: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    plain_negators: int
    named: frozenset[str]

    @cached_property
    def kindred(self) -> frozenset[str]:
        """The content words, their opposites, and what prefixes make of them."""
        words = set(self.content)
        opposites = {pair for word in words for pair in ANTONYMS.get(word, ())}
        return self.prefixed | words | opposites

    @cached_property
    def prefixed(self) -> frozenset[str]:
        """What the content words are with a negative prefix, and without one."""
        longer = [prefix + word for word in self.content for prefix in NEGATIVE_PREFIXES]
        negative = [word for word in self.content if word.startswith(NEGATIVE_PREFIXES)]
        shorter = [word.removeprefix(p) for word in negative for p in NEGATIVE_PREFIXES]
        return frozenset(longer + shorter)


def sentence_words(text: str, language: str) -> SentenceWords:
    """Read a sentence; clauses end at commas and dashes."""
    content: list[str] = []
    governed: list[tuple[str, str]] = []
    marks: list[Mark] = []
    pending, first = 0, ""
    raw = _TOKEN(text).findall(text)
    tokens = [token.lower().replace("\u2019", "'") for token in raw]
    for token, follows in zip_longest(tokens, tokens[1:], fillvalue=""):
        if not token[0].isalnum() or token in CLAUSE_OPENERS:
            pending = 0
            continue
        kind = _kind(token, follows, language)
        if kind == "plain":
            marks.append(Mark(len(content), ""))
        elif token in FUNCTION_WORDS.get(language, frozenset()):
            continue
        else:
            lemma = lemma_of(token, language)
            marks += [Mark(len(content), lemma)] if kind else []
            content.append(lemma)
            if pending and not token.endswith("ly"):
                first = first or lemma
                governed.append((first, lemma))
                pending -= 1
        if kind in _GOVERNED_BY:
            pending, first = max(pending, _GOVERNED_BY[kind]), ""
    named = frozenset(
        lemma_of(token, language)
        for at, token in enumerate(tokens)
        if raw[at][0].isupper() and (at or token in TITLES or not lemmas(token))
    )
    plain_negators = sum(not mark.lemma for mark in marks)
    return SentenceWords(tuple(content), tuple(governed), tuple(marks), plain_negators, named)


def _kind(token: str, follows: str, language: str) -> str:
    """Return "plain", "strong", "soft" or "" for a word and the one that follows."""
    if (token, follows) in CANCELLED:
        return "soft"
    if follows == "out" and language == "en" and lemma_of(token, language) == "rule":
        return "soft"
    return _kind_alone(token, language)


@lru_cache(MOST_REMEMBERED)
def _kind_alone(token: str, language: str) -> str:
    if language != "en":
        return "plain" if token in OTHER_NEGATORS.get(language, frozenset()) else ""
    if token in PLAIN_NEGATORS or _CONTRACTED.search(token):
        return "plain"
    lemma = lemma_of(token, language)
    if token in STRONG_NEGATORS or lemma in STRONG_NEGATORS:
        return "strong"
    return "soft" if token in SOFT_NEGATORS or lemma in SOFT_NEGATORS else ""


@lru_cache(MOST_REMEMBERED)
def lemma_of(token: str, language: str) -> str:
    """Return the base form of a lower-case word, its first letters where no dictionary is known."""
    if language != "en":
        return plain(token)[:_STEM]
    if token in ANTONYMS:
        return token
    forms = lemmas(token)
    return min(forms, key=lambda form: (len(form), form)) if forms else plain(token)
