"""Everything that the routes work with; wiring opens it, nothing here does."""

from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import Depends, Request

from keyquestions.codebook import Codebook
from keyquestions.fetching import Pages
from keyquestions.jobs import Jobs
from keyquestions.jobs.batches import Batches
from keyquestions.rendering import Words
from keyquestions.rest.guards.access import Access
from keyquestions.rest.operations import Operations
from keyquestions.rest.remembering import Remembered
from keyquestions.store.idempotency import Idempotency
from keyquestions.store.reviews import NewReview, Review
from keyquestions.webhooks import Registry


class Reviews(Protocol):
    """The audit trails of all analyses (`store.reviews.Reviews`)."""

    async def of(self, analysis_id: str) -> tuple[Review, ...]:
        """All reviews of an analysis, oldest first."""
        ...

    async def append(self, review: NewReview) -> Review:
        """Add one, and give it the next revision.

        Raises:
            ReviewOutdated: the newest revision is another one than the reviewer saw.
        """
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The opened parts of one process.

    `origins` are the web pages' origins (`https://news.example`) whose scripts may read what is
    published; none by default. `access` and `idempotency` are for the guards, `operations` for
    whoever runs the service.
    """

    jobs: Jobs
    reviews: Reviews
    codebook: Codebook
    words: Words
    access: Access
    idempotency: Idempotency
    operations: Operations
    origins: frozenset[str] = frozenset()
    webhooks: Registry = field(kw_only=True)
    batches: Batches = field(kw_only=True)
    pages: Pages = field(kw_only=True, default_factory=Pages)
    remembered: Remembered = field(kw_only=True, default_factory=Remembered)


async def parts_of(request: Request) -> Parts:
    """The parts of the process that answers this request; async, so that no thread is asked."""
    parts: Parts = request.state.parts
    return parts


Opened = Annotated[Parts, Depends(parts_of)]
"""What a route declares to be given the parts."""
