"""A strict reader of composed questions: what it does not pass is not asked."""

import itertools
import re

from keyquestions.builtin.asking.answers import stands
from keyquestions.builtin.subjects import SPANS
from keyquestions.builtin.tokens import lemma

LONGEST = 25
_WH = frozenset(
    "Why How What Who Which When Where Whose Will Would Can Could Does Do Did Is Are Was Were Has "
    "Have Had May Might Should Must By Since Until From".split()
)
_DETERMINERS = frozenset("the a an its his her their this that these those my our your".split())
_DANGLING = frozenset(
    "the a an and or but to in at by with from for on as that which who than such its their "
    "his her not".split()
)
_AFTER_VERBS = frozenset({"to", "with", "for", "on", "by", "into"})
_POINTING = frozenset(
    "he she it they him them this these those himself herself itself i we us me".split()
)
_TORN = re.compile(r"\b(?:the|an?|of|any),|\bthere\?|\babout any\b|\s[,.?;:]|[,;:]\?|[\"“”()\[\]]")
_OPENERS = frozenset({"a", "an", "the", "of"})
_NO_NOUNS = frozenset("will did was is does to and of".split())
_SMALL = frozenset(
    "what why how who which when where did does do will would is are was were has have had "
    "the a an of in on at to for by from with about and or that could may can many much".split()
)


def content_words(text: str) -> frozenset[str]:
    """The words of a question that make it this one, by their stems."""
    words = re.findall(r"[^\W_]+", text.lower())
    return frozenset(lemma(word)[:7] for word in words if word not in _SMALL)


def passes(text: str) -> bool:
    """Whether a question is whole, balanced, specific and free of words that point nowhere."""
    words = re.findall(r"[^\W_]+(?:[-'’.,&/][^\W_]+)*", text)
    lowers = [word.lower() for word in words]
    if not text.endswith("?") or text.count("?") != 1 or not 4 <= len(words) <= LONGEST:
        return False
    if words[0] not in _WH or "  " in text or _TORN.search(text):
        return False
    if _dangles(lowers) or _points(lowers) or not stands(text.rstrip("?"), ""):
        return False
    return not _stutters(lowers) and _specific(words)


def _points(lowers: list[str]) -> bool:
    """Whether a word means something outside of the question; "this year" does not."""
    return any(
        one in _POINTING and not (one == "this" and two in SPANS)
        for one, two in itertools.zip_longest(lowers, lowers[1:])
    )


def _dangles(lowers: list[str]) -> bool:
    """Whether the end is missing; "What was she sentenced to?" is whole."""
    last, before = lowers[-1], lowers[-2]
    asked = lowers[0] in {"what", "who"} and last == "for"
    whole = asked or (last in _AFTER_VERBS and before.endswith(("ed", "en", "nt")))
    torn = last == "of" and lowers[0] != "what"
    return torn or (last in _DANGLING and not whole)


def _stutters(lowers: list[str]) -> bool:
    """Whether two words stand side by side that never do."""
    return any(
        (one == two and one not in {"had", "that"})
        or (one in _DETERMINERS - {"that"} and two in _DETERMINERS)
        or (one in _OPENERS and two in _NO_NOUNS)
        for one, two in itertools.pairwise(lowers)
    )


def _specific(words: list[str]) -> bool:
    """A name and a word of substance, or at least two words of substance."""
    named = any(word[0].isupper() or word[0].isdigit() for word in words[1:])
    solid = [word for word in words if word.lower() not in _SMALL and len(word) > 3]
    return (named and len(solid) >= 1) or len(solid) >= 2
