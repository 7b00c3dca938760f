"""A strict reader of composed questions: what it does not pass is not asked."""

import itertools
import re

from keyquestions.builtin.tokens import lemma

LONGEST = 25
_WH = (
    "Why",
    "How",
    "What",
    "Who",
    "Which",
    "When",
    "Where",
    "Whose",
    "Will",
    "Would",
    "Can",
    "Could",
    "Does",
    "Do",
    "Did",
    "Is",
    "Are",
    "Was",
    "Were",
    "Has",
    "Have",
    "Had",
    "May",
    "Might",
    "Should",
    "Must",
)
_DETERMINERS = frozenset("the a an its his her their this that these those my our your".split())
_DANGLING = frozenset(
    "the a an and or but to in at by with from for on as that which who than such its their "
    "his her not".split()
)
_POINTING = frozenset(
    "he she it they him them this these those himself herself itself i we us me".split()
)
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
    if not text.endswith("?") or text.count("?") != 1 or not text.startswith(_WH):
        return False
    if (
        not 4 <= len(words) <= LONGEST
        or "  " in text
        or re.search(r"\s[,.?;:]|[,;:]\?|[\"“”()\[\]]", text)
    ):
        return False
    if (lowers[-1] in _DANGLING and lowers[-2:] != ["come", "from"]) or set(lowers) & _POINTING:
        return False
    return not _stutters(lowers) and _specific(words)


def _stutters(lowers: list[str]) -> bool:
    pairs = list(itertools.pairwise(lowers))
    doubled = any(one == two and one not in {"had", "that"} for one, two in pairs)
    return (
        doubled
        or any(one in _DETERMINERS - {"that"} and two in _DETERMINERS for one, two in pairs)
        or any(
            one in {"a", "an", "the", "of"}
            and two in {"will", "did", "was", "is", "does", "to", "and", "of"}
            for one, two in pairs
        )
    )


def _specific(words: list[str]) -> bool:
    """A name, or at least three words of substance."""
    named = any(word[0].isupper() or word[0].isdigit() for word in words[1:])
    solid = [word for word in words if word.lower() not in _SMALL and len(word) > 3]
    return (named and len(solid) >= 1) or len(solid) >= 2
