"""One attempt: a POST to an address that was checked where it is connected to."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpcore2

from keyquestions import __version__
from keyquestions.errors import AddressForbidden, WebhookInvalid
from keyquestions.fetching import (
    CheckedBackend,
    Network,
    SystemNetwork,
    is_about_certificate,
    is_public,
    shown,
    ssl_context,
    target,
)
from keyquestions.models.waits import wait_of

TIMEOUT = 20.0
"""Seconds for all of an attempt."""

MOST_READ = 65_536
"""Bytes of an answer's body that are read, and dropped, so that its sender is not cut off."""

READING = 2.0
"""Seconds that this may take."""

LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an operator lets webhooks do beyond the rule: plain `http`, `private` addresses."""

    http: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: an HTTP status, or the code of what kept it from coming.

    `error` is `address_forbidden`, `certificate`, `http_status`, `protocol`, `timeout` or
    `unreachable`; None where the receiver took it. `retry_after` is in seconds.
    """

    status: int | None = None
    error: str | None = None
    retry_after: float | None = None


class Sender:
    """Sends, without ever following a redirect or keeping what is answered."""

    def __init__(
        self,
        allowed: Allowed,
        network: Network | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        self._allowed = allowed
        self._network = network or SystemNetwork()
        self._timeout = timeout

    async def check(self, url: str) -> None:
        """Find out, when a webhook is registered, what would never be delivered.

        Raises:
            WebhookInvalid: nothing is sent to that address.
        """
        self._check_form(url)
        parts = urlsplit(target(url))
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            async with asyncio.timeout(self._timeout):
                addresses = await self._network.resolve(host, port)
        except (OSError, TimeoutError):
            addresses = []
        if not addresses:
            raise WebhookInvalid(f"{shown(url)} cannot be found; check the address.")
        if not self._allowed.private and not all(map(is_public, addresses)):
            raise WebhookInvalid(
                f"{shown(url)} is a loopback or private address, to which this service sends "
                "nothing; use a public one."
            )

    def _check_form(self, url: str) -> None:
        if len(url) > LONGEST_URL:
            raise WebhookInvalid(f"The address has more than {LONGEST_URL:,} characters.")
        try:
            target(url)
        except AddressForbidden:
            raise WebhookInvalid(
                f"{shown(url)} is not a web address that a webhook can have: it takes https, and "
                "no user or password."
            ) from None
        if not self._allowed.http and urlsplit(url).scheme != "https":
            raise WebhookInvalid(f"{shown(url)} is not an https address; use one.")

    async def send(self, url: str, payload: str, headers: Mapping[str, str]) -> Answer:
        """Send it once. What goes wrong is in the answer, never raised."""
        try:
            self._check_form(url)  # what was allowed when it was registered may not be any more
            async with asyncio.timeout(self._timeout), self._pool() as pool:
                return await self._post(pool, url, payload, headers)
        except (AddressForbidden, WebhookInvalid):
            return Answer(error=AddressForbidden.code)
        except (TimeoutError, httpcore2.TimeoutException):
            return Answer(error="timeout")
        except (OSError, httpcore2.NetworkError) as error:
            return Answer(error="certificate" if is_about_certificate(error) else "unreachable")
        except (httpcore2.ProtocolError, ValueError):
            return Answer(error="protocol")

    def _pool(self) -> httpcore2.AsyncConnectionPool:
        # A new one each time: the address is looked up and checked again at every attempt.
        backend = CheckedBackend(self._network, allow_private=self._allowed.private)
        return httpcore2.AsyncConnectionPool(ssl_context=ssl_context(), network_backend=backend)

    async def _post(
        self,
        pool: httpcore2.AsyncConnectionPool,
        url: str,
        payload: str,
        headers: Mapping[str, str],
    ) -> Answer:
        body = payload.encode()
        sent: dict[bytes | str, bytes | str] = {
            "Accept": "*/*",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "User-Agent": f"keyquestions/{__version__}",
        }
        sent.update(headers.items())
        async with pool.stream("POST", target(url), headers=sent, content=body) as response:
            status = response.status
            if 200 <= status < 300:  # noqa: PLR2004 - HTTP's successes
                await _drain(response)
                return Answer(status)
            told = {k.lower().decode("latin-1"): v.decode("latin-1") for k, v in response.headers}
            await _drain(response)
            retry_after = {"retry-after": told.get("retry-after", "")}
            return Answer(status, "http_status", wait_of(retry_after, datetime.now(UTC)))


async def _drain(response: httpcore2.Response) -> None:
    """Read some of the body and forget it; the status has said already what came of it."""
    read = 0
    with contextlib.suppress(
        TimeoutError, OSError, httpcore2.NetworkError, httpcore2.ProtocolError
    ):
        async with asyncio.timeout(READING):
            async for chunk in response.aiter_stream():
                read += len(chunk)
                if read > MOST_READ:
                    return
