"""The port of the jobs: what a border (REST, batches) asks of them."""

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from keyquestions.analysis import Analysis, AnalysisStatus
from keyquestions.article import Article
from keyquestions.store.reviews import Review

JobState = AnalysisStatus
"""A job's states are those of an analysis, seen from outside: `status` in its JSON."""

SETTLED = frozenset(
    {JobState.SUCCEEDED, JobState.PARTIAL, JobState.FAILED, JobState.CANCELLED}
)  # fmt: skip
"""The states in which nothing more happens by itself."""

ETAG_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Submission:
    """An article to be analysed, read at the border already (`article.read_article`).

    `output_language` is what findings are to be written in (ISO 639-1; None is the article's).
    `external_id` and `url` are what the publisher's system calls the article; `key_id` is the API
    key that asks. With `retry` a `partial` analysis is made again; a failed or cancelled one always
    is.
    """

    article: Article
    output_language: str | None = None
    external_id: str | None = None
    url: str | None = None
    key_id: str | None = None
    retry: bool = False


@dataclass(frozen=True, slots=True)
class JobError:
    """Why there is no analysis; `message` is a sentence for an editor."""

    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Job:
    """An analysis, as callers see it; `analysis` is there once it succeeded, at least in part.

    `stale` says what has changed since: `prompts`, `model`, `codebook` or `software` of this
    service. Times are UTC; `attempts` counts how often it was begun.
    """

    id: str
    state: JobState
    content_hash: str
    title: str | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    analysis: Analysis | None = None
    error: JobError | None = None
    stale: tuple[str, ...] = ()
    attempts: int = 0

    @property
    def settled(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in SETTLED

    @property
    def etag(self) -> str:
        """Changes whenever any of it does: 20 hexadecimal digits, without quotation marks."""
        parts = (self.id, self.state, self.updated_at.isoformat(), str(self.attempts), *self.stale)
        return sha256("\n".join(parts).encode()).hexdigest()[:ETAG_LENGTH]


class ProgressEvent(StrEnum):
    """What can be told of a job on its way."""

    QUEUED = "queued"
    RUNNING = "running"
    STAGE = "stage"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of a job; `seq` counts from 1 without gaps, in all processes and over restarts.

    `data` never holds a word of the article. By event: `queued` {}; `running` {"attempt"};
    `stage` {"stage", "state": "begun"} and {"stage", "state": "ended", "kept", "dropped",
    "repaired", "calls", "code": None or the failure's}; `settled` {"state", "code"}.
    """

    seq: int
    at: datetime
    event: ProgressEvent
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Published:
    """What readers may see of an article: its newest approved or edited analysis.

    `review` is the one that released it, with its edits, which are not applied here. `stale` is the
    job's, and `text` where the article was posted again with another text since, in which all
    quotes still stand.
    """

    external_id: str
    job: Job
    review: Review
    url: str | None = None
    stale: tuple[str, ...] = ()


class Jobs(ABC):
    """Takes articles in and has them analysed; every method may raise `StoreFailed`."""

    @abstractmethod
    async def submit(self, submission: Submission) -> tuple[Job, bool]:
        """Take it in; the flag says whether the analysis was known: queued, running or done.

        The same content by the same means is one analysis, however often it is posted at once.

        Raises:
            QueueFull: too many are waiting already; `retry_after` is in seconds.
            LanguageUnknown: the output language is none.
        """

    @abstractmethod
    async def wait(self, identity: str, seconds: float) -> Job:
        """The job once it is settled, or as it is when the seconds are over.

        Raises:
            AnalysisUnknown: there is none of that id.
        """

    @abstractmethod
    async def get(self, identity: str) -> Job:
        """The job as it is.

        Raises:
            AnalysisUnknown: there is none of that id.
        """

    @abstractmethod
    async def article(self, identity: str) -> Article:
        """The canonical article that was, or will be, analysed.

        Raises:
            AnalysisUnknown: there is none of that id.
        """

    @abstractmethod
    async def cancel(self, identity: str) -> Job:
        """Have it stopped: a queued one is at once, a running one soon; again is as once.

        Raises:
            AnalysisUnknown: there is none of that id.
            AnalysisSettled: it is done already (not where it was cancelled).
        """

    @abstractmethod
    async def delete(self, identity: str) -> None:
        """Erase it, its article, progress and reviews, and the replies that only it used.

        Raises:
            AnalysisUnknown: there is none of that id.
        """

    @abstractmethod
    async def forget(self, external_id: str) -> int:
        """Erase all analyses of that article as `delete` does; how many there were.

        One that was posted under another external id as well only loses this one.
        """

    @abstractmethod
    async def latest(self, external_id: str) -> Published | None:
        """What readers may see of that article, if anything."""

    @abstractmethod
    def progress(self, identity: str, after: int = 0) -> AsyncGenerator[Progress, None]:
        """The steps after that `seq`, as they happen; ends when the job is settled or erased.

        To wait for a step with a time limit, keep the task of `anext` (`asyncio.wait`): a
        cancellation ends the generator.

        Raises:
            AnalysisUnknown: there is none of that id (when the first step is asked for).
        """

    @abstractmethod
    async def recent(
        self, limit: int, before: datetime | None = None, *, external_id: str | None = None
    ) -> tuple[Job, ...]:
        """At most `limit` jobs created before that time, newest first, without their analyses."""

    @abstractmethod
    async def aclose(self, grace: float) -> None:
        """Take no more; what runs has `grace` seconds to finish, then it goes back to the queue."""
