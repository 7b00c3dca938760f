"""Numbers as they are written: in digits, in words, with scales and parts."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from keyquestions.grounding.numerals import FRACTIONS, PARTS, SCALES, numerals, ordinals
from keyquestions.grounding.words import MOST_REMEMBERED, pattern_for

ARTICLES = frozenset(["a", "an", "ein", "eine", "einer", "einem", "un", "une", "una"])
"""Words that mean one before a scale or a part."""

_GROUPED = re.compile(r"\d{1,3}(?:[\s\u00a0\u2009\u202f]\d{3})+(?!\d)")
_NUMBER = r"\d+(?:[.,'\u2019]\d+)*"
_SIGNS = "$\u20ac\u00a3\u00a5\u20b4\u20bd%\u2030"
_STOPS = '.,;:!?()"\u201c\u201d'
_TOKEN = pattern_for(
    rf"({_NUMBER}|[^\W\d_]+(?:\$|\b)|[{_SIGNS}]|[{re.escape(_STOPS)}]|[-\u2010-\u2015/])"
)
_DOTTED_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})?")
_GROUP = 3


class Token(NamedTuple):
    """A number, word, sign, stop or dash of a text; words are in lower case."""

    text: str
    kind: str
    start: int
    end: int


_token: Callable[[tuple[str, str, int, int]], Token] = partial(tuple.__new__, Token)
"""Makes a token in half the time of its constructor: there are many."""

_DIGIT = re.compile(r"\d")
_LETTERS = pattern_for(r"[^\W\d_]+")


@lru_cache(64)
def _heads(language: str) -> frozenset[str]:
    """Return what a number in words begins with, but for "a", which goes before other words."""
    return frozenset([*numerals(language), *ordinals(language), *FRACTIONS])


@lru_cache(64)
def _telling(language: str) -> frozenset[str]:
    """Return words of which one is in every text that has a number and no digit."""
    return _heads(language).union(SCALES.get(language, SCALES["en"]))


def may_have_numbers(text: str, language: str) -> bool:
    """Tell whether a text may have a number in it: spares most sentences the reading of them."""
    if _DIGIT.search(text):
        return True
    return not _telling(language).isdisjoint(_LETTERS(text).findall(text.lower()))


def tokens_of(text: str) -> list[Token]:
    """Split a text where numbers are looked for; grouped digits are one token."""
    text = _GROUPED.sub(lambda m: re.sub(r"\s", "'", m.group()), text)
    tokens: list[Token] = []
    start = 0
    # Splitting tells the places of tokens at half the cost of match objects.
    pieces = iter(_TOKEN(text).split(text))
    for between, raw in zip(pieces, pieces, strict=False):  # the last piece is no token
        start += len(between)
        end = start + len(raw)
        written, kind = _kind_of(raw)
        if kind == "number" and _DOTTED_DATE.fullmatch(raw):
            tokens += _dated(raw, start)
        else:
            tokens.append(_token((written, kind, start, end)))
        start = end
    return tokens


@lru_cache(MOST_REMEMBERED)
def _kind_of(raw: str) -> tuple[str, str]:
    """Return a token's text and kind: its first character tells."""
    first = raw[0]
    if first.isdecimal():
        return raw, "number"
    if first in _SIGNS:
        return raw, "sign"
    if first in _STOPS:
        return raw, "stop"
    return (raw.lower(), "word") if first.isalnum() else (raw, "dash")


def _dated(raw: str, at: int) -> Iterator[Token]:
    """Yield the numbers of a date ("14.9.2024") without the month, which is no quantity."""
    for number, piece in enumerate(raw.split(".")):
        if piece and number != 1:
            yield Token(piece, "number", at, at + len(piece))
        at += len(piece) + 1


@lru_cache(64)
def opens_number(language: str) -> frozenset[str]:
    """Return the words with which a number may begin."""
    return _heads(language) | ARTICLES


