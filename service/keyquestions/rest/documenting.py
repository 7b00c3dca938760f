"""What the OpenAPI document says of responses: their bodies, headers, and examples of each."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from keyquestions.errors import KeyQuestionsError, StoreFailed
from keyquestions.rest.errors import ANSWERS, INTERNAL, INTERNAL_SENTENCE
from keyquestions.rest.handlers import REFUSALS
from keyquestions.rest.negotiation import HTML, JSON, TEXT
from keyquestions.rest.results import Failed

Responses = dict[int | str, dict[str, Any]]

NOT_ACCEPTABLE = (406, "not_acceptable", "This address answers with application/json only.")
UNSUPPORTED = (
    415,
    "unsupported_media_type",
    "The request's body must be JSON; send it with Content-Type: application/json.",
)
MALFORMED = (400, *REFUSALS[400])
INVALID = (422, "request_invalid", 'The field "content_html" must be text.')
INVALID_PARAMETER = (422, "request_invalid", 'The parameter "limit" must be at most 100.')
_INTERNAL = (500, INTERNAL, INTERNAL_SENTENCE)

BODY = (MALFORMED, UNSUPPORTED, INVALID)
"""How a request with a body may fail before anybody reads what it says."""

Refusal = tuple[int, str, str]


def failures(*kinds: type[KeyQuestionsError] | Refusal) -> Responses:
    """The failures of a route, by status, with an example of each code."""
    told: dict[int, list[dict[str, Any]]] = {}
    for status, body in map(_example, (*kinds, StoreFailed, _INTERNAL)):
        told.setdefault(status, []).append(body)
    return {status: _failure(status, bodies) for status, bodies in sorted(told.items())}


def example(name: str) -> Any:  # noqa: ANN401 - JSON
    """An example of a body, as the service made it."""
    folder = files("keyquestions.rest") / "examples"
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def described(
    description: str,
    model: type[BaseModel] | Any,  # noqa: ANN401 - also a union of models
    examples: Iterable[str],
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A response with a JSON body."""
    shown = {name: {"value": example(name)} for name in examples}
    told: dict[str, Any] = {
        "description": description,
        "model": model,
        "content": {JSON: {"examples": shown}},
    }
    return told | headed(headers or {})


def headed(headers: Mapping[str, str]) -> dict[str, Any]:
    """Headers of a response, with what each is for."""
    return {
        "headers": {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in headers.items()
        }
    }


def for_readers() -> dict[str, Any]:
    """The forms of an analysis that are no JSON."""
    return {
        HTML: {"schema": {"type": "string"}, "example": _text("fragment.html")},
        TEXT: {"schema": {"type": "string"}, "example": _text("analysis.txt")},
    }


def _text(name: str) -> str:
    return (files("keyquestions.rest") / "examples" / name).read_text("utf-8")


def _example(kind: type[KeyQuestionsError] | Refusal) -> tuple[int, dict[str, Any]]:
    if isinstance(kind, tuple):
        status, code, message, retryable = *kind, False
    else:
        answer = ANSWERS[kind]
        status, code, message = int(answer.status), kind.code, answer.sentence or answer.example
        retryable = kind.retryable
    return status, {
        "error": {
            "code": code,
            "message": message,
            "retryable": retryable,
            "request_id": "req_0123456789abcdef01234567",
        },
        "code": code,
        "message": message,
        "data": {"status": status},
    }


def _failure(status: int, bodies: list[dict[str, Any]]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "model": Failed,
        "content": {JSON: {"examples": {body["code"]: {"value": body} for body in bodies}}},
    }
    if any(body["error"]["retryable"] for body in bodies):
        told |= headed({"Retry-After": "When to try again, in seconds, where that may help."})
    return told
