"""A page from a URL, within a deadline and a size, redirects included."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from functools import cache

import httpcore2

from keyquestions import __version__
from keyquestions.errors import FetchFailed
from keyquestions.fetching.addresses import CheckedBackend, Network, SystemNetwork
from keyquestions.fetching.targets import redirected, shown, target

MAX_BYTES = 10_000_000
TIMEOUT = 20.0
"""Seconds for all of it."""

MAX_REDIRECTS = 5

_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_ADVICE = dict.fromkeys((401, 402, 403, 451), "save the page and give the file") | dict.fromkeys(
    (429, 500, 502, 503, 504), "try again later"
)
_REDIRECTS = (301, 302, 303, 307, 308)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
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
    network: Network | None = None,
) -> Page:
    """Fetch a page of HTML or text.

    Args:
        url: http or https.
        allow_private: whether loopback and private addresses may be connected to.
        limit_bytes: how long the page may be.
        timeout: seconds for all of it, redirects included.
        network: what resolves and connects; the operating system where it is None.

    Raises:
        AddressForbidden: the URL, or one that it redirects to, is not to be fetched.
        FetchFailed: no page came.
    """
    try:
        backend = CheckedBackend(network or SystemNetwork(), allow_private=allow_private)
        async with asyncio.timeout(timeout), _pool(backend) as pool:
            return await _follow(pool, url, limit_bytes)
    except TimeoutError:
        reason = f"did not answer within {timeout:g} seconds; try again later"
    except (OSError, httpcore2.TimeoutException, httpcore2.NetworkError) as error:
        if is_about_certificate(error):
            reason = "has no valid certificate; check the address, or give the file"
        else:
            reason = "cannot be reached; check the address"
    except (httpcore2.ProtocolError, ValueError):
        reason = "does not answer as a web server does; check the address"
    raise FetchFailed(f"{shown(url)} {reason}.") from None


def is_about_certificate(error: BaseException | None) -> bool:
    """Whether the server's certificate is what went wrong."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__context__  # the library takes the cause away
    return False


def _pool(backend: CheckedBackend) -> httpcore2.AsyncConnectionPool:
    return httpcore2.AsyncConnectionPool(ssl_context=ssl_context(), network_backend=backend)


@cache
def ssl_context() -> ssl.SSLContext:
    """Made once: reading the certificate authorities takes 20 ms."""
    return ssl.create_default_context()


async def _follow(pool: httpcore2.AsyncConnectionPool, url: str, limit: int) -> Page:
    for _ in range(MAX_REDIRECTS + 1):
        async with pool.stream("GET", target(url), headers=_HEADERS) as response:
            headers = {name.lower().decode("latin-1"): _text(v) for name, v in response.headers}
            if response.status not in _REDIRECTS or "location" not in headers:
                return await _read(response, headers, url, limit)
        url = redirected(url, headers["location"])
    raise FetchFailed(f"{shown(url)} redirects too often; give the last address.")


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _read(
    response: httpcore2.Response, headers: dict[str, str], url: str, limit: int
) -> Page:
    if response.status != 200:  # noqa: PLR2004 - HTTP's OK
        advice = _ADVICE.get(response.status, "check the address")
        raise FetchFailed(f"{shown(url)} answered with HTTP {response.status}; {advice}.")
    content_type = headers.get("content-type", "text/html")
    if content_type.split(";")[0].strip().lower() not in _TYPES:
        raise FetchFailed(f"{shown(url)} is not a page of HTML or text; give the article's page.")
    if headers.get("content-encoding", "").strip().lower() not in {"", "identity"}:
        raise FetchFailed(
            f"{shown(url)} answers compressed although not asked to; save the page and give the "
            "file."
        )
    data = await _body(response, url, limit)
    charset = _CHARSET.search(content_type)
    return Page(data, charset[1] if charset else None, url)


async def _body(response: httpcore2.Response, url: str, limit: int) -> bytes:
    chunks, size = [], 0
    try:
        async for chunk in response.aiter_stream():
            size += len(chunk)
            if size > limit:
                raise FetchFailed(
                    f"{shown(url)} is over {limit:,} bytes; save the article alone and give the "
                    "file."
                )
            chunks.append(chunk)
    except (httpcore2.ReadError, httpcore2.RemoteProtocolError):
        raise FetchFailed(f"{shown(url)} broke off in the middle; try again later.") from None
    return b"".join(chunks)
