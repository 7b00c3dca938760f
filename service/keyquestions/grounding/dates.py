"""Days, months and years of a statement against those of an article."""

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import permutations

from keyquestions.grounding.places import MONTHS
from keyquestions.grounding.readings import Reading
from keyquestions.grounding.words import Word, plain


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern for words, the longest first; by first letters it fails fast."""
    initials: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        initials.setdefault(word[0], []).append(word[1:])
    groups = (f"{first}(?:{'|'.join(rest)})" for first, rest in initials.items())
    return rf"(?=[{''.join(initials)}])(?:{'|'.join(groups)})"


_MONTH = _any_of(MONTHS)
_DATE = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?(?P<m1>{_MONTH})\b|"
    rf"\b(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.,]*\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"\b({_MONTH})\.?,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:of\s+|de\s+|del\s+)?"
    r"((?:1[5-9]|20)\d\d)\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"\b(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\b")
_DIGIT = re.compile(r"\d")
_SHORT = 3
Day = tuple[int, int]
"""A day of the month, from 1, and a month, from 0."""


class Dates:
    """The dates of an article."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self._text = text
        self._months = frozenset(MONTHS[word] for word in known if word in MONTHS)

    @cached_property
    def _days(self) -> frozenset[Day]:
        numeric = (_readings(match) for match in _NUMERIC.finditer(self._text))
        return frozenset(_days_of(self._text)).union(*numeric)

    @cached_property
    def _month_years(self) -> frozenset[tuple[int, str]]:
        return frozenset(_month_years_of(self._text))

    @cached_property
    def _years(self) -> frozenset[str]:
        return frozenset(year for _, year in self._month_years)

    def objections(self, statement: Reading) -> list[str]:
        """Name the dates of a statement that the article does not have."""
        changed = self._changed(statement.text) if _DIGIT.search(statement.text) else []
        return changed + self._unknown_months(statement.words)

    def _changed(self, statement: str) -> list[str]:
        """Name the dates with a number in them that the article does not have."""
        found = [
            f'the date "{match.group()}" is not in the article'
            for match in _NUMERIC.finditer(statement)
            if not _readings(match) & self._days
        ]
        if any(day not in self._days and day[1] in self._months for day in _days_of(statement)):
            found.append("a day and a month stand together that the article has apart")
        found += [
            f"the article has another month of {year}"
            for month, year in _month_years_of(statement)
            if (month, year) not in self._month_years and year in self._years
        ]
        return found

    def _unknown_months(self, said: Iterable[Word]) -> list[str]:
        named = [
            word
            for word in said
            if word.is_capital and not word.opens and len(word.text) > _SHORT
            if plain(word.text) in MONTHS
        ]
        unknown = [word for word in named if MONTHS[plain(word.text)] not in self._months]
        if not unknown:
            return []  # most often: the article's dates need not be read
        dated = {month for _, month in self._days}
        return [
            f'"{word.text}" is not in the article'
            for word in unknown
            if MONTHS[plain(word.text)] not in dated
        ]


def _readings(match: re.Match[str]) -> frozenset[Day]:
    """Return the days that three numbers may stand for, in any country's order."""
    numbers = [int(number) for number in match.groups()]
    return frozenset((day, month - 1) for day, month in permutations(numbers, 2))


def _days_of(text: str) -> list[Day]:
    return [
        (int(match["d1"] or match["d2"]), MONTHS[(match["m1"] or match["m2"]).lower()])
        for match in _DATE.finditer(text)
    ]


def _month_years_of(text: str) -> list[tuple[int, str]]:
    return [(MONTHS[match[1].lower()], match[2]) for match in _MONTH_YEAR.finditer(text)]
