"""A job in the representation that was asked for, with its tag; nothing where that is known."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request
from starlette.responses import JSONResponse, Response

from keyquestions.analysis import Analysis, Value
from keyquestions.errors import AnalysisUnfinished
from keyquestions.jobs import Job, JobState
from keyquestions.rendering import Release, as_html, as_text, as_widget, page
from keyquestions.rest import results
from keyquestions.rest.errors import Failing, RequestRefused, failing_code
from keyquestions.rest.negotiation import HTML, JSON, TEXT, WIDGET, chosen, is_known
from keyquestions.rest.parts import Parts
from keyquestions.rest.remembering import Body

FORMS = (JSON, HTML, TEXT)
_LAID_OUT = {HTML: as_html, TEXT: as_text, WIDGET: as_widget}
POLL_SECONDS = 2
"""When to ask again for an analysis that is under way."""


def plain(
    body: Value, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> Response:
    """A body that is in no cache: it changes by itself, or is shown once."""
    told = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(body.model_dump(mode="json"), status, headers=told)


def acceptable(request: Request, offers: Sequence[str] = FORMS) -> str:
    """The media type to answer with.

    Raises:
        RequestRefused: the caller wants none of them (406).
    """
    accept = ",".join(request.headers.getlist("accept"))
    form = chosen(accept, offers)
    if form is None:
        raise RequestRefused(
            HTTPStatus.NOT_ACCEPTABLE,
            "not_acceptable",
            f"This address answers with {' or '.join(offers)} only.",
        )
    return form


def status_url(request: Request, identity: str) -> str:
    """Where an analysis is, as a path of this server's."""
    return f"{request.scope.get('root_path', '')}/v1/analyses/{identity}"


def job_body(request: Request, job: Job) -> results.Job:
    """A job without its result."""
    where = status_url(request, job.id)
    failure = None
    if job.state is JobState.FAILED and job.error is not None:
        told = failing_code(job.error.code, job.error.message, retryable=job.error.retryable)
        failure = results.AnalysisFailure(
            code=told.code, message=told.message, retryable=told.retryable
        )
    return results.Job(
        id=job.id,
        state=job.state,
        status=job.state,
        status_url=where,
        events_url=f"{where}/events",
        title=job.title,
        content_hash=job.content_hash,
        attempts=job.attempts,
        created_at=job.created_at,
        updated_at=job.updated_at,
        finished_at=job.finished_at,
        failure=failure,
    )


def represented(
    request: Request, parts: Parts, job: Job, form: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A job, finished or not, in that form; 304 where the caller has it already.

    Raises:
        AnalysisUnfinished: a form for readers is asked for, and there is no result.
    """
    told = {"Vary": "Accept", "Cache-Control": "private, no-cache", **(headers or {})}
    analysis = job.analysis
    if analysis is None:
        if form != JSON:
            raise unfinished(job)
        if not job.settled:
            told["Retry-After"] = str(POLL_SECONDS)
        return tagged(request, job_body(request, job).model_dump_json().encode(), JSON, told)
    body = parts.remembered.body(
        analysis, form, job.etag, lambda: shown(analysis, parts, form, _more(job))
    )
    return answered(request, body, form, told)


def _more(job: Job) -> Mapping[str, Any]:
    """What the JSON of a result tells beside the analysis."""
    return {
        "state": job.state,
        "stale": job.stale,
        "created_at": job.created_at.isoformat(),
        "updated_at": job.updated_at.isoformat(),
    }


def unfinished(job: Job) -> AnalysisUnfinished:
    """There is no result of that job to show, to review or to publish."""
    if job.settled:
        return AnalysisUnfinished("This analysis gave no result; have the article analysed again.")
    return AnalysisUnfinished(
        "This analysis is not finished; try again in a moment.", retry_after=POLL_SECONDS
    )


def shown(
    analysis: Analysis,
    parts: Parts,
    form: str,
    extra: Mapping[str, Any],
    release: Release | None = None,
) -> bytes:
    """An analysis as JSON with more keys, or laid out for readers."""
    if form in _LAID_OUT:
        return _LAID_OUT[form](page(analysis, parts.codebook, parts.words, release)).encode()
    more = json.dumps(extra, ensure_ascii=False, separators=(",", ":"))
    return f"{analysis.model_dump_json()[:-1]},{more[1:]}".encode()


def tagged(
    request: Request,
    body: bytes,
    form: str,
    headers: Mapping[str, str],
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """A body with its strong tag, or 304 to a GET that has it."""
    return answered(request, Body.of(body), form, headers, status)


def answered(
    request: Request,
    body: Body,
    form: str,
    headers: Mapping[str, str],
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """The same for a body whose tag is known."""
    told = {**headers, "ETag": body.tag}
    if request.method == "GET" and is_known(body.tag, request.headers.getlist("if-none-match")):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    media = form if form == JSON else f"{form}; charset=utf-8"
    return Response(body.data, status, told, media)


def failed(request: Request, job: Job) -> Failing:
    """How the failure of a job is told to whoever posted its article."""
    error = job.error
    code, message, retryable = (
        (error.code, error.message, error.retryable) if error else ("", "", False)
    )
    told = failing_code(code, message, retryable=retryable)
    about = {"id": job.id, "status_url": status_url(request, job.id)}
    return Failing(told.status, told.code, told.message, told.retryable, told.headers, about)
