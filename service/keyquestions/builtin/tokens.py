"""Words of a sentence with their places, and what is known of English word forms."""

import re
from functools import cache
from typing import NamedTuple

from keyquestions.english import base_form, base_forms, known_tag

_TOKEN = re.compile(
    r"""
      [$€£¥]
    | \d+(?:[.,]\d+)*(?:[-‐‑][^\W_]+(?:,\d+)*)+                          # 30-day, 1,000-for-1,000
    | \d+(?:[.,:/–-]\d+)*(?:st|nd|rd|th|bn|km|kg|pm|am|[smk])?(?![^\W_])%?    # 1,000, 6-3, 40%
    | (?:[^\W\d_]\.){2,}                                                # U.S.
    | (?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Sgt|Capt|Col|Rev|Hon|Jr|Sr|No|vs|Inc|Ltd|Co)
      \.(?=\s)
    | [^\W_]+(?:[-‐‑'’&./][^\W_]+)*                                     # words, don't, 30-day, AT&T
    | \.\.\.|…
    | \S
    """,
    re.VERBOSE,
)
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_MARKS = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"}


class Token(NamedTuple):
    """One word or mark; `start` and `end` are code points in the canonical text.

    `lower` is in lower case with straight quotes; `tag` is its Penn tag, "" where the language has
    no tagger here.
    """

    text: str
    lower: str
    tag: str
    start: int
    end: int


def tokenise(text: str, offset: int) -> list[tuple[str, int, int]]:
    """Words and marks of `text` with their places, counted from `offset`."""
    found = []
    for match in _TOKEN.finditer(text):
        word, at = match[0], offset + match.start()
        cut = _CONTRACTION.search(word) if "'" in word or "’" in word else None
        if cut is not None and cut.start() > 0:
            middle = at + cut.start()
            found.append((word[: cut.start()], at, middle))
            found.append((word[cut.start() :], middle, at + len(word)))
        else:
            found.append((word, at, at + len(word)))
    return found


def plain(word: str) -> str:
    """A word or mark with straight quotes and plain dashes."""
    if word in _MARKS:
        return _MARKS[word]
    return word.replace("’", "'") if "’" in word else word


@cache
def may_be_verb(word: str) -> bool:
    """Whether an English word form can be a form of a verb."""
    return "VERB" in base_forms(word)


@cache
def is_only_verb(word: str) -> bool:
    """Whether an English word form can be nothing but a verb: "shorten"."""
    return set(base_forms(word)) == {"VERB"}


@cache
def may_be_common(word: str) -> bool:
    """Whether a word in small letters is a common noun or an adjective of English."""
    return known_tag(word) is not None or bool(base_forms(word))


@cache
def lemma(word: str, category: str = "VERB") -> str:
    """The base form of an English word form as a "VERB" or a "NOUN", in lower case."""
    fixed = {"'s": "be", "'re": "be", "'m": "be", "'ve": "have", "'ll": "will"}
    if word in fixed:
        return fixed[word]
    known = _BASES.get(word) if category == "VERB" else None
    return known or base_form(word, category) or word


_BASES = {"found": "find", "lay": "lie", "left": "leave", "felt": "feel", "saw": "see"}
"""Word forms that belong to two verbs, read as news uses them."""
