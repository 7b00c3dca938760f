"""The OpenAPI document: FastAPI's, without what this service never answers.

What stands before all routes (keys, quotas, limits, Idempotency-Key) is described here, once.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from keyquestions import errors
from keyquestions.rest.documenting import INVALID_PARAMETER, Responses, failures
from keyquestions.rest.negotiation import JSON

_EVERYWHERE = (errors.HostForbidden, errors.Overloaded)
_WITH_KEY = (errors.Unauthorized, errors.ScopeMissing, errors.QuotaUsedUp)
_WITH_BODY = (
    errors.BodyInvalid,
    errors.BodyTooDeep,
    errors.BodyTooLarge,
    errors.BodyTooSlow,
    errors.EncodingUnsupported,
    errors.IdempotencyKeyInvalid,
    errors.IdempotencyConflict,
    errors.IdempotencyInFlight,
)
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same key, a request is answered as it was the first time.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}
_CONTRACT = "/v1/"
_FRAMEWORK = ("HTTPValidationError", "ValidationError")


def documented(app: FastAPI) -> dict[str, Any]:
    """The document, made once: FastAPI adds a failure to each route that has another shape here."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            separate_input_output_schemas=False,
            tags=app.openapi_tags,
        )
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _without_framework(operation)
                if path.startswith(_CONTRACT):
                    _guarded(operation, method)
                elif "security" in operation:
                    _answer(operation, failures(*_WITH_KEY))
        for name in _FRAMEWORK:
            document["components"]["schemas"].pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema


def _guarded(operation: dict[str, Any], method: str) -> None:
    """Add what the guards answer in place of the route."""
    kinds: tuple[type[errors.KeyQuestionsError], ...] = _EVERYWHERE
    if "security" in operation:
        kinds += _WITH_KEY
    if method == "post":
        kinds += _WITH_BODY
        operation.setdefault("parameters", []).append(_IDEMPOTENCY_KEY)
    _answer(operation, failures(*kinds))


def _answer(operation: dict[str, Any], answers: Responses) -> None:
    """Add answers to those of the route."""
    for status, told in answers.items():
        response = operation["responses"].setdefault(
            str(status), {"description": told["description"]}
        )
        content = response.setdefault("content", {}).setdefault(JSON, {})
        content.setdefault("schema", {"$ref": "#/components/schemas/Failed"})
        examples = told["content"][JSON]["examples"]
        content["examples"] = examples | content.get("examples", {})
        if "headers" in told:
            response["headers"] = told["headers"] | response.get("headers", {})


def _without_framework(operation: dict[str, Any]) -> None:
    """Say that of FastAPI's own failure which is true here."""
    responses = operation["responses"]
    told = responses.get("422", {}).get("content", {}).get(JSON, {})
    if told.get("schema", {}).get("$ref", "").endswith(_FRAMEWORK):
        del responses["422"]
        if any(each["in"] != "path" for each in operation.get("parameters", ())):
            _answer(operation, failures(INVALID_PARAMETER))
