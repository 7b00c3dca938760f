"""A name for each request: in its response, and in the failure that somebody reports."""

from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import Scope

from keyquestions.telemetry import is_request_id

HEADER = "X-Request-Id"


def request_id(scope: Scope) -> str:
    """The request's id: the proxy's, where it gave one of a harmless form; else made once."""
    state = scope.setdefault("state", {})
    known = state.get("request_id")
    if known is None:
        given = Headers(scope=scope).get(HEADER, "")
        known = given if is_request_id(given) else f"req_{uuid4().hex[:24]}"
        state["request_id"] = known
    return str(known)
