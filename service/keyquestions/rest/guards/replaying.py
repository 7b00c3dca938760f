"""`Idempotency-Key`: a request that is sent again is answered as it was the first time."""

import asyncio
import json
import re
from collections.abc import Awaitable
from hashlib import sha256
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from keyquestions.errors import (
    IdempotencyError,
    IdempotencyKeyInvalid,
    QuotaUsedUp,
    StoreFailed,
    Unauthorized,
)
from keyquestions.rest.errors import failing
from keyquestions.rest.guards.access import Access, identify
from keyquestions.rest.guards.facts import Caller, facts_of
from keyquestions.store.idempotency import Idempotency, Kept, Lease
from keyquestions.store.usage import LOCAL
from keyquestions.telemetry import Event, event, failure

HEADER = "idempotency-key"
REPLAYED = ("idempotent-replayed", "true")

IN_MEMORY = 1_000_000
"""Bytes of a body above which it waits on the disk."""

LARGEST = 8_000_000
"""Bytes of an answer that is kept; a larger one is given and not kept."""

_NAME = re.compile(r"[!-~]{1,255}")
_NOT_KEPT = frozenset({401, 403, 408, 413, 415, 421, 429})
"""These are about who asks, and how, and not about what: asked again it may be another answer."""

_OWN = frozenset({"x-request-id", "date", "connection", "retry-after"})
"""Headers that are each answer's own."""


class Replaying:
    """Answers again what it has answered (pure ASGI); it is told of by `request.state.parts`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        given = Headers(scope=scope).getlist(HEADER) if scope["type"] == "http" else []
        if not given or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        parts = scope["state"]["parts"]
        try:
            caller = await identify(scope, parts.access)
        except Unauthorized:
            await self._app(scope, receive, send)  # which says so
            return
        try:
            name = _name(given)
            with SpooledTemporaryFile(IN_MEMORY) as body:
                payload = await _read(scope, receive, body)
                begun = await parts.idempotency.begin(caller.key_id or LOCAL, name, payload)
                if isinstance(begun, Kept):
                    await _count(scope, parts.access, caller)
                    await _send_again(begun, send)
                    return
                await self._answer(begun, parts.idempotency, scope, _again(body, receive), send)
        except (IdempotencyError, QuotaUsedUp, StoreFailed) as error:
            await failing(error).response(scope)(scope, receive, send)

    async def _answer(
        self, lease: Lease, store: Idempotency, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Have it answered, and keep the answer before it is given."""
        holding = _Holding(send)
        try:
            await self._app(scope, receive, holding)
        except BaseException:
            await asyncio.shield(_told(store.release(lease)))
            raise
        kept = holding.kept(facts_of(scope).about or scope.get("path_params", {}).get("id"))
        await _told(store.finish(lease, kept) if kept else store.release(lease))
        await holding.give()


class _Holding:
    """Holds an answer back until it is whole; one that becomes too large is let go."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []
        self._size = 0
        self._open = False

    async def __call__(self, message: Message) -> None:
        """Take a message."""
        self._messages.append(message)
        self._size += len(message.get("body", b""))
        if self._open or self._size > LARGEST:
            self._open = True
            await self.give()

    async def give(self) -> None:
        """Send what is held."""
        messages, self._messages = self._messages, []
        for message in messages:
            await self._send(message)

    def kept(self, about: str | None) -> Kept | None:
        """The answer, if it is one to be given again; it goes with what it is about."""
        if self._open or not self._messages or self._messages[-1].get("more_body", False):
            return None
        status = self._messages[0]["status"]
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _NOT_KEPT:
            return None
        pairs = (
            (k.decode("latin-1"), v.decode("latin-1")) for k, v in self._messages[0]["headers"]
        )
        headers = tuple((name, value) for name, value in pairs if name.lower() not in _OWN)
        body = b"".join(each.get("body", b"") for each in self._messages)
        return Kept(status, headers, body, about)


async def _told(done: Awaitable[None]) -> None:
    """The request is answered all the same; an answer that is not kept is told in the log."""
    try:
        await done
    except StoreFailed as error:
        event(Event.STORE_FAILED, **failure(error))


def _name(given: list[str]) -> str:
    if len(given) > 1 or not _NAME.fullmatch(given[0]):
        raise IdempotencyKeyInvalid(
            "The Idempotency-Key must be 1 to 255 printable ASCII characters without spaces; "
            "use a UUID."
        )
    return given[0]


async def _read(scope: Scope, receive: Receive, body: IO[bytes]) -> str:
    """Put the body aside; the digest of all that makes the request what it is."""
    kind = Headers(scope=scope).get("content-type", "")
    about = [scope["method"], scope["path"], scope["query_string"].decode("latin-1"), kind]
    digest = sha256(json.dumps(about).encode())
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        digest.update(message.get("body", b""))
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    return digest.hexdigest()


def _again(body: IO[bytes], rest: Receive) -> Receive:
    """The body that was put aside, and then whatever comes."""
    body.seek(0)
    ended = False

    async def receive() -> Message:
        nonlocal ended
        if ended:
            return await rest()
        piece = body.read(IN_MEMORY)
        ended = len(piece) < IN_MEMORY
        return {"type": "http.request", "body": piece, "more_body": not ended}

    return receive


async def _count(scope: Scope, access: Access, caller: Caller) -> None:
    """A request that is answered again is a request."""
    if caller.key is not None:
        facts_of(scope).standing = await access.usage.admit(caller.key)


async def _send_again(kept: Kept, send: Send) -> None:
    pairs = (*kept.headers, REPLAYED)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    await send({"type": "http.response.start", "status": kept.status, "headers": headers})
    await send({"type": "http.response.body", "body": kept.body})
