"""Answers out of the article's own words, and whether they can be read alone."""

import re

from keyquestions.builtin.clauses import FINITE, SPEECH, Clause, clause_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.standing import without_connective
from keyquestions.builtin.tails import clause_follows

_PERSONAL = frozenset("he she his her him".split())
_PLURAL = frozenset("they them their these those".split())
_LISTING = frozenset({"include", "are", "were", "included"})
_GROUPS = frozenset(
    "team police staff couple family group crew board club union council people children men "
    "women".split()
)
PEOPLE = frozenset(
    "man woman boy girl driver captain patient pupil teacher officer mother father widow son "
    "daughter student worker minister mayor judge author coach player teenager".split()
)
_LAST_DAY = re.compile(r" on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$")
_TELLING = SPEECH | {"hear", "tell"}
_JOINS = frozenset({"and", "but", "while"})
_WAITING = frozenset(
    "the a an and or but to of in at by for with from on as that which who whose than such its "
    "their his not is are was were be been being has have had will would can could may might "
    "must should very so if because while when".split()
)
"""Words that never end a sentence of the kind that answers."""
_SHORT = 3
_MARKS = ".,;:\"'“”‘’()"


def reach(clause: Clause, first: int | None = None) -> int:
    """Where the clause ends with its relative clauses, before another verb or clause joins in."""
    tokens = clause.tokens
    last = len(tokens)
    while last and tokens[last - 1].lower in {".", '"', "!", "?"}:
        last -= 1
    for at in range(clause.main + 1 if first is None else first, last):
        low = tokens[at].lower
        said = clause_at(clause.passage, at + 1) if low == "," else None
        if said is not None and said.verb in _TELLING and said.end >= last - 2:
            return at
        if low == "," and at + 1 < last and tokens[at + 1].lower == "according":
            return at
        if low in {"-", ";"}:
            return at
        joins = low in _JOINS and at + 1 < last
        if joins and (tokens[at + 1].tag in FINITE or clause_follows(tokens, at + 1)):
            return at - 1 if tokens[at - 1].lower == "," else at
    return last


def without_day(text: str) -> str:
    """An answer without the weekday at its end, which tells readers of another week nothing."""
    return _LAST_DAY.sub("", text)


def whole(passage: Passage, language: str = "en") -> str:
    """A sentence of the article as an answer, without the word that joins it to the one before.

    "Notably, these include …" answers with what is included.
    """
    text = without_connective(passage.text, language)
    words = text.split(" ", 2)
    lists = len(words) == 3 and words[0].lower() in {"these", "they"} and words[1] in _LISTING
    return sentence(words[2] if lists else text)


def complete(answer: str) -> bool:
    """Whether an answer is whole: no quotation is left open, and no word waits for another."""
    if answer.count('"') % 2 or answer.count("“") != answer.count("”"):
        return False
    if answer.count("(") != answer.count(")"):
        return False
    words = [word.strip(_MARKS) for word in answer.split()]
    return bool(words) and words[-1] not in _WAITING


def stands(answer: str, question: str) -> bool:
    """Whether every "he" and "them" of an answer has somebody to mean, in it or in the question."""
    before = question.rstrip("?").split()[1:]
    for at, raw in enumerate(answer.split()):
        word = raw.strip(_MARKS).removesuffix("'s").removesuffix("’s")
        low = word.lower()
        if low in _PERSONAL and not any(_person(each) for each in before):
            return False
        if low in {"it", "its"} and not any(map(_thing, before)):
            return False
        if low in _PLURAL and not any(_plural(each) for each in before):
            return False
        before.append(word if at else low)
    return True


def _person(word: str) -> bool:
    bare = word.strip(_MARKS)
    return (bare[:1].isupper() and not is_calendar(bare)) or bare in PEOPLE


def _thing(word: str) -> bool:
    """Whether "it" may mean this word: a name, or a word long enough to be a noun."""
    return _person(word) or (len(word) > _SHORT and word.islower())


def _plural(word: str) -> bool:
    bare = word.strip(_MARKS).lower()
    return bare in _GROUPS or (bare.endswith("s") and not bare.endswith("ss") and len(bare) > 3)
