"""Editors' reviews: an audit trail to which entries are added, and never changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import RowMapping

from keyquestions.analysis import AnalysisStatus
from keyquestions.errors import AnalysisUnknown, ReviewOutdated
from keyquestions.store.database import Database
from keyquestions.store.tables import analyses, reviews
from keyquestions.store.times import aware, utc_now


class ReviewState(StrEnum):
    """What an editor decided; readers see what is `approved` or `edited`."""

    DRAFT = "draft"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"


RELEASED = frozenset({ReviewState.APPROVED, ReviewState.EDITED})
"""The states in which readers see an analysis."""


@dataclass(frozen=True, slots=True)
class Review:
    """One entry of an analysis' trail; `revision` counts from 1.

    `content_hash` is that of the text that was reviewed; `edits` is what the editor changed, as
    JSON; `key_id` is the API key that it came with.
    """

    analysis_id: str
    revision: int
    state: ReviewState
    reviewer: str
    note: str
    content_hash: str
    created_at: datetime
    edits: Mapping[str, Any] | None = None
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class NewReview:
    """An entry to be added; `expected` is the revision that the reviewer saw, 0 for none."""

    analysis_id: str
    expected: int
    state: ReviewState
    reviewer: str
    note: str
    content_hash: str
    edits: Mapping[str, Any] | None = None
    key_id: str | None = None


OnReviewed = Callable[[Connection, Review], None]
"""Called in the transaction in which a review is added."""

_FIELDS = (
    "analysis_id", "state", "reviewer", "note", "content_hash", "edits", "key_id",
)  # fmt: skip
_REVIEWABLE = frozenset({AnalysisStatus.SUCCEEDED.value, AnalysisStatus.PARTIAL.value})


class Reviews:
    """The trails of all analyses."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = utc_now,
        watchers: Sequence[OnReviewed] = (),
    ) -> None:
        self._database = database
        self._now = now
        self._watchers = watchers

    async def append(self, review: NewReview) -> Review:
        """Add an entry.

        Raises:
            AnalysisUnknown: there is no such analysis.
            ReviewOutdated: the trail has gone on since, the analysis is being made again, or it
                is one of another text.
            StoreFailed: the database fails.
        """
        return await self._database.write(
            lambda connection: _append(connection, review, self._now(), self._watchers)
        )

    async def of(self, analysis_id: str) -> tuple[Review, ...]:
        """The whole trail, the oldest entry first; empty where there is none."""
        wanted = select(reviews).where(reviews.c.analysis_id == analysis_id)
        rows = await self._database.read(
            lambda connection: (
                connection.execute(wanted.order_by(reviews.c.revision)).mappings().all()
            )
        )
        return tuple(_review(row) for row in rows)


def last_review(connection: Connection, analysis_id: str) -> Review | None:
    """The newest entry of a trail."""
    wanted = select(reviews).where(reviews.c.analysis_id == analysis_id)
    row = connection.execute(wanted.order_by(reviews.c.revision.desc()).limit(1)).mappings().first()
    return _review(row) if row else None


def _append(
    connection: Connection, new: NewReview, now: datetime, watchers: Sequence[OnReviewed]
) -> Review:
    # Locked, so that of two reviewers at once the second one learns of the first.
    wanted = select(analyses.c.state, analyses.c.content_hash).where(
        analyses.c.id == new.analysis_id
    )
    row = connection.execute(wanted.with_for_update()).first()
    if row is None:
        raise AnalysisUnknown(
            f"There is no analysis {new.analysis_id[:64]!r}; it may have been erased."
        )
    if row.state not in _REVIEWABLE:
        raise ReviewOutdated("There is no result to review now; load the analysis again.")
    if row.content_hash != new.content_hash:
        raise ReviewOutdated("The review is of another text; load the analysis again.")
    last = last_review(connection, new.analysis_id)
    revision = last.revision if last else 0
    if new.expected != revision:
        raise ReviewOutdated(
            "Somebody else has reviewed this analysis in the meantime; load it again."
        )
    fields = {name: getattr(new, name) for name in _FIELDS}
    review = Review(**fields, revision=revision + 1, created_at=now)
    row_ = {**fields, "state": new.state.value, "revision": revision + 1, "created_at": now}
    connection.execute(insert(reviews), row_)
    for tell in watchers:
        tell(connection, review)
    return review


def _review(row: RowMapping) -> Review:
    return Review(
        **{name: row[name] for name in _FIELDS if name != "state"},
        state=ReviewState(row["state"]),
        revision=row["revision"],
        created_at=aware(row["created_at"]),
    )
