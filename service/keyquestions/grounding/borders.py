"""Where a quote may begin and end: whole words and whole numbers only.

"art" is not in "party", "5" not in "5.3", "agree" not in "disagree", "can" not in "can't".
"""

import unicodedata

from keyquestions.article.characters import DASHES, SINGLE_QUOTES

_REACH = 12
_UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # kana
    ("\u3400", "\u9fff"),  # Han
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)
# What stands before a hyphen and turns the word after it around.
_TURNING = frozenset(
    [
        "anti",
        "dis",
        "ex",
        "half",
        "il",
        "im",
        "in",
        "ir",
        "mis",
        "near",
        "nicht",
        "no",
        "non",
        "pseudo",
    ],
)
_SHORTENED = frozenset(["s", "re", "ll", "ve", "d", "m"])
_NUMBER_MARKS = ".,:/'\u2019\u066b\u066c"


def is_mark(character: str) -> bool:
    """Tell whether a character belongs to the one before it (accents, vowel signs, skin tones)."""
    return not character.isascii() and (
        unicodedata.category(character).startswith("M") or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def is_unspaced(character: str) -> bool:
    """Tell whether a character is of a script that puts no spaces between words."""
    return any(first <= character <= last for first, last in _UNSPACED)


def is_border(text: str, at: int) -> bool:
    """Tell whether a quote may begin or end at `at`, a place between two code points."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    if after == " " or (before == " " and after.isalnum()):
        return True
    if is_mark(after):
        return False
    if _in_word(before) and _in_word(after):
        return not (before.isdigit() and after.isdigit()) and (
            is_unspaced(before) or is_unspaced(after)
        )
    if _in_word(after):
        return _may_begin(text, at)
    if _in_word(before):
        return _may_end(text, at)
    return True


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or is_mark(character)


def _may_begin(text: str, at: int) -> bool:
    """Tell whether a word may begin at `at`, where a word's letter follows another mark."""
    mark, head = text[at - 1], _word_before(text, at - 1)
    if not head:
        signed = mark in DASHES and text[at].isdigit() and not text[: at - 1][-1:].isalnum()
        pointed = mark in ".," and text[at].isdigit()
        return not (pointed or (signed and (at < 2 or text[at - 2].isspace())))  # noqa: PLR2004
    if mark in DASHES:
        joined = text[at].isdigit()  # "COVID-19", "1998-2001"
        return not joined and head.lower() not in _TURNING
    if mark in _NUMBER_MARKS and head[-1].isdigit() and text[at].isdigit():
        return False
    if mark in SINGLE_QUOTES:
        return head.lower() not in {"n", "o"}
    if mark in ".@":
        return mark == "." and len(head) > 1 and head[-1].islower() and text[at].isupper()
    return True


def _may_end(text: str, at: int) -> bool:
    """Tell whether a word may end at `at`, where another mark follows a word's letter."""
    mark, tail = text[at], _word_after(text, at + 1)
    if not tail:
        return True
    if mark in _NUMBER_MARKS and text[at - 1].isdigit() and tail[0].isdigit():
        return False
    if mark in DASHES:
        return not (text[at - 1].isdigit() and tail[0].isdigit())
    if mark in SINGLE_QUOTES:
        return tail.lower() in _SHORTENED
    if mark in ".@":
        long = len(_word_before(text, at)) > 1
        return mark == "." and long and text[at - 1].islower() and tail[0].isupper()
    return True


def _word_before(text: str, at: int) -> str:
    start = at
    while start > 0 and at - start < _REACH and _in_word(text[start - 1]):
        start -= 1
    return text[start:at]


def _word_after(text: str, at: int) -> str:
    end = at
    while end < len(text) and end - at < _REACH and _in_word(text[end]):
        end += 1
    return text[at:end]
