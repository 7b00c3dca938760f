"""HTTP/1.1 as uvicorn speaks it, with limits on what comes before a body.

Uvicorn waits without end for a request's first line and headers, and keeps all that come of them.
"""

import asyncio
import json
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
"""How large a request's first line and headers may be, together."""


class Impatient(HttpToolsProtocol):
    """One connection; it is closed when a request's head is too slow or too large."""

    head_seconds: ClassVar[float] = 20.0

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's own
        super().__init__(*args, **options)
        self._limit: asyncio.TimerHandle | None = None
        self._in_head = True
        self._head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody has connected, and has so long to say what they want."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """They are gone."""
        self._stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a piece, of a head or a body."""
        was_in_head = self._in_head
        super().data_received(data)
        # A head that begins behind a body is counted from the next piece on.
        self._head = self._head + len(data) if was_in_head and self._in_head else 0
        if self._head > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431, "headers_too_large", "The request's headers are too large.")

    def on_message_begin(self) -> None:
        """A request begins, perhaps another one on the same connection."""
        super().on_message_begin()
        self._in_head = True
        self._wait()

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._in_head = False
        self._stop()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP in the shape of all failures."""
        del msg  # uvicorn's words
        self._refuse(400, "not_http", "This is no request in HTTP; check the client.")

    def _refuse(self, status: int, code: str, message: str) -> None:
        error = {"code": code, "message": message, "retryable": False, "request_id": None}
        told = {"error": error, "code": code, "message": message, "data": {"status": status}}
        body = json.dumps(told).encode()
        head = (
            f"HTTP/1.1 {status} Refused\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _wait(self) -> None:
        self._stop()
        self._limit = self.loop.call_later(self.head_seconds, self._too_slow)

    def _stop(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _too_slow(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