def read_number(
    tokens: list[Token], at: int, language: str
) -> tuple[frozenset[float], int, bool] | None:
    """Read one number with its scale; return its values, the index after it, whether in words."""
    token = tokens[at]
    if token.kind == "number":
        values, after = digits(token.text, language), at + 1
        is_word = False
    elif token.text in opens_number(language):
        read = _words(tokens, at, language)
        if read is None:
            return None
        values, after = read
        is_word = True
    else:
        return None
    scaled, after = _scaled(values, tokens, after, language)
    return scaled, after, is_word


def digits(written: str, language: str) -> frozenset[float]:
    """Return what digits with grouping and decimal marks may mean."""
    marks = [c for c in written if not c.isdigit()]
    if not marks:
        return frozenset([float(written)])
    last = marks[-1]
    tail = written.rsplit(last, 1)[1]
    joined = float(re.sub(r"\D", "", written))
    if len(set(marks)) > 1:
        return frozenset([float(re.sub(r"\D", "", written.rsplit(last, 1)[0]) + "." + tail)])
    if len(marks) > 1 or last in "'\u2019":
        return frozenset([joined])
    decimal = float(written.replace(",", "."))
    if len(tail) != _GROUP:
        return frozenset([decimal])
    sure = "," if language == "en" else "."
    return frozenset([joined]) if last == sure else frozenset([joined, decimal])


def _words(tokens: list[Token], at: int, language: str) -> tuple[frozenset[float], int] | None:
    """Read a number in words: "twenty-five", "three hundred", "half a million", "a dozen"."""
    table, scales = numerals(language), SCALES.get(language, SCALES["en"])
    head = tokens[at].text
    if head in FRACTIONS:
        after = at + 1
        if after < len(tokens) and tokens[after].text in ARTICLES:
            after += 1
        value = FRACTIONS[head]
        whole = after < len(tokens) and tokens[after].text in scales
        return (frozenset([value]), after) if whole else (frozenset([value, 100 * value]), at + 1)
    if head in ARTICLES:
        follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
        return (frozenset([1.0]), at + 1) if follows in scales else None
    if head in table:
        return _summed(tokens, at, table)
    order = ordinals(language)[head]
    is_part = at > 0 and tokens[at - 1].text in ARTICLES
    return frozenset([order, 1 / order, 100 / order] if is_part else [order]), at + 1


def _summed(tokens: list[Token], at: int, table: dict[str, float]) -> tuple[frozenset[float], int]:
    """Add up tens and ones ("twenty-five", "treinta y cinco", "vingt et un")."""
    value, after = table[tokens[at].text], at + 1
    follows = after
    while follows < len(tokens) and (
        tokens[follows].kind == "dash" or tokens[follows].text in {"y", "et", "and"}
    ):
        follows += 1
    if 20 <= value < 100 and follows < len(tokens):  # noqa: PLR2004 - the tens
        ones = table.get(tokens[follows].text, 100)
        if 0 < ones < 10 and tokens[follows - 1].text != "and":  # noqa: PLR2004 - the ones
            return frozenset([value + ones]), follows + 1
    return frozenset([value]), after


def _scaled(
    values: frozenset[float], tokens: list[Token], after: int, language: str
) -> tuple[frozenset[float], int]:
    """Multiply by the scales that follow: "three hundred thousand", "1.5 million", "2bn"."""
    scales = SCALES.get(language, SCALES["en"])
    part = after + (after < len(tokens) and tokens[after].kind == "dash")
    if part < len(tokens) and tokens[part].text in PARTS:
        shares = [v / PARTS[tokens[part].text] for v in values]
        return frozenset([*shares, *(100 * share for share in shares)]), part + 1
    while after < len(tokens) and tokens[after].text in scales:
        scale = scales[tokens[after].text]
        if tokens[after].text == "m":
            return values | {v * scale for v in values}, after + 1
        values = frozenset(v * scale for v in values)
        after += 1
        rest = after + (after < len(tokens) and tokens[after].text == "and")
        if scale == 100 and rest < len(tokens):  # noqa: PLR2004 - "two hundred and fifty"
            more = numerals(language).get(tokens[rest].text)
            if more is not None and more < scale:
                added, after = _summed(tokens, rest, numerals(language))
                values = frozenset(v + extra for v in values for extra in added)
    return values, after
