"""Quantities in a text: digits and number words, with their scale and their unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from keyquestions.grounding.lists import listed
from keyquestions.grounding.numerals import FRACTIONS, PARTS, SCALES, UNITS, numerals, ordinals

_GROUPED = re.compile(r"\d{1,3}(?:[\s\u00a0\u2009\u202f]\d{3})+(?!\d)")
_NUMBER = r"\d+(?:[.,'\u2019]\d+)*"
_TOKEN = re.compile(
    rf"(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+(?:\$|\b))|(?P<sign>[$\u20ac\u00a3\u00a5\u20b4\u20bd%\u2030])"
    r"|(?P<stop>[.,;:!?()\"\u201c\u201d])|(?P<dash>[-\u2010-\u2015/])"
)
_DOTTED_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})?")
_ARTICLES = frozenset(["a", "an", "ein", "eine", "einer", "einem", "un", "une", "una"])
_SKIPPED = _ARTICLES | {"d", "de", "of", "st", "nd", "rd", "th"}
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
_GROUP = 3


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


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    kind: str
    start: int
    end: int


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Read the quantities of a text in the order in which they stand."""
    tokens = _tokens(text)
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        read = _read(tokens, at, language)
        if read is None:
            at += 1
            continue
        values, after, is_word = read
        found.append(_quantity(text, tokens, (at, after), values, is_word=is_word))
        at = after
    return tuple(found)


def _tokens(text: str) -> list[_Token]:
    text = _GROUPED.sub(lambda m: re.sub(r"\s", "'", m.group()), text)
    tokens = []
    for match in _TOKEN.finditer(text):
        kind, raw = match.lastgroup or "", match.group()
        if kind == "number" and _DOTTED_DATE.fullmatch(raw):
            at = match.start()
            for number, piece in enumerate(raw.split(".")):
                if piece and number != 1:  # the month is no quantity
                    tokens.append(_Token(piece, kind, at, at + len(piece)))
                at += len(piece) + 1
            continue
        tokens.append(_Token(raw.lower() if kind == "word" else raw, kind, *match.span()))
    return tokens


def _read(
    tokens: list[_Token], at: int, language: str
) -> tuple[frozenset[float], int, bool] | None:
    """Read one number with its scale; return its values, the index after it, whether in words."""
    token = tokens[at]
    if token.kind == "number":
        values, after = digits(token.text, language), at + 1
        is_word = False
    elif token.kind == "word":
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


def _words(tokens: list[_Token], at: int, language: str) -> tuple[frozenset[float], int] | None:
    """Read a number in words: "twenty-five", "three hundred", "half a million", "a dozen"."""
    table, scales = numerals(language), SCALES.get(language, SCALES["en"])
    head = tokens[at].text
    if head in FRACTIONS:
        after = at + 1
        if after < len(tokens) and tokens[after].text in _ARTICLES:
            after += 1
        value = FRACTIONS[head]
        whole = after < len(tokens) and tokens[after].text in scales
        return (frozenset([value]), after) if whole else (frozenset([value, 100 * value]), at + 1)
    if head in _ARTICLES:
        follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
        return (frozenset([1.0]), at + 1) if follows in scales else None
    if head in table:
        return _summed(tokens, at, table)
    order = ordinals(language).get(head)
    if order is None:
        return None
    is_part = at > 0 and tokens[at - 1].text in _ARTICLES
    return frozenset([order, 1 / order, 100 / order] if is_part else [order]), at + 1


def _summed(tokens: list[_Token], at: int, table: dict[str, float]) -> tuple[frozenset[float], int]:
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
    values: frozenset[float], tokens: list[_Token], after: int, language: str
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


def _quantity(
    text: str,
    tokens: list[_Token],
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


def _unit(follows: _Token, after: str) -> str | None:
    """Return the unit that a word names; what comes after it decides about percents."""
    if follows.text == "percentage" or (follows.text == "per" and after.startswith(" cent")):
        return "points" if "point" in after else "percent"
    if follows.text in {"pour", "por"}:
        return "percent" if after.startswith((" cent", " ciento")) else None
    unit = UNITS.get(follows.text)
    return "points" if unit == "percent" and "point" in after else unit


def _touches(before: _Token, number: _Token) -> bool:
    """Tell whether a sign or code before a number is its unit ("$5", "US$ 5", "EUR 5")."""
    named = before.kind == "sign" or before.text in {"eur", "usd", "gbp", "chf", "us$", "rs"}
    return named and before.text != "%" and number.start - before.end <= 1


def _following(tokens: list[_Token], after: int) -> Iterator[_Token]:
    """Yield the token that the number counts: what follows it, over a hyphen."""
    for token in tokens[after : after + 3]:
        if token.kind == "dash" or token.text in _SKIPPED:
            continue
        if token.kind in {"word", "sign"}:
            yield token
        return
