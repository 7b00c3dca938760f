"""Jobs that come out as they were told to: for tests of what stands in front of them."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from keyquestions.analysis import Analysis
from keyquestions.article import Article
from keyquestions.errors import AnalysisSettled, AnalysisUnknown, KeyQuestionsError
from keyquestions.jobs.port import (
    Job,
    JobError,
    Jobs,
    JobState,
    Progress,
    ProgressEvent,
    Published,
    Submission,
)
from keyquestions.store.times import utc_now

Outcome = Analysis | KeyQuestionsError | None
Script = Callable[[Submission], Outcome]


@dataclass(slots=True)
class _Entry:
    job: Job
    article: Article
    names: set[str] = field(default_factory=set)
    steps: list[Progress] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)


class ScriptedJobs(Jobs):
    """Jobs in memory. The script gives what comes of a submission at once; None leaves it queued.

    What is queued goes on with `begin`, `tell` and `settle`. `asked` records every call: the
    method's name and its first argument. `published` is what `latest` finds; `full`, where it is
    set, is what `submit` raises.
    """

    def __init__(self, script: Script = lambda _submission: None) -> None:
        self.asked: list[tuple[str, Any]] = []
        self.published: dict[str, Published] = {}
        self.full: KeyQuestionsError | None = None
        self.closed: float | None = None
        self._script = script
        self._entries: dict[str, _Entry] = {}

    async def submit(self, submission: Submission) -> tuple[Job, bool]:
        """Take it in, and settle it where the script says how; the content makes the id."""
        self.asked.append(("submit", submission))
        if self.full is not None:
            raise self.full
        article = submission.article
        named = f"{article.content_hash}{submission.output_language or ''}"
        identity = f"an_{sha256(named.encode()).hexdigest()[:24]}"
        entry = self._entries.get(identity)
        known = entry is not None and not _is_over(entry.job, submission)
        if entry is None or not known:
            job = Job(
                id=identity,
                state=JobState.QUEUED,
                content_hash=article.content_hash,
                title=article.title,
                created_at=utc_now(),
                updated_at=utc_now(),
            )
            entry = self._entries[identity] = _Entry(job, article)
            self._move(identity, ProgressEvent.QUEUED)
            outcome = self._script(submission)
            if outcome is not None:
                self.settle(identity, outcome)
        if submission.external_id:
            entry.names.add(submission.external_id)
        return entry.job, known

    def begin(self, identity: str) -> None:
        """Let it run."""
        job = self._entry(identity).job
        self._move(
            identity, ProgressEvent.RUNNING, state=JobState.RUNNING, attempts=1 + job.attempts
        )

    def tell(self, identity: str, **data: Any) -> None:  # noqa: ANN401 - whatever a stage tells
        """Tell of a stage."""
        self._move(identity, ProgressEvent.STAGE, data)

    def settle(self, identity: str, outcome: Analysis | KeyQuestionsError) -> None:
        """Let it come out so."""
        if isinstance(outcome, Analysis):
            changes: dict[str, Any] = {"state": outcome.status, "analysis": outcome}
        else:
            error = JobError(outcome.code, outcome.message, outcome.retryable)
            changes = {"state": JobState.FAILED, "error": error}
        self._end(identity, changes)

    async def wait(self, identity: str, seconds: float) -> Job:
        """The job as it is: nothing moves by itself here."""
        self.asked.append(("wait", identity))
        entry = self._entry(identity)
        if seconds > 0 and not entry.job.settled:
            await asyncio.sleep(0)
        return entry.job

    async def get(self, identity: str) -> Job:
        """The job as it is."""
        self.asked.append(("get", identity))
        return self._entry(identity).job

    async def article(self, identity: str) -> Article:
        """The article that was submitted."""
        self.asked.append(("article", identity))
        return self._entry(identity).article

    async def cancel(self, identity: str) -> Job:
        """Stop it at once."""
        self.asked.append(("cancel", identity))
        job = self._entry(identity).job
        if job.settled and job.state is not JobState.CANCELLED:
            raise AnalysisSettled("The analysis is done; there is nothing left to cancel.")
        if not job.settled:
            self._end(identity, {"state": JobState.CANCELLED})
        return self._entry(identity).job

    async def delete(self, identity: str) -> None:
        """Drop it."""
        self.asked.append(("delete", identity))
        self._entry(identity).moved.set()
        del self._entries[identity]

    async def forget(self, external_id: str) -> int:
        """Drop those of that article that have no other name."""
        self.asked.append(("forget", external_id))
        named = [key for key, entry in self._entries.items() if external_id in entry.names]
        for identity in named:
            entry = self._entries[identity]
            entry.names.discard(external_id)
            if not entry.names:
                entry.moved.set()
                del self._entries[identity]
        self.published.pop(external_id, None)
        return len(named)

    async def latest(self, external_id: str) -> Published | None:
        """What was put into `published`."""
        self.asked.append(("latest", external_id))
        return self.published.get(external_id)

    async def progress(self, identity: str, after: int = 0) -> AsyncGenerator[Progress, None]:
        """The steps, as `begin`, `tell` and `settle` make them."""
        self.asked.append(("progress", identity))
        entry = self._entry(identity)
        while True:
            moved = entry.moved
            for step in entry.steps[after:]:
                after = step.seq
                yield step
                if step.event is ProgressEvent.SETTLED:
                    return
            if entry.job.settled or self._entries.get(identity) is not entry:
                return  # settled before `after`, or erased
            await moved.wait()

    async def recent(
        self, limit: int, before: datetime | None = None, *, external_id: str | None = None
    ) -> tuple[Job, ...]:
        """The newest, without their analyses."""
        self.asked.append(("recent", limit))
        found = [
            replace(entry.job, analysis=None)
            for entry in reversed(self._entries.values())
            if (before is None or entry.job.created_at < before)
            and (external_id is None or external_id in entry.names)
        ]
        return tuple(found[:limit])

    async def aclose(self, grace: float) -> None:
        """Note how much grace was given."""
        self.closed = grace

    def _entry(self, identity: str) -> _Entry:
        entry = self._entries.get(identity)
        if entry is None:
            raise AnalysisUnknown(f"There is no analysis {identity}; it may have been erased.")
        return entry

    def _end(self, identity: str, changes: dict[str, Any]) -> None:
        error = changes.get("error")
        data = {"state": str(changes["state"]), "code": error.code if error else None}
        self._move(identity, ProgressEvent.SETTLED, data, finished_at=utc_now(), **changes)

    def _move(
        self,
        identity: str,
        event: ProgressEvent,
        data: dict[str, Any] | None = None,
        **changes: Any,  # noqa: ANN401 - of a job
    ) -> None:
        entry = self._entry(identity)
        entry.job = replace(entry.job, updated_at=utc_now(), **changes)
        entry.steps.append(Progress(1 + len(entry.steps), utc_now(), event, data or {}))
        entry.moved.set()
        entry.moved = asyncio.Event()


def _is_over(job: Job, submission: Submission) -> bool:
    """Whether posting it again makes it anew."""
    again = {JobState.FAILED, JobState.CANCELLED}
    return job.state in again or (job.state is JobState.PARTIAL and submission.retry)
