"""/v1/analyses/{id}/events: the stages of an analysis as they happen (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response, StreamingResponse

from keyquestions import errors
from keyquestions.jobs import Progress, ProgressEvent
from keyquestions.rest.documenting import INVALID_PARAMETER, failures
from keyquestions.rest.guards import Scope, guard
from keyquestions.rest.headers import IS_HEAD
from keyquestions.rest.identity import Identity
from keyquestions.rest.negotiation import EVENTS
from keyquestions.rest.parts import Opened
from keyquestions.rest.representing import acceptable

HEARTBEAT_SECONDS = 15.0
"""How long a stream is silent at most: proxies end what is silent for a minute."""

RECONNECT_MS = 2000
_EXAMPLE = (
    "retry: 2000\n\n"
    'id: 1\nevent: queued\ndata: {"at":"2026-11-24T17:15:00+00:00"}\n\n'
    'id: 2\nevent: running\ndata: {"at":"2026-11-24T17:15:01+00:00","attempt":1}\n\n'
    'id: 9\nevent: settled\ndata: {"at":"2026-11-24T17:15:04+00:00","state":"succeeded",'
    '"code":null}\n\n'
)
_SCHEMA = {
    "type": "object",
    "description": "One event of the stream.",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string", "description": "Counts from 1; goes into Last-Event-ID."},
        "event": {"type": "string", "enum": [each.value for each in ProgressEvent]},
        "data": {"type": "string", "description": "JSON: `at`, and what the event tells."},
        "retry": {"type": "string"},
    },
}
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def add_routes(router: APIRouter) -> None:
    """Add the route to a router."""
    router.add_api_route(
        "/analyses/{id}/events",
        stream_events,
        methods=["GET"],
        operation_id="stream_events",
        summary="Follow an analysis",
        tags=["analyses"],
        dependencies=[guard(Scope.READ)],
        response_class=Response,
        response_model=None,
        responses={
            200: {
                "description": "Events `queued`, `running`, `stage` and, as the last one, "
                "`settled`; a comment at least every 15 seconds.",
                "content": {EVENTS: {"schema": _SCHEMA, "example": _EXAMPLE}},
            },
            204: {"description": "All of it has been seen: do not reconnect."},
            **failures(
                INVALID_PARAMETER,
                (406, "not_acceptable", "This address answers with text/event-stream only."),
                errors.AnalysisUnknown,
            ),
        },
    )


async def stream_events(
    request: Request,
    identity: Identity,
    parts: Opened,
    last_event_id: Annotated[
        int,
        Header(ge=0, le=2**31 - 1, description="The newest event that was seen: go on after it."),
    ] = 0,
) -> Response:
    """Stream what happens to an analysis, from its beginning or from where a stream broke off."""
    acceptable(request, [EVENTS])
    job = await parts.jobs.get(identity)
    steps = parts.jobs.progress(identity, last_event_id)
    if request.scope.get(IS_HEAD):
        return Response(headers=_HEADERS, media_type=EVENTS)
    if job.settled and last_event_id:
        # A browser reconnects when a stream ends, until it is told that there is no more.
        first = await anext(steps, None)
        if first is None:
            return Response(status_code=HTTPStatus.NO_CONTENT)
        steps = _with_first(first, steps)
    return StreamingResponse(streamed(steps), headers=_HEADERS, media_type=EVENTS)


async def _with_first(
    first: Progress, steps: AsyncGenerator[Progress, None]
) -> AsyncGenerator[Progress, None]:
    async with aclosing(steps):
        yield first
        async for step in steps:
            yield step


async def streamed(steps: AsyncGenerator[Progress, None]) -> AsyncIterator[str]:
    """The steps as they stand in the stream, with a heartbeat where there are none.

    When the client is gone the server cancels this, and with it the wait for the next step.
    """
    yield f"retry: {RECONNECT_MS}\n\n"
    async with aclosing(steps):
        while True:
            upcoming = asyncio.ensure_future(anext(steps, None))
            try:
                while not (await asyncio.wait({upcoming}, timeout=HEARTBEAT_SECONDS))[0]:
                    yield ": still there\n\n"
                step = upcoming.result()
            finally:
                await _ended(upcoming)
            if step is None:
                return
            yield written(step)


async def _ended(upcoming: "asyncio.Future[Progress | None]") -> None:
    """Nobody waits for it any longer; it must be over before its generator can be closed."""
    if not upcoming.done():
        upcoming.cancel()
        await asyncio.wait({upcoming})


def written(step: Progress) -> str:
    """One event."""
    data = {"at": step.at.isoformat(), **step.data}
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {step.seq}\nevent: {step.event}\ndata: {told}\n\n"
