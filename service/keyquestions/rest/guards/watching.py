"""Every request in the log and in the metrics, and every response with what is left of the quota.

Neither body nor key, path nor query string is told of it: a route's template is, and the public
part of the key.
"""

import time
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from keyquestions.rest.guards.facts import Facts, facts_of
from keyquestions.rest.request_ids import request_id
from keyquestions.telemetry import METHODS, OTHER_METHOD, Event, event
from keyquestions.telemetry import scope as telling

NO_ROUTE = "none"
CHALLENGE = 'Bearer realm="keyquestions"'


class Watching:
    """Tells of each request when it has ended (pure ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        adding = _Adding(send, facts_of(scope))
        with telling(request_id=request_id(scope)):
            try:
                await self._app(scope, receive, adding)
            finally:
                key = adding.facts.caller.key if adding.facts.caller else None
                event(
                    Event.REQUEST_ENDED,
                    method=scope["method"] if scope["method"] in METHODS else OTHER_METHOD,
                    route=getattr(scope.get("route"), "path", NO_ROUTE),
                    http_status=adding.status,
                    api_key=key.id if key else None,
                    latency_ms=round((time.monotonic() - began) * 1000),
                )


class _Adding:
    """Adds the headers that depend on who asked."""

    def __init__(self, send: Send, facts: Facts) -> None:
        self._send = send
        self.facts = facts
        self.status = int(HTTPStatus.INTERNAL_SERVER_ERROR)

    async def __call__(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            if self.status == HTTPStatus.UNAUTHORIZED:
                headers["WWW-Authenticate"] = CHALLENGE
            if standing := self.facts.standing:
                headers["X-RateLimit-Limit"] = str(standing.limit)
                headers["X-RateLimit-Remaining"] = str(standing.remaining)
                headers["X-RateLimit-Reset"] = str(standing.reset)
        await self._send(message)
