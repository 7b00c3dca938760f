"""Quotes beneath findings; a long one is shown in full once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keyquestions.rendering.prose import opening_words

if TYPE_CHECKING:
    from keyquestions.rendering.view import FindingView

LONG = 10
"""A quote of more words than this is not repeated."""

OPENING = 6
"""How many of its words recall it."""


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A passage of the article; where it is shown `again`, `text` is how it begins."""

    text: str
    again: bool = False


class Shown:
    """The quotes that readers have seen in full by now."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def once(self, findings: Iterable["FindingView"]) -> tuple["FindingView", ...]:
        """The findings, with what stands above already recalled by its first words."""
        return tuple(self._recalled(finding) for finding in findings)

    def _recalled(self, finding: "FindingView") -> "FindingView":
        quotes = tuple(
            QuoteView(opening_words(quote.text, OPENING), again=True)
            if quote.text in self._seen and len(quote.text.split()) > LONG
            else quote
            for quote in finding.quotes
        )
        self._seen.update(quote.text for quote in finding.quotes)
        self._seen.update(run.text for run in finding.text if run.quoted)
        return replace(finding, quotes=quotes)
