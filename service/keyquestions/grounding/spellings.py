"""The ways in which a quoter's string may be meant, the most literal one first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from keyquestions.grounding.folding import Folded, fold, folded_key
from keyquestions.grounding.turns import FUNCTION_WORDS, PLAIN_NEGATORS

_LINE_MARKS = re.compile(r"(?m)^[ \t]*(?:#{1,6}|>|[-*+\u2022\u2013\u2014]|[0-9]{1,2}[.)])[ \t]+")
_EMPHASIS = re.compile(r"\*\*|__|~~|`|(?<!\w)[*_](?=\w)|(?<=[\w.,;:!?])[*_](?!\w)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_EDITORIAL = re.compile(r"\[(\w{1,3})\]")
_ELISION = re.compile(
    r"\[\s?(?:\.\s?\.\s?\.|\u2026)\s?\]|\(\s?(?:\.\s?\.\s?\.|\u2026)\s?\)|\u2026|\.\s?\.\s?\.",
)
_TOKEN = re.compile(r"\w+")
_TRIMMED = frozenset(".,;:!?'-()[]{}*_\u00a1\u00bf\u3001\u3002\uff0c\u060c\u061b\u061f|~")
_PLAINLY = re.compile(r"[A-Za-z0-9][^A-Za-z0-9]*[A-Za-z0-9]")
"""Two of these stay what they are when they are folded."""

_SUBSTANCE = 2
_PART_LETTERS, _PART_WORDS = 8, 2


@dataclass(frozen=True, slots=True)
class Needle:
    """What to look for in a folded article.

    `loose` needles have an editorial bracket in them, so a word may begin in another case.
    """

    folded: Folded
    loose: bool = False

    @property
    def words(self) -> int:
        """How many words it has, about."""
        return 1 + sum(self.folded.gaps[1:])


def has_substance(quote: str) -> bool:
    """Tell whether there is enough in a quote to be found: two letters, digits or symbols."""
    if "&" not in quote and _PLAINLY.search(quote):
        return True
    key = folded_key(quote)
    return sum(c.isalnum() or ord(c) > 0x2190 for c in key) >= _SUBSTANCE  # noqa: PLR2004 - arrows up


def is_filler(quote: str, language: str) -> bool:
    """Tell whether a quote is made of little words alone ("of the", "is not")."""
    little = _little(language)
    tokens = (match.group().lower() for match in _TOKEN.finditer(quote))
    first = next(tokens, None)
    return first in little and all(token in little for token in tokens)


@lru_cache(64)
def _little(language: str) -> frozenset[str]:
    return FUNCTION_WORDS.get(language, frozenset()) | PLAIN_NEGATORS


def spellings(quote: str) -> Iterator[str]:
    """Yield the quote as it is, then without what a quoter's markup put around its words."""
    seen = {quote}
    yield quote
    for marks in ((_EMPHASIS,), (_LINE_MARKS,), (_TAG, _LINE_MARKS, _EMPHASIS)):
        bare = quote
        for mark in marks:
            bare = mark.sub("", bare)
        if bare not in seen:
            seen.add(bare)
            yield bare


def needle(spelling: str) -> Needle | None:
    """Fold one spelling, without the punctuation at its ends; None where nothing is left."""
    bare = _EDITORIAL.sub(r"\1", spelling)
    folded = trimmed(fold(bare))
    return Needle(folded, loose=bare != spelling) if folded.key else None


def elided(spelling: str) -> tuple[Needle, ...]:
    """Return the parts of a quote with omissions ("A … B"), or nothing if it is not one."""
    parts = [needle(part) for part in _ELISION.split(spelling) if part.strip()]
    found = tuple(part for part in parts if part is not None)
    long = all(n.words >= _PART_WORDS or len(n.folded) >= _PART_LETTERS for n in found)
    return found if len(found) > 1 and long else ()


def trimmed(folded: Folded) -> Folded:
    """Cut the punctuation from both ends; a sign or point before a digit belongs to it."""
    key, start, end = folded.key, 0, len(folded.key)
    while start < end and key[start] in _TRIMMED and not _is_signed(key, start):
        start += 1
    while end > start and key[end - 1] in _TRIMMED:
        end -= 1
    return Folded(
        key=key[start:end],
        shape=folded.shape[start:end],
        gaps=folded.gaps[start:end],
    )


def _is_signed(key: str, at: int) -> bool:
    return key[at] in ".-" and key[at + 1 : at + 2].isdigit()
