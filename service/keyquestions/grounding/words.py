"""Words of a statement or an article, reduced to what can be compared."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from keyquestions.english import base_forms

WORD = re.compile(r"(?<![^\W_])[^\W\d_][^\W_]*(?:['\u2019.\-][^\W_]+)*\.?")
_ENDINGS = re.compile(
    r"(?:ians?|eans?|ans?|ese|ish|ists?|ism|ics?|ia|is?|ns?|ers?|es|s|y|a|e|o|us|isch\w*|en|sche\w*)$"
)
_STEM = 3
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"})
_POSSESSIVE = re.compile(r"['\u2019](?:s|S)?$")
_OPENERS = "\"'\u201c\u2018\u00ab\u201e([\u00bf\u00a1-\u2013\u2014"
_SENTENCE_END = ".!?:;\u2026"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written; `opens` where it begins a sentence or what is said in one."""

    text: str
    start: int
    end: int
    opens: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper() or self.text[:1].istitle()


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text; hyphens, apostrophes and points may be within one."""
    for match in WORD.finditer(text):
        raw, start = match.group(), match.start()
        if raw.endswith(".") and "." not in raw[:-1]:
            raw = raw[:-1]
        raw = _POSSESSIVE.sub("", raw)
        before = text[:start].rstrip() if start < 2 else text[max(0, start - 8) : start].rstrip()  # noqa: PLR2004
        bare = before.rstrip(_OPENERS + " ")
        opens = start == 0 or not bare or bare[-1] in _SENTENCE_END or before != bare
        yield Word(raw, start, start + len(raw), opens)


@cache
def plain(word: str) -> str:
    """Return a word in lower case, without accents, points and apostrophes."""
    spelled = unicodedata.normalize("NFKD", word.casefold().translate(_STROKES))
    return "".join(c for c in spelled if c.isalnum() or c == "-")


def stem_of(name: str) -> str:
    """Cut what makes a country's people, a plural or a genitive out of a plain name."""
    stem = _ENDINGS.sub("", name, count=1)
    return stem if len(stem) > _STEM else name


@cache
def lemmas(word: str) -> frozenset[str]:
    """Return the dictionary forms of an English word; empty where the dictionary lacks it.

    The dictionary is loaded when it is first needed.
    """
    return frozenset(form.lower() for forms in base_forms(word).values() for form in forms)
