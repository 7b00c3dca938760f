"""/v1/articles/{external_id}: what readers see, for everybody and for caches in between."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from keyquestions.analysis import Analysis
from keyquestions.errors import NotPublished
from keyquestions.jobs import Published
from keyquestions.publishing import Edits, edited
from keyquestions.rendering import Release
from keyquestions.rest import results
from keyquestions.rest.documenting import (
    described,
    failures,
    for_readers,
)
from keyquestions.rest.errors import failing
from keyquestions.rest.guards import Scope, guard
from keyquestions.rest.handlers import REFUSALS
from keyquestions.rest.negotiation import HTML, JSON, WIDGET
from keyquestions.rest.parts import Opened, Parts
from keyquestions.rest.representing import acceptable, shown, tagged
from keyquestions.rest.submissions import EXTERNAL_ID, RESERVED
from keyquestions.store.reviews import ReviewState

_FRESH = "public, max-age=60, stale-while-revalidate=600"
_MISSING = "public, max-age=10"
_FORMS = (JSON, HTML, WIDGET)
_WIDGET = {
    "schema": {
        "type": "object",
        "description": "What the reader's widget shows: elements as [tag, attributes, ...nodes].",
        "required": ["fragment", "json_ld"],
        "properties": {
            "fragment": {"type": "array"},
            "json_ld": {"type": ["object", "null"]},
        },
    }
}
ExternalId = Annotated[
    str,
    Path(description="The article's id in the CMS.", json_schema_extra={"pattern": EXTERNAL_ID}),
]


def add_routes(router: APIRouter) -> None:
    """Add the routes to a router."""
    router.add_api_route(
        "/articles/{external_id:path}/latest",
        get_published,
        methods=["GET"],
        operation_id="get_published",
        summary="What readers see",
        tags=["articles"],
        response_model=None,
        responses={
            200: _published(),
            304: {"description": "Nothing has changed since."},
            **failures(
                (
                    406,
                    "not_acceptable",
                    f"This address answers with {' or '.join(_FORMS)} only.",
                ),
                NotPublished,
            ),
        },
    )
    router.add_api_route(
        "/articles/{external_id:path}/latest",
        preflight,
        methods=["OPTIONS"],
        include_in_schema=False,
    )
    router.add_api_route(
        "/articles/{external_id:path}",
        delete_article,
        methods=["DELETE"],
        operation_id="delete_article",
        summary="Erase all analyses of an article",
        tags=["articles"],
        dependencies=[guard(Scope.ADMIN)],
        status_code=HTTPStatus.NO_CONTENT,
        response_model=None,
        responses={
            204: {"description": "Nothing of that article is kept any longer."},
            **failures((404, *REFUSALS[404])),
        },
    )


def _published() -> dict[str, object]:
    told = described(
        "The newest approved analysis, with the editor's changes.",
        results.PublishedAnalysis,
        ["published"],
        {"ETag": "Names this body.", "Cache-Control": "How long it may be shown without asking."},
    )
    told["content"] |= {HTML: for_readers()[HTML], WIDGET: _WIDGET}
    return told


async def get_published(
    request: Request,
    external_id: ExternalId,
    parts: Opened,
) -> Response:
    """The approved analysis of an article, without a key: nothing else is ever shown here.

    It is shown as long as all its quotes stand in the article's newest text.
    """
    form = acceptable(request, _FORMS)
    published = None
    if re.fullmatch(EXTERNAL_ID, external_id):
        published = await parts.jobs.latest(external_id)
    headers = {"Vary": "Accept, Origin"} | _shared(request, parts)
    analysis = None if published is None else published.job.analysis
    if published is None or analysis is None:
        # A page of another origin can read why there is nothing, and caches ask again soon.
        failed = failing(NotPublished("Nothing is published about this article."))
        return failed.response(request.scope, headers | {"Cache-Control": _MISSING})
    headers["Cache-Control"] = _FRESH
    return tagged(request, _body(analysis, published, parts, form), form, headers)


def _body(analysis: Analysis, published: Published, parts: Parts, form: str) -> bytes:
    review = published.review
    edition = edited(
        analysis, Edits.model_validate(review.edits or {}), review.reviewer, parts.codebook
    )
    extra = {
        "external_id": published.external_id,
        "review": {
            "state": review.state,
            "revision": review.revision,
            "reviewed_at": review.created_at.isoformat(),
        },
        "stale": published.stale,
    }
    release = Release(
        at=review.created_at,
        changed=review.state is ReviewState.EDITED,
        text_changed="text" in published.stale,
    )
    return shown(edition, parts, form, extra, release)


def _shared(request: Request, parts: Parts) -> dict[str, str]:
    """Let scripts of the allowed origins read it."""
    told = {"Cross-Origin-Resource-Policy": "cross-origin"}
    origin = request.headers.get("origin")
    if origin in parts.origins:
        told |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "ETag",
        }
    return told


async def preflight(request: Request, parts: Opened) -> Response:
    """What a browser asks before a script of another origin may ask with headers of its own."""
    told = {"Allow": "GET, HEAD, OPTIONS", "Vary": "Origin"} | _shared(request, parts)
    if "Access-Control-Allow-Origin" in told:
        told |= {
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": "600",
        }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=told)


async def delete_article(external_id: ExternalId, parts: Opened) -> Response:
    """Erase everything that is kept of an article, under whatever text it was posted."""
    if external_id.endswith(RESERVED):
        raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED)
    if re.fullmatch(EXTERNAL_ID, external_id) is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    await parts.jobs.forget(external_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)
