"""The OpenAPI document: FastAPI's, without what this service never answers.

What stands before all routes (keys, quotas, limits, Idempotency-Key) is described here, once.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from keyquestions import errors
from keyquestions.rest.documenting import failures
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
    "example": "6f1d3f5e-2f6b-4a57-9f39-0a4f2b1f7c11",
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
                _without_framework(operation["responses"])
                if path.startswith(_CONTRACT):
                    _guarded(operation, method)
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
    for status, told in failures(*kinds).items():
        response = operation["responses"].setdefault(
            str(status), {"description": told["description"]}
        )
        content = response.setdefault("content", {}).setdefault(JSON, {})
        content.setdefault("schema", {"$ref": "#/components/schemas/Failed"})
        examples = told["content"][JSON]["examples"]
        content["examples"] = examples | content.get("examples", {})


def _without_framework(responses: dict[str, Any]) -> None:
    told = responses.get("422", {}).get("content", {}).get("application/json", {})
    if told.get("schema", {}).get("$ref", "").endswith(_FRAMEWORK):
        del responses["422"]
