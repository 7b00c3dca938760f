"""Characters that are written in several ways and mean one thing."""

import hashlib
import re
import unicodedata

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width and direction marks: nothing that a reader sees."""

_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b\u2032\u2039\u203a\u00b4\u0060\u02bc\uff07"
DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u301d\u301e\u301f\uff02'
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"

FOLDS = (
    dict.fromkeys(map(ord, SINGLE_QUOTES), "'")
    | dict.fromkeys(map(ord, DOUBLE_QUOTES), '"')
    | dict.fromkeys(map(ord, DASHES), "-")
    | {0x2026: "..."}
)
"""One spelling for every quotation mark, dash and ellipsis (for `str.translate`)."""


def clean(text: str) -> str:
    """Canonical spelling of one block: NFC, one space between words, nothing invisible.

    Quotation marks and dashes stay as the article has them.
    """
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", _CONTROL.sub(" ", text)).strip()


def content_hash(text: str) -> str:
    """SHA-256 over the words of a text, 64 hex digits.

    White space, invisible characters and the style of quotation marks and dashes do not count.
    """
    folded = clean(unicodedata.normalize("NFKC", text).translate(FOLDS))
    return hashlib.sha256(folded.encode()).hexdigest()
