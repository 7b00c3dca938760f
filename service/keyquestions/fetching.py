"""Pages from URLs; only from public addresses, unless that is switched off.

The address is checked where the connection is made: what was resolved is what is connected to, so
that neither a redirect nor a second answer of the name server leads inside.
"""

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore2

from keyquestions import __version__
from keyquestions.errors import AddressForbidden, FetchFailed

MAX_BYTES = 10_000_000
TIMEOUT = 20.0
MAX_REDIRECTS = 5

_SCHEMES = ("http", "https")
_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_REDIRECTS = (301, 302, 303, 307, 308)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_HEADERS: dict[bytes | str, bytes | str] = {
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9",
    # Nothing is unpacked here, so nothing small can become something huge.
    "Accept-Encoding": "identity",
    "User-Agent": f"keyquestions/{__version__}",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a URL gave: the bytes, the encoding that the server named, the last URL."""

    data: bytes
    encoding: str | None
    url: str


async def fetch(
    url: str,
    *,
    allow_private: bool = False,
    limit_bytes: int = MAX_BYTES,
    timeout: float = TIMEOUT,  # noqa: ASYNC109 - the deadline of all hops together
) -> Page:
    """Fetch a page of HTML or text.

    Args:
        url: http or https.
        allow_private: whether loopback and private addresses may be connected to.
        limit_bytes: how long the page may be.
        timeout: seconds for all of it, redirects included.

    Raises:
        AddressForbidden: the URL, or one that it redirects to, is not to be fetched.
        FetchFailed: no page came.
    """
    try:
        async with asyncio.timeout(timeout), _pool(allow_private=allow_private) as pool:
            return await _follow(pool, url, limit_bytes)
    except TimeoutError:
        reason = f"did not answer within {timeout:g} seconds; try again later"
    except (OSError, httpcore2.TimeoutException, httpcore2.NetworkError, ssl.SSLError):
        reason = "cannot be reached; check the address"
    except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, ValueError):
        reason = "does not answer as a web server does; check the address"
    raise FetchFailed(f"{_shown(url)} {reason}.") from None


def _pool(*, allow_private: bool) -> httpcore2.AsyncConnectionPool:
    backend = httpcore2.AnyIOBackend() if allow_private else _PublicOnly()
    return httpcore2.AsyncConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=backend
    )


async def _follow(pool: httpcore2.AsyncConnectionPool, url: str, limit: int) -> Page:
    for _ in range(MAX_REDIRECTS + 1):
        target = urlsplit(url)
        if target.scheme not in _SCHEMES or not target.hostname:
            raise AddressForbidden(f"{_shown(url)} is not an http or https address.")
        request = pool.stream("GET", url.split("#", maxsplit=1)[0], headers=_HEADERS)
        async with request as response:
            headers = {
                name.lower().decode("latin-1"): value.decode("latin-1")
                for name, value in response.headers
            }
            if response.status not in _REDIRECTS or "location" not in headers:
                return await _read(response, headers, url, limit)
        url = urljoin(url, headers["location"])
    raise FetchFailed(f"{_shown(url)} redirects too often; give the last address.")


async def _read(
    response: httpcore2.Response, headers: dict[str, str], url: str, limit: int
) -> Page:
    if response.status != 200:  # noqa: PLR2004 - HTTP's OK
        raise FetchFailed(f"{_shown(url)} answered with HTTP {response.status}; check the address.")
    content_type = headers.get("content-type", "text/html")
    if content_type.split(";")[0].strip().lower() not in _TYPES:
        raise FetchFailed(f"{_shown(url)} is not a page of HTML or text; give the article's page.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise FetchFailed(f"{_shown(url)} answers packed although not asked to; save the page.")
    chunks, size = [], 0
    async for chunk in response.aiter_stream():
        size += len(chunk)
        if size > limit:
            raise FetchFailed(f"{_shown(url)} is over {limit // 1_000_000} MB; save the article.")
        chunks.append(chunk)
    charset = _CHARSET.search(content_type)
    return Page(b"".join(chunks), charset[1] if charset else None, url)


class _PublicOnly(httpcore2.AsyncNetworkBackend):
    """Resolves a name once, refuses it if any of its addresses is inside, then connects."""

    def __init__(self) -> None:
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is the library's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect, if all that the name stands for is public."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not addresses or not all(map(is_public, addresses)):
            raise AddressForbidden(
                f"{host} is a loopback or private address, which is not fetched; give the file, or "
                "say --allow-private (KEYQUESTIONS_FETCH_PRIVATE=1) if you mean it."
            )
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore2.NetworkError:
                continue
        return await self._inner.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever form it comes in."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _shown(url: str) -> str:
    """A URL for an error's sentence: without user, password and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"[:200]
