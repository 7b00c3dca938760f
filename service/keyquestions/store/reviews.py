"""Editors' reviews: an audit trail to which entries are added, and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


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
