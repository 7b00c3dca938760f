"""/v1/analyses/{id}: one analysis, its article, and the list of all."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import JSONResponse, Response

from keyquestions import errors
from keyquestions.rest import results
from keyquestions.rest.documenting import (
    INVALID_PARAMETER,
    NOT_ACCEPTABLE,
    Responses,
    described,
    failures,
    for_readers,
    headed,
)
from keyquestions.rest.guards import Scope, guard
from keyquestions.rest.identity import Identity
from keyquestions.rest.negotiation import JSON
from keyquestions.rest.parts import Opened
from keyquestions.rest.representing import acceptable, job_body, represented, tagged
from keyquestions.rest.submissions import EXTERNAL_ID
from keyquestions.rest.times import WrittenMoment

_TAG = {"ETag": "Names this body; send it as If-None-Match."}
_NOTHING_NEW: Responses = {304: {"description": "Nothing has changed since."} | headed(_TAG)}
_CONDITION = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "Tags of bodies that the caller has: 304 where nothing has changed.",
    "schema": {"type": "string"},
}


def add_routes(router: APIRouter) -> None:
    """Add the routes to a router."""
    _add_reading(router)
    router.add_api_route(
        "/analyses/{id}/cancel",
        cancel_analysis,
        methods=["POST"],
        operation_id="cancel_analysis",
        summary="Stop an analysis",
        tags=["analyses"],
        dependencies=[guard(Scope.ANALYZE, spends=False)],
        response_model=None,
        responses={
            200: described("It is stopped, or about to be.", results.Job, ["cancelled"]),
            **failures(errors.AnalysisUnknown, errors.AnalysisSettled),
        },
    )
    router.add_api_route(
        "/analyses/{id}",
        delete_analysis,
        methods=["DELETE"],
        operation_id="delete_analysis",
        summary="Erase an analysis",
        tags=["analyses"],
        dependencies=[guard(Scope.ADMIN)],
        status_code=HTTPStatus.NO_CONTENT,
        response_model=None,
        responses={
            204: {"description": "It is erased, with all that belonged to it."},
            **failures(errors.AnalysisUnknown),
        },
    )


def _add_reading(router: APIRouter) -> None:
    reading = [guard(Scope.READ)]
    router.add_api_route(
        "/analyses/{id}",
        get_analysis,
        methods=["GET"],
        operation_id="get_analysis",
        summary="Ask for an analysis",
        tags=["analyses"],
        dependencies=reading,
        response_model=None,
        responses={
            200: _analysis(),
            **_NOTHING_NEW,
            **failures(
                NOT_ACCEPTABLE,
                errors.AnalysisUnknown,
                errors.AnalysisUnfinished,
            ),
        },
        openapi_extra={"parameters": [_CONDITION]},
    )
    router.add_api_route(
        "/analyses",
        list_analyses,
        methods=["GET"],
        operation_id="list_analyses",
        summary="List analyses",
        tags=["analyses"],
        dependencies=reading,
        response_model=None,
        responses={
            200: described("The newest first.", results.JobPage, ["list"]),
            **failures(INVALID_PARAMETER),
        },
    )
    router.add_api_route(
        "/analyses/{id}/article",
        get_article_text,
        methods=["GET"],
        operation_id="get_article_text",
        summary="The article that was analysed",
        tags=["analyses"],
        dependencies=reading,
        response_model=None,
        responses={
            200: described(
                "The text that anchors point into.", results.ArticleText, ["article"], _TAG
            ),
            **_NOTHING_NEW,
            **failures(errors.AnalysisUnknown),
        },
        openapi_extra={"parameters": [_CONDITION]},
    )


def _analysis() -> dict[str, object]:
    told = described(
        "The analysis; without a result where it is not finished, failed or was cancelled.",
        results.Result | results.Job,
        ["succeeded", "running", "failed"],
        _TAG | {"Retry-After": "When to ask again, in seconds, where it is not finished."},
    )
    told["content"] |= for_readers()
    return told


async def get_analysis(request: Request, identity: Identity, parts: Opened) -> Response:
    """How far an analysis is, and its result: as JSON, or for readers as HTML or text."""
    form = acceptable(request)
    return represented(request, parts, await parts.jobs.get(identity), form)


async def get_article_text(request: Request, identity: Identity, parts: Opened) -> Response:
    """The article in canonical blocks, to show it beside the findings."""
    article = await parts.jobs.article(identity)
    body = results.ArticleText(
        title=article.title,
        language=article.language,
        content_hash=article.content_hash,
        words=article.words,
        text=article.text,
        blocks=article.blocks,
    )
    headers = {"Cache-Control": "private, no-cache"}
    return tagged(request, body.model_dump_json().encode(), JSON, headers)


async def list_analyses(
    request: Request,
    parts: Opened,
    external_id: Annotated[
        Annotated[str, Field(pattern=EXTERNAL_ID, max_length=200)] | SkipJsonSchema[None],
        Query(description="Only those of that article."),
    ] = None,
    before: Annotated[
        WrittenMoment | SkipJsonSchema[None],
        Query(description="Only those made before that time."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many, at most.")] = 20,
) -> Response:
    """Analyses without their results, the newest first."""
    jobs = await parts.jobs.recent(limit + 1, before, external_id=external_id)
    shown = jobs[:limit]
    body = results.JobPage(
        items=tuple(job_body(request, job) for job in shown),
        next_before=shown[-1].created_at if len(jobs) > limit else None,
    )
    return JSONResponse(body.model_dump(mode="json"))


async def cancel_analysis(request: Request, identity: Identity, parts: Opened) -> Response:
    """Stop it: a queued one at once, a running one soon. Again is as once."""
    job = await parts.jobs.cancel(identity)
    return JSONResponse(job_body(request, job).model_dump(mode="json"))


async def delete_analysis(identity: Identity, parts: Opened) -> Response:
    """Erase it with its article, its stages and its reviews."""
    await parts.jobs.delete(identity)
    return Response(status_code=HTTPStatus.NO_CONTENT)
