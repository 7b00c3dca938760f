"""Quantities in a text: digits and number words, with their scale and their unit."""

from collections.abc import Iterator
from dataclasses import dataclass

from keyquestions.grounding.lists import listed
from keyquestions.grounding.number_reading import (
    ARTICLES,
    Token,
    may_have_numbers,
    opens_number,
    read_number,
    tokens_of,
)
from keyquestions.grounding.numerals import UNITS

_SKIPPED = ARTICLES | {"d", "de", "of", "st", "nd", "rd", "th"}
_ABOUT = listed(
    """
    about around nearly almost roughly approximately some over more than under below least
    fewer less rund etwa fast knapp mehr environ presque unos unas casi cerca around close
    circa ca
    """
)
_BETWEEN = listed("than als que de the a about $ € £ us$")
_MORE = listed("more over above exceeding least mindestens über plus más mehr")
_LESS = listed("less fewer under below most unter weniger höchstens moins menos")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it is written, what it may mean, its unit and the word after it.

    `values` has more than one member where the writing is ambiguous ("1.000"). `unit` is None
    where none is named; `noun` is the lower-case word that it counts, "" where there is none;
    `bound` is "more" or "less" where it says that the number is passed, or is not reached.
    """

    written: str
    values: frozenset[float]
    unit: str | None
    noun: str
    is_word: bool = False
    is_about: bool = False
    bound: str = ""
    start: int = 0


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Read the quantities of a text in the order in which they stand."""
    if not may_have_numbers(text, language):
        return ()
    tokens = tokens_of(text)
    found: list[Quantity] = []
    opens, after = opens_number(language), 0
    for at, token in enumerate(tokens):
        if at < after or (token.kind != "number" and token.text not in opens):
            continue
        read = read_number(tokens, at, language)
        if read is not None:
            values, after, is_word = read
            found.append(_quantity(text, tokens, (at, after), values, is_word=is_word))
    return tuple(found)


def _quantity(
    text: str,
    tokens: list[Token],
    span: tuple[int, int],
    values: frozenset[float],
    *,
    is_word: bool,
) -> Quantity:
    at, after = span
    before = tokens[at - 1] if at else None
    unit = UNITS.get(before.text) if before and _touches(before, tokens[at]) else None
    follows = next(_following(tokens, after), None)
    if unit is None and follows is not None:
        unit = _unit(follows, text[follows.end : follows.end + 8].lower())
    near = {t.text for t in tokens[max(0, at - 3) : at]}
    return Quantity(
        written=text[tokens[at].start : tokens[after - 1].end],
        values=values,
        unit=unit,
        noun=follows.text if follows is not None and follows.kind == "word" else "",
        is_word=is_word,
        is_about=bool(near & _ABOUT),
        bound=_bound([t.text for t in tokens[max(0, at - 5) : at]]),
        start=tokens[at].start,
    )


def _bound(before: list[str]) -> str:
    """Tell on which side of a number the words before it put the amount ("fewer than 80")."""
    told = [word for word in before if word not in _BETWEEN]
    side = "more" if told[-1:] and told[-1] in _MORE else ""
    side = side or ("less" if told[-1:] and told[-1] in _LESS else "")
    if side and told[-2:-1] and told[-2] in {"no", "not", "nicht", "keine"}:
        return "less" if side == "more" else "more"
    return side


def _unit(follows: Token, after: str) -> str | None:
    """Return the unit that a word names; what comes after it decides about percents."""
    if follows.text == "percentage" or (follows.text == "per" and after.startswith(" cent")):
        return "points" if "point" in after else "percent"
    if follows.text in {"pour", "por"}:
        return "percent" if after.startswith((" cent", " ciento")) else None
    unit = UNITS.get(follows.text)
    return "points" if unit == "percent" and "point" in after else unit


def _touches(before: Token, number: Token) -> bool:
    """Tell whether a sign or code before a number is its unit ("$5", "US$ 5", "EUR 5")."""
    named = before.kind == "sign" or before.text in {"eur", "usd", "gbp", "chf", "us$", "rs"}
    return named and before.text != "%" and number.start - before.end <= 1


def _following(tokens: list[Token], after: int) -> Iterator[Token]:
    """Yield the token that the number counts: what follows it, over a hyphen."""
    for token in tokens[after : after + 3]:
        if token.kind == "dash" or token.text in _SKIPPED:
            continue
        if token.kind in {"word", "sign"}:
            yield token
        return
