"""What callers are told: the bodies of the responses, as the OpenAPI document describes them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from keyquestions.analysis import Analysis, Value
from keyquestions.article import Block
from keyquestions.jobs import JobState
from keyquestions.publishing import Edition, Edits
from keyquestions.store.reviews import ReviewState

AnalysisId = Annotated[
    str,
    Field(
        pattern=r"^an_[0-9a-f]{24}$",
        description="The same content by the same means has the same id.",
        examples=["an_0123456789abcdef01234567"],
    ),
]
State = Annotated[JobState, Field(description="How far it is; `status` says the same.")]
Stale = Annotated[
    tuple[str, ...],
    Field(
        description="What has changed since it was made: `text`, `prompts`, `model`, `codebook`, "
        "`software`. Empty: it is as it would be made now.",
    ),
]


class AnalysisFailure(Value):
    """Why there is no analysis."""

    code: str
    message: Annotated[str, Field(description="A sentence that an editor can read.")]
    retryable: Annotated[bool, Field(description="Whether posting the article again may help.")]


class Job(Value):
    """An analysis that has no result: not yet, or because it failed or was cancelled."""

    id: AnalysisId
    state: State
    status: JobState
    status_url: Annotated[
        str, Field(description="Where to ask how far it is, relative to the service's address.")
    ]
    events_url: Annotated[str, Field(description="Where its stages are streamed (SSE).")]
    title: str | None
    content_hash: str
    attempts: Annotated[int, Field(description="How often it was begun.")]
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    failure: Annotated[
        AnalysisFailure | None, Field(description="Why it failed; null in the other states.")
    ]


class Result(Analysis):
    """An analysis with its result."""

    state: State
    stale: Stale
    created_at: datetime
    updated_at: datetime


class JobPage(Value):
    """Analyses, newest first, without their results."""

    items: tuple[Job, ...]
    next_before: Annotated[
        datetime | None,
        Field(description="What to give as `before` to see older ones; null: there are none."),
    ]


class ArticleText(Value):
    """The article as it was read: what the anchors of the findings point into."""

    title: str | None
    language: str
    content_hash: str
    words: int
    text: Annotated[str, Field(description="The canonical text; offsets count its code points.")]
    blocks: tuple[Block, ...]


class ReviewEntry(Value):
    """One decision of an editor."""

    revision: Annotated[int, Field(description="Counts from 1.")]
    state: ReviewState
    reviewer: str
    note: str | None
    content_hash: Annotated[str, Field(description="The text that was reviewed.")]
    edits: Edits | None
    created_at: datetime


class ReviewTrail(Value):
    """All decisions about an analysis, oldest first; entries are added and never changed."""

    analysis_id: AnalysisId
    revision: Annotated[int, Field(description="The newest entry's; 0 where there is none.")]
    state: Annotated[ReviewState, Field(description="The newest entry's; `draft` without any.")]
    entries: tuple[ReviewEntry, ...]


class Released(Value):
    """The decision by which readers see an analysis."""

    state: ReviewState
    revision: int
    reviewed_at: datetime


class PublishedAnalysis(Edition):
    """What readers see of an article: approved by an editor, with the editor's changes."""

    external_id: str
    review: Released
    stale: Stale


class Fault(Value):
    """What went wrong."""

    code: Annotated[str, Field(description="Stable; decide by this.")]
    message: Annotated[str, Field(description="A sentence that an editor can read.")]
    retryable: Annotated[bool, Field(description="Whether the same request may work later.")]
    request_id: Annotated[str, Field(description="Tell it to whoever runs the service.")]


class FailureStatus(Value):
    """The HTTP status once more, for clients that see the body only."""

    status: int
    id: Annotated[str | None, Field(description="The analysis that failed.")] = None
    status_url: str | None = None


class Failed(Value):
    """Every failure, whatever it is."""

    error: Fault
    code: str
    message: str
    data: FailureStatus


Schema = dict[str, Any]
