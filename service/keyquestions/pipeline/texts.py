"""What is wrong with a text that an analyst wrote, before anybody asks whether it is true."""

import re
from collections.abc import Collection

from keyquestions.article import Article, language_name
from keyquestions.grounding import is_foreign

MOST_WORDS = 80
"""No sentence, answer, explanation or reason has more."""
MOST_LETTERS = 12 * MOST_WORDS
"""The same for scripts that put no spaces between words."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<script|&#?\w{2,10};|!?\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"(?:https?://|www\.)[^\s)\"'>]+", re.IGNORECASE)
_LETTER = re.compile(r"\w")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = 2
"""Words of a sentence, at least, in scripts that put spaces between them."""


def tidy(text: str) -> str:
    """One space between words, none at the ends."""
    return " ".join(text.split())


def _named(languages: Collection[str]) -> str:
    return " or ".join(language_name(code) for code in languages)


def is_sentence(text: str) -> bool:
    """Whether a text can be a sentence at all; noise such as ")Kz0Kty1/&2=" is not."""
    return not text.isascii() or sum(map(bool, map(_WORD.search, text.split()))) >= _SENTENCE


def fault_of(
    text: str, article: Article, languages: Collection[str], *, most: int = MOST_WORDS
) -> str:
    """Say what makes a text unfit to be shown ("is empty"), whatever it says; "" if nothing.

    Args:
        text: what an analyst wrote in its own words.
        article: what it was written about.
        languages: those it may be in (ISO 639-1); none for a name.
        most: how many words it may have.
    """
    if len(text) > MOST_LETTERS or len(text.split()) > most:
        return f"has more than {most} words"
    if not _LETTER.search(text):
        return "is empty"
    if _CONTROL.search(text):
        return "has control or direction characters in it"
    if any(mark in text for mark in "<&[") and _MARKUP.search(text):
        return "has markup in it"
    if any(link.rstrip(".,") not in article.text for link in _links(text)):
        return "has a link that the article does not have"
    if languages and all(is_foreign(text, language) for language in languages):
        own = article.language in languages
        return f"is not in {'the language of the article' if own else _named(languages)}"
    return ""


def _links(text: str) -> list[str]:
    has_any = "://" in text or "www." in text.lower()
    return _LINK.findall(text) if has_any else []
