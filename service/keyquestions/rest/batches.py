"""/v1/batches: many articles at once, as JSONL, and their results in the same order."""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from keyquestions import errors
from keyquestions.analysis import Analysis, Value
from keyquestions.jobs.batches import Result
from keyquestions.rest.documenting import INVALID_PARAMETER, UNSUPPORTED, described, failures
from keyquestions.rest.errors import RequestRefused, failing_code
from keyquestions.rest.guards import Caller, Scope, facts_of, guard
from keyquestions.rest.parts import Opened
from keyquestions.rest.representing import plain
from keyquestions.rest.results import AnalysisFailure
from keyquestions.store.batches import Batch, BatchState, ItemState

JSONL = "application/jsonl"
TYPES = (JSONL, "application/x-ndjson")
POLL_SECONDS = 30

BatchId = Annotated[str, Path(alias="id", description="The batch's id.")]


class BatchBody(Value):
    """A batch, and how many of its lines are in each state."""

    id: str
    state: BatchState
    created_at: datetime
    finished_at: datetime | None
    total: Annotated[int, Field(description="How many lines there are, blank ones not counted.")]
    counts: Annotated[dict[ItemState, int], Field(description="By state; they add up to total.")]
    status_url: str
    results_url: str


class BatchPage(Value):
    """Batches, the newest first."""

    items: tuple[BatchBody, ...]
    next_before: Annotated[
        str | None,
        Field(description="What to give as `before` to see older ones; null: there are none."),
    ]


class ResultLine(Value):
    """One line of the results: an analysis or an error, never both and never neither."""

    line: Annotated[int, Field(description="The number of the line that was sent, from 1.")]
    custom_id: Annotated[str | None, Field(description="Null where the line had none.")]
    state: ItemState
    analysis: Analysis | None
    error: AnalysisFailure | None


_LINES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One JSON object a line.",
        "content": {
            kind: {
                "schema": {"type": "string"},
                "example": '{"custom_id":"wp-1842","content_html":"<p>…</p>"}\n',
            }
            for kind in TYPES
        },
    }
}


def add_routes(router: APIRouter) -> None:
    """Add the routes to a router."""
    router.add_api_route(
        "/batches",
        create_batch,
        methods=["POST"],
        operation_id="create_batch",
        summary="Have many articles analysed",
        tags=["batches"],
        status_code=HTTPStatus.ACCEPTED,
        response_model=None,
        responses={
            202: described(
                "It is taken in.", BatchBody, ["batch"], {"Location": "Where to ask for it."}
            ),
            **failures(UNSUPPORTED, errors.BatchInvalid, errors.BatchTooLarge),
        },
        openapi_extra=_LINES,
    )
    _add_reading(router)
    for action, what in (("cancel", cancel_batch), ("retry", retry_batch)):
        late = (errors.BatchUnfinished,) if action == "retry" else ()
        router.add_api_route(
            f"/batches/{{id}}/{action}",
            what,
            methods=["POST"],
            operation_id=f"{action}_batch",
            summary=f"{action.capitalize()} a batch",
            tags=["batches"],
            dependencies=[guard(Scope.ANALYZE)],
            response_model=None,
            responses={
                200: described("The batch as it is now.", BatchBody, ["batch"]),
                **failures(errors.BatchUnknown, *late),
            },
        )
    router.add_api_route(
        "/batches/{id}",
        delete_batch,
        methods=["DELETE"],
        operation_id="delete_batch",
        summary="Erase a batch",
        tags=["batches"],
        dependencies=[guard(Scope.ADMIN)],
        status_code=HTTPStatus.NO_CONTENT,
        response_model=None,
        responses={
            204: {"description": "It is erased; its analyses stay."},
            **failures(errors.BatchUnknown, errors.BatchUnfinished),
        },
    )


