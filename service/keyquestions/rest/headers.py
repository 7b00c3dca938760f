"""What surrounds every request: its id, HEAD where GET is, strict headers, no bare failure."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from keyquestions.rest.errors import INTERNAL, INTERNAL_SENTENCE, Failing
from keyquestions.rest.request_ids import HEADER, request_id
from keyquestions.telemetry import Event, event

IS_HEAD = "keyquestions.head"
"""Set in the scope of a GET whose body will not be sent."""

STRICT: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)
"""On every response, unless the route itself says otherwise."""


class Envelope:
    """The outermost layer of the application (pure ASGI, so that streams stay streams)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        inner = {**scope, "method": "GET", IS_HEAD: True} if is_head else scope
        sealed = _Sealed(send, request_id(inner), is_head=is_head)
        try:
            await self._app(inner, receive, sealed)
        except Exception as error:  # noqa: BLE001 - the last to catch it
            # The server would log the traceback, and with it what the error quotes of an article.
            event(Event.REQUEST_FAILED, request_id=request_id(inner), exception=type(error))
            if sealed.begun:
                raise ConnectionAbortedError("the response broke off") from None
            failed = Failing(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL, INTERNAL_SENTENCE)
            await failed.response(inner)(inner, receive, sealed)


class _Sealed:
    """Sends a response with the headers that all have, and without a body for HEAD."""

    def __init__(self, send: Send, named: str, *, is_head: bool) -> None:
        self._send, self._named, self._is_head = send, named, is_head
        self.begun = self._ended = False

    async def __call__(self, message: Message) -> None:
        """Pass a message on."""
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            headers[HEADER] = self._named
            for name, value in STRICT.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        elif self._is_head:
            if self._ended:
                return
            self._ended = True
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)
