"""A name for each request: in its response, and in the failure that somebody reports."""

import re
from uuid import uuid4

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


def request_id(scope: Scope) -> str:
    """The request's id: the proxy's, where it gave one of a harmless form; else made once."""
    state = scope.setdefault("state", {})
    known = state.get("request_id")
    if known is None:
        given = Headers(scope=scope).get(HEADER, "")
        known = given if _GIVEN.fullmatch(given) else f"req_{uuid4().hex[:24]}"
        state["request_id"] = known
    return str(known)
