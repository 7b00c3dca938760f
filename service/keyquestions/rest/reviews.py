"""/v1/analyses/{id}/review: editors decide, and every decision stays on record."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body
from starlette.responses import JSONResponse, Response

from keyquestions import errors
from keyquestions.errors import ReviewMisplaced
from keyquestions.publishing import Edits, edited
from keyquestions.rest import results
from keyquestions.rest.documenting import BODY, described, failures
from keyquestions.rest.guards import Caller, Scope, guard
from keyquestions.rest.identity import Identity
from keyquestions.rest.parts import Opened, Parts
from keyquestions.rest.representing import unfinished
from keyquestions.rest.submissions import EditedReview, PostedReview
from keyquestions.store.reviews import NewReview, Review, ReviewState


def add_routes(router: APIRouter) -> None:
    """Add the routes to a router."""
    router.add_api_route(
        "/analyses/{id}/review",
        post_review,
        methods=["POST"],
        operation_id="create_review",
        summary="Review an analysis",
        tags=["reviews"],
        status_code=HTTPStatus.CREATED,
        response_model=None,
        responses={
            201: described("It is on record.", results.ReviewEntry, ["review"]),
            **failures(
                *BODY,
                errors.AnalysisUnknown,
                errors.AnalysisUnfinished,
                errors.ReviewOutdated,
                errors.ReviewMisplaced,
                errors.EditsInvalid,
            ),
        },
    )
    router.add_api_route(
        "/analyses/{id}/review",
        get_reviews,
        methods=["GET"],
        operation_id="get_reviews",
        summary="All reviews of an analysis",
        tags=["reviews"],
        dependencies=[guard(Scope.READ)],
        response_model=None,
        responses={
            200: described("The audit trail, oldest first.", results.ReviewTrail, ["reviews"]),
            **failures(errors.AnalysisUnknown),
        },
    )


async def post_review(
    identity: Identity,
    parts: Opened,
    posted: Annotated[PostedReview, Body()],
    caller: Annotated[Caller, guard(Scope.REVIEW)],
) -> Response:
    """Put a decision on record: readers see what is `approved`, or `edited` with its changes.

    Changes take out, reorder and reword; they add no finding and no quote.
    """
    job = await parts.jobs.get(identity)
    if job.analysis is None:
        raise unfinished(job)
    if posted.content_hash not in {None, job.content_hash}:
        raise ReviewMisplaced(
            "The article was changed since it was analysed; have it analysed again, then review "
            "that."
        )
    edits = posted.edits if isinstance(posted, EditedReview) else None
    if edits is not None:
        edited(job.analysis, edits, posted.reviewer, parts.codebook)
    entry = NewReview(
        analysis_id=job.id,
        expected=await _expected(parts, job.id, posted.revision),
        state=ReviewState(posted.state),
        reviewer=posted.reviewer,
        note=posted.note or "",
        content_hash=job.content_hash,
        edits=None if edits is None else edits.model_dump(mode="json"),
        key_id=caller.key_id,
    )
    review = await parts.reviews.append(entry)
    return JSONResponse(_entry(review).model_dump(mode="json"), HTTPStatus.CREATED)


async def get_reviews(identity: Identity, parts: Opened) -> Response:
    """Who decided what, when, and over which text."""
    await parts.jobs.get(identity)
    trail = await parts.reviews.of(identity)
    newest = trail[-1] if trail else None
    body = results.ReviewTrail(
        analysis_id=identity,
        revision=newest.revision if newest else 0,
        state=newest.state if newest else ReviewState.DRAFT,
        entries=tuple(map(_entry, trail)),
    )
    return JSONResponse(body.model_dump(mode="json"))


async def _expected(parts: Parts, identity: str, seen: int | None) -> int:
    """The revision that the reviewer saw; whoever does not say has seen the newest."""
    if seen is not None:
        return seen
    trail = await parts.reviews.of(identity)
    return trail[-1].revision if trail else 0


def _entry(review: Review) -> results.ReviewEntry:
    return results.ReviewEntry(
        revision=review.revision,
        state=review.state,
        reviewer=review.reviewer,
        note=review.note or None,
        content_hash=review.content_hash,
        edits=None if review.edits is None else Edits.model_validate(review.edits),
        created_at=review.created_at,
    )
