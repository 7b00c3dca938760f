"""What stands above an analysis: what it is, and what an editor did about it, and when."""

from dataclasses import dataclass
from datetime import datetime

from keyquestions.analysis import Provenance
from keyquestions.rendering.words import Words


@dataclass(frozen=True, slots=True)
class Release:
    """How an analysis came to be published.

    `changed` says whether the editor changed it, `text_changed` whether the article's text is
    another since; `at` has a time zone.
    """

    at: datetime
    changed: bool
    text_changed: bool


@dataclass(frozen=True, slots=True)
class LabelView:
    """The line as readers see it; `at` is the ISO form of the date that ends `review`.

    `review`, `date` and `at` are empty where nobody is known to have released it, `remark` where
    there is nothing to add.
    """

    made: str
    review: str = ""
    date: str = ""
    at: str = ""
    remark: str = ""


def label(made: Provenance, words: Words, release: Release | None) -> LabelView:
    """The label of an analysis; one that no language model had a part in is not called AI."""
    by = words.automated if made.model is None else words.assisted
    if release is None:
        return LabelView(by)
    return LabelView(
        made=by,
        review=words.changed if release.changed else words.approved,
        date=_written(release.at, words),
        at=release.at.isoformat(timespec="seconds"),
        remark=words.text_changed if release.text_changed else "",
    )


def _written(at: datetime, words: Words) -> str:
    """A date as the words' language writes it."""
    return words.date.format(day=at.day, month=words.months[at.month - 1], year=at.year)
