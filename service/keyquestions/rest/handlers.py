"""Whatever ends a request ends it in the one shape of a failure."""

import re
from collections.abc import Callable, Coroutine, Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from keyquestions.errors import KeyQuestionsError
from keyquestions.rest.errors import (
    INTERNAL,
    INTERNAL_SENTENCE,
    Failing,
    RequestRefused,
    failing,
)
from keyquestions.rest.sentences import sentence

Handler = Callable[[Request, Any], Coroutine[Any, Any, Response]]

REFUSALS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: ("body_malformed", "The request's body is no valid JSON."),
        404: (
            "route_not_found",
            "There is nothing at this address; check the address of the analysis service.",
        ),
        405: (
            "method_not_allowed",
            "This address does not take such a request; the header Allow names those it takes.",
        ),
    }
)
"""What the framework itself refuses, by HTTP status."""


async def _domain(request: Request, error: KeyQuestionsError) -> Response:
    return failing(error).response(request.scope)


async def _refused(request: Request, error: RequestRefused) -> Response:
    failed = Failing(error.status, error.code, error.message, headers=error.headers)
    return failed.response(request.scope)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        return _of_status(HTTPStatus.BAD_REQUEST).response(request.scope)
    failed = Failing(HTTPStatus.UNPROCESSABLE_ENTITY, "request_invalid", sentence(faults))
    return failed.response(request.scope)


async def _http(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    headers = dict(error.headers or {})
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(allowed(request.app, request.url.path)))
    return _of_status(status, headers).response(request.scope)


def _of_status(status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Failing:
    code, message = REFUSALS.get(status, (INTERNAL, INTERNAL_SENTENCE))
    return Failing(status, code, message, headers=headers or {})


def allowed(app: FastAPI, path: str) -> set[str]:
    """The methods that this path takes; HEAD goes wherever GET goes."""
    methods = {
        method.upper()
        for template, operations in app.openapi()["paths"].items()
        if re.fullmatch(_pattern(template), path)
        for method in operations
    }
    return methods | ({"HEAD"} if "GET" in methods else set())


def _pattern(template: str) -> str:
    return "".join(_pieces(template))


def _pieces(template: str) -> Iterator[str]:
    for piece in re.split(r"(\{\w+\})", template):
        if piece.startswith("{"):
            # Only an article's own id may have slashes in it, and does not end as its address does.
            yield ".+(?<!/latest)" if piece == "{external_id}" else "[^/]+"
        else:
            yield re.escape(piece)


HANDLERS: dict[int | type[Exception], Handler] = {
    KeyQuestionsError: _domain,
    RequestRefused: _refused,
    RequestValidationError: _invalid,
    HTTPException: _http,
}
"""What FastAPI is given; what none of them takes ends in `headers.Envelope`."""
