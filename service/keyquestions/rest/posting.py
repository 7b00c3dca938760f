"""POST /v1/analyses: an article comes in."""

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.responses import JSONResponse, Response

from keyquestions import errors
from keyquestions.article import Article, decode, given_language, read_article
from keyquestions.article.reading import Markup
from keyquestions.fetching import Pages
from keyquestions.jobs import Job, JobState, Submission
from keyquestions.models.clock import CLOCK
from keyquestions.rest import results
from keyquestions.rest.documenting import (
    BODY,
    NOT_ACCEPTABLE,
    described,
    failures,
    for_readers,
)
from keyquestions.rest.guards import Caller, Scope, facts_of, guard
from keyquestions.rest.negotiation import preferred_wait
from keyquestions.rest.parts import Opened
from keyquestions.rest.representing import (
    POLL_SECONDS,
    acceptable,
    failed,
    job_body,
    represented,
    status_url,
)
from keyquestions.rest.submissions import HtmlArticle, PostedArticle, TextArticle, UrlArticle

_PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`wait=N`: hold the request for up to N seconds (20 at most) until the result "
    "is there; 0.3 seconds without it. `respond-async`: do not hold it.",
    "schema": {"type": "string"},
    "example": "wait=4",
}
_APPLIED = {"Preference-Applied": "What of `Prefer` was followed."}


def add_routes(router: APIRouter) -> None:
    """Add the route to a router."""
    router.add_api_route(
        "/analyses",
        post_analysis,
        methods=["POST"],
        operation_id="create_analysis",
        summary="Have an article analysed",
        tags=["analyses"],
        response_class=Response,
        response_model=None,
        responses={
            200: _known(),
            202: described(
                "It is under way: ask at `status_url`, not before `Retry-After` seconds.",
                results.Job,
                ["queued"],
                {
                    "Location": "Where to ask for it.",
                    "Retry-After": "When to ask, in seconds.",
                }
                | _APPLIED,
            ),
            **failures(
                *BODY,
                NOT_ACCEPTABLE,
                errors.AddressForbidden,
                errors.FetchFailed,
                errors.FetchOff,
                errors.ArticleEmpty,
                errors.ArticleTooShort,
                errors.ArticleTooLong,
                errors.ExtractionFailed,
                errors.LanguageUnknown,
                errors.LanguageUnsupported,
                errors.FetchOff,
                errors.QueueFull,
                *_MODEL,
            ),
        },
        openapi_extra={"parameters": [_PREFER]},
    )


_MODEL = (
    errors.NothingVerified,
    errors.VerificationCrashed,
    errors.ModelUnreachable,
    errors.ModelTimeout,
    errors.RateLimited,
    errors.ModelSuspended,
    errors.ModelUnavailable,
    errors.QuotaExhausted,
    errors.KeyRejected,
    errors.RequestRejected,
    errors.ContextTooLong,
    errors.ReplyRefused,
    errors.ReplyTruncated,
    errors.ReplyInvalid,
)


def _known() -> dict[str, object]:
    told = described(
        "It is there: known already, or made while the request was held.",
        results.Result,
        ["succeeded"],
        {"Content-Location": "Where it can be asked for again.", "ETag": "Names this body."}
        | _APPLIED,
    )
    told["content"] |= for_readers()
    return told


async def post_analysis(
    request: Request,
    parts: Opened,
    posted: Annotated[PostedArticle, Body()],
    caller: Annotated[Caller, guard(Scope.ANALYZE)],
) -> Response:
    """Post an article, as HTML (preferred) or text.

    The same content is the same analysis: it is made once, however often it is posted. Where it is
    known, or done within half a second, the answer is 200 with the result; else it is 202 and the
    result is at `status_url` later. A failed or cancelled one is made again when it is posted.
    """
    form = acceptable(request)
    wait = preferred_wait(request.headers.getlist("prefer"))
    article = await _article(posted, parts.pages)
    job, _ = await parts.jobs.submit(
        Submission(
            article=article,
            output_language=_language(posted.output_language),
            external_id=posted.external_id,
            url=posted.url,
            key_id=caller.key_id,
            retry=posted.retry,
        )
    )
    facts = facts_of(request.scope)
    facts.about = job.id
    now = CLOCK.now()
    left = wait.left(now - (now if facts.arrived is None else facts.arrived))
    if not job.settled and left > 0:
        job = await parts.jobs.wait(job.id, left)
    headers = {"Preference-Applied": wait.applied} if wait.applied else {}
    if not job.settled:
        return _accepted(request, job, headers)
    if job.state is JobState.FAILED:
        return failed(request, job).response(request.scope)
    headers["Content-Location"] = status_url(request, job.id)
    return represented(request, parts, job, form, headers)


async def _article(posted: HtmlArticle | TextArticle | UrlArticle, pages: Pages) -> Article:
    """The article; up to 20 million characters are worked through, so not in the event loop."""
    markup: Markup | None = None
    if isinstance(posted, UrlArticle):
        page = await pages.fetch(posted.url)
        content = decode(page.data, encoding=page.encoding)
    elif isinstance(posted, HtmlArticle):
        content, markup = posted.content_html, "html"
    else:
        content, markup = posted.content_text, "text"
    told = {"title": posted.title, "language": posted.language}

    def read() -> Article:
        article = read_article(content, markup=markup, **told)
        # Asked for here: it is kept, and takes as long as all that the event loop does of a post.
        _ = article.content_hash
        return article

    return await asyncio.to_thread(read)


def _language(given: str | None) -> str | None:
    return given_language(given) if given else None


def _accepted(request: Request, job: Job, headers: dict[str, str]) -> Response:
    body = job_body(request, job)
    headers |= {"Location": body.status_url, "Retry-After": str(POLL_SECONDS)}
    return JSONResponse(body.model_dump(mode="json"), HTTPStatus.ACCEPTED, headers)
