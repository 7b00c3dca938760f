"""Analyses as jobs: taken in, kept, run by any process, never lost and never paid for twice."""

from keyquestions.jobs.port import (
    SETTLED,
    Job,
    JobError,
    Jobs,
    JobState,
    Progress,
    ProgressEvent,
    Published,
    Submission,
)

__all__ = [
    "SETTLED", "Job", "JobError", "JobState", "Jobs", "Progress", "ProgressEvent", "Published",
    "Submission",
]  # fmt: skip
