"""Bodies within their limits: in size, in time, once decompressed, and as JSON.

A JSON body is read as a whole before the application is asked, so that nothing that is refused
reaches it. One of many lines goes through piece by piece.
"""

import asyncio
from collections.abc import AsyncGenerator

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from keyquestions.errors import BodyError, BodyTooLarge, BodyTooSlow, EncodingUnsupported
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.rest.errors import failing
from keyquestions.rest.guards.facts import facts_of
from keyquestions.rest.guards.inflating import ENCODINGS, Inflating
from keyquestions.rest.guards.limits import Limits
from keyquestions.rest.guards.strict_json import check_json

STREAMED = frozenset({"application/jsonl", "application/x-ndjson"})
"""The types of bodies of many lines."""

_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


class Bodies:
    """Hands on requests whose bodies can be read (pure ASGI)."""

    def __init__(self, app: ASGIApp, limits: Limits, clock: Clock = CLOCK) -> None:
        self._app = app
        self._limits = limits
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in _BODILESS:
            await self._app(scope, receive, send)
            return
        watched = Sending(send)
        try:
            await self._app(scope, await self._opened(scope, receive), watched)
        except BodyError as error:
            if watched.begun:
                raise
            await _refuse(error, scope, receive, send)
        except ClientDisconnect:
            return  # nobody is left to be answered

    async def _opened(self, scope: Scope, receive: Receive) -> Receive:
        """The body as the application is given it."""
        headers = Headers(scope=scope)
        streamed = _type_of(headers) in STREAMED
        limit = self._limits.stream if streamed else self._limits.body
        encoding = headers.get("content-encoding", "").strip().lower()
        inflating = None if encoding in {"", "identity"} else Inflating(encoding)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            raise _too_large(limit)
        pieces = self._pieces(receive, limit, inflating)
        if streamed:
            _describe(scope, None)
            return _in_pieces(pieces)
        body = b"".join([piece async for piece in pieces])
        if body and _is_json(headers):
            check_json(body)
        _describe(scope, len(body))
        facts_of(scope).arrived = self._clock.now()
        return _at_once(body, receive)

    async def _pieces(
        self, receive: Receive, limit: int, inflating: Inflating | None
    ) -> AsyncGenerator[bytes]:
        """The body as it comes, decompressed.

        Raises:
            BodyError: it is over a limit.
            ClientDisconnect: the rest will not come.
        """
        size, sent, began = 0, 0, self._clock.now()
        more = True
        while more:
            left = self._limits.seconds + sent / self._limits.pace - (self._clock.now() - began)
            message = await _received(receive, left)
            data = message.get("body", b"")
            sent += len(data)
            more = message.get("more_body", False)
            for piece in inflating.pieces(data) if inflating else (data,):
                size += len(piece)
                if size > limit:
                    raise _too_large(limit)
                yield piece
        if inflating:
            inflating.end()


class Sending:
    """Knows whether a response has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """Pass it on."""
        self.begun = True
        await self._send(message)


async def _received(receive: Receive, seconds: float) -> Message:
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            message = await receive()
    except TimeoutError:
        raise BodyTooSlow("The request's body did not arrive in time; send it again.") from None
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message


def _in_pieces(pieces: AsyncGenerator[bytes]) -> Receive:
    async def receive() -> Message:
        piece = await anext(pieces, None)
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    return receive


def _at_once(body: bytes, rest: Receive) -> Receive:
    """The body, and then whatever comes: that the client is gone, at last."""
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return await rest()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _describe(scope: Scope, length: int | None) -> None:
    """Say of the body what it is now; it is no longer compressed."""
    headers = MutableHeaders(raw=list(scope["headers"]))
    if "content-encoding" in headers:
        del headers["content-encoding"]
        del headers["content-length"]
    if length is not None and "content-length" in headers:
        headers["content-length"] = str(length)
    scope["headers"] = headers.raw


def _type_of(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_json(headers: Headers) -> bool:
    kind = _type_of(headers)
    return kind in {"", "application/json"} or kind.endswith("+json")


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(
        f"The request's body is larger than the {limit:,} bytes that are taken; send less at once."
    )


async def _refuse(error: BodyError, scope: Scope, receive: Receive, send: Send) -> None:
    response = failing(error).response(scope)
    # What has not been read is not wanted: the connection would have to carry it first.
    response.headers["Connection"] = "close"
    if isinstance(error, EncodingUnsupported):
        response.headers["Accept-Encoding"] = ENCODINGS
    await response(scope, receive, send)