def _add_reading(router: APIRouter) -> None:
    reading = [guard(Scope.READ)]
    router.add_api_route(
        "/batches",
        list_batches,
        methods=["GET"],
        operation_id="list_batches",
        summary="List batches",
        tags=["batches"],
        dependencies=reading,
        response_model=None,
        responses={
            200: described("The newest first.", BatchPage, ["batches"]),
            **failures(INVALID_PARAMETER, errors.BatchUnknown),
        },
    )
    router.add_api_route(
        "/batches/{id}",
        get_batch,
        methods=["GET"],
        operation_id="get_batch",
        summary="Ask for a batch",
        tags=["batches"],
        dependencies=reading,
        response_model=None,
        responses={
            200: described("How far it is.", BatchBody, ["batch"]),
            **failures(errors.BatchUnknown),
        },
    )
    router.add_api_route(
        "/batches/{id}/results",
        get_results,
        methods=["GET"],
        operation_id="get_batch_results",
        summary="The results of a batch",
        tags=["batches"],
        dependencies=reading,
        response_class=StreamingResponse,
        response_model=None,
        responses={
            200: {
                "description": "A line for each line that is settled, in their order.",
                "content": {JSONL: {"schema": {"type": "string"}}},
            },
            **failures(INVALID_PARAMETER, errors.BatchUnknown),
        },
    )


async def create_batch(
    request: Request, parts: Opened, caller: Annotated[Caller, guard(Scope.ANALYZE)]
) -> Response:
    """Post articles as JSONL, each line as `POST /v1/analyses` takes it, with a `custom_id`.

    A line that cannot be used fails alone. Two lines with one `custom_id`, or a first line that is
    no JSON object, refuse the whole.
    """
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared not in TYPES:
        raise RequestRefused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            f"A batch must be JSONL; send it with Content-Type: {JSONL}.",
        )
    batch = await parts.batches.create(request.stream(), caller.key_id)
    facts_of(request.scope).about = batch.id
    body = batch_body(request, batch)
    return plain(body, HTTPStatus.ACCEPTED, {"Location": body.status_url})


async def list_batches(
    request: Request,
    parts: Opened,
    before: Annotated[
        str | None, Query(max_length=100, description="Only those before the one of that id.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many, at most.")] = 20,
) -> Response:
    """Batches, the newest first."""
    found = await parts.batches.recent(limit + 1, before)
    shown = found[:limit]
    page = BatchPage(
        items=tuple(batch_body(request, each) for each in shown),
        next_before=shown[-1].id if len(found) > limit else None,
    )
    return plain(page)


async def get_batch(request: Request, identity: BatchId, parts: Opened) -> Response:
    """How far a batch is."""
    body = batch_body(request, await parts.batches.get(identity))
    waits = {} if body.finished_at else {"Retry-After": str(POLL_SECONDS)}
    return plain(body, headers=waits)


async def get_results(
    identity: BatchId,
    parts: Opened,
    after: Annotated[
        int, Query(ge=0, le=10_000_000, description="Only those after that line.")
    ] = 0,
) -> Response:
    """What is settled by now, in the order of the lines that were sent, one JSON object a line."""
    await parts.batches.get(identity)
    return StreamingResponse(
        _lines(parts.batches.results(identity, after)),
        media_type=JSONL,
        headers={"Cache-Control": "no-store"},
    )


async def cancel_batch(request: Request, identity: BatchId, parts: Opened) -> Response:
    """Take back the lines that wait; what is under way is finished. Again is as once."""
    return plain(batch_body(request, await parts.batches.cancel(identity)))


async def retry_batch(request: Request, identity: BatchId, parts: Opened) -> Response:
    """Have the failed lines analysed again, and no others; not those that were no request."""
    return plain(batch_body(request, await parts.batches.retry(identity)))


async def delete_batch(identity: BatchId, parts: Opened) -> Response:
    """Erase a batch that has ended, with its lines; the analyses stay."""
    await parts.batches.remove(identity)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def batch_body(request: Request, batch: Batch) -> BatchBody:
    """A batch as it is shown."""
    where = f"{request.scope.get('root_path', '')}/v1/batches/{batch.id}"
    return BatchBody(
        id=batch.id,
        state=batch.state,
        created_at=batch.created_at,
        finished_at=batch.finished_at,
        total=batch.total,
        counts=batch.counts,
        status_url=where,
        results_url=f"{where}/results",
    )


def result_line(result: Result) -> bytes:
    """A result as a line of JSONL."""
    error = None
    if result.error is not None:
        told = failing_code(
            result.error.code, result.error.message, retryable=result.error.retryable
        )
        error = AnalysisFailure(code=told.code, message=told.message, retryable=told.retryable)
    body = ResultLine(
        line=result.line,
        custom_id=result.custom_id,
        state=result.state,
        analysis=result.analysis,
        error=error,
    )
    return body.model_dump_json().encode() + b"\n"


async def _lines(results: AsyncIterator[Result]) -> AsyncGenerator[bytes, None]:
    async for each in results:
        yield result_line(each)
