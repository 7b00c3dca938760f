"""The OpenAPI document: FastAPI's, without what this service never answers."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

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
        for operations in document["paths"].values():
            for operation in operations.values():
                _without_framework(operation["responses"])
        for name in _FRAMEWORK:
            document["components"]["schemas"].pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema


def _without_framework(responses: dict[str, Any]) -> None:
    told = responses.get("422", {}).get("content", {}).get("application/json", {})
    if told.get("schema", {}).get("$ref", "").endswith(_FRAMEWORK):
        del responses["422"]
