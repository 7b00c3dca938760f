"""Characters that are written in several ways and mean one thing."""

import hashlib
import re
import unicodedata
from functools import cache

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Soft hyphens, zero-width, direction, tag and variation marks: nothing that a reader sees."""

_UNSEEN = re.compile(
    # A joiner is spelling after a letter of an Arabic or Indic script, and in an emoji.
    rf"(?![\u200c\u200d]){INVISIBLE.pattern}"
    "|(?<![\u0600-\u1cff\u2190-\u2bff\U0001f000-\U0001faff])[\u200c\u200d]"
)
_SPACES = re.compile(r"\s+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")

# Thai, Lao, Burmese, Khmer, kana and Chinese characters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2}")

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

_MOST_MARKS = 30
_FIRST_MARK, _LAST_MARK = 0x300, 0x1E950
_BLOCKS_WITH_MARKS = re.compile("[\u0300-\u1fff\u20d0-\u20ff\u2c00-\U0001e950]")
"""Accents are among these; quotation marks, dashes, arrows and the like are not."""


def clean(text: str) -> str:
    """Canonical spelling of one block: NFC, one space between words, nothing invisible.

    Quotation marks and dashes stay as the article has them.
    """
    text = _UNSEEN.sub("", _CONTROL.sub(" ", well_formed(text)))
    text = unicodedata.normalize("NFC", _with_few_marks(text))
    return _SPACES.sub(" ", text).strip()


def well_formed(text: str) -> str:
    """The text with a replacement character for each half of a character (a lone surrogate)."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def unescaped(text: str) -> str:
    """The text with the entities in it read, as some systems escape what is escaped already."""
    if "&" not in text or not _ENTITY.search(text):
        return text
    from html import unescape  # noqa: PLC0415 - a table of 2,000 names that few articles need

    return unescape(text)


def count_words(text: str) -> int:
    """How many words a text has; two characters of a script without spaces count as one."""
    words = len(text.split())
    return words if text.isascii() else words + len(_UNSPACED.findall(text))


def content_hash(text: str) -> str:
    """SHA-256 over the words of a text, 64 hex digits.

    How much white space stands between words, invisible characters and the style of quotation
    marks and dashes do not count.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).translate(FOLDS)
    return hashlib.sha256(clean(INVISIBLE.sub("", folded)).encode()).hexdigest()


def _with_few_marks(text: str) -> str:
    """Cut runs of accents on one letter: putting a long one in order takes quadratic time."""
    if text.isascii() or not _BLOCKS_WITH_MARKS.search(text):
        return text
    return _marks().sub(r"\1", text)


@cache
def _marks() -> re.Pattern[str]:
    """More accents in a row than any language writes (Unicode's own stream-safe limit)."""
    points = range(_FIRST_MARK, _LAST_MARK)
    marks = "".join(re.escape(chr(point)) for point in points if unicodedata.combining(chr(point)))
    return re.compile(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+")
