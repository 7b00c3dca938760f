"""What a service without keys answers: this machine, by this machine's names, and nobody else.

Any web page that its user looks at can make the browser send requests to this machine: by a name of
its own that it lets point here (DNS rebinding), or straight across origins.
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from keyquestions.errors import HostForbidden, StoreFailed
from keyquestions.rest.errors import failing

_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class LocalOnly:
    """Refuses, as long as there are no keys, what did not come from this machine (pure ASGI)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            if await scope["state"]["parts"].access.keys.open():
                _check(scope)
        except (HostForbidden, StoreFailed) as error:
            await failing(error).response(scope)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own, by its form: nobody is asked."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check(scope: Scope) -> None:
    headers = Headers(scope=scope)
    client = scope.get("client")
    if any(name in headers for name in _PROXIED) or not (client is None or is_loopback(client[0])):
        raise HostForbidden(
            "This service has no API keys and serves its own machine only; make a key with "
            "keyquestions keys create."
        )
    called = _host(f"//{headers.get('host', '')}")
    # "null" and an address without a host are some other page's.
    asked_by = _host(headers["origin"]) if "origin" in headers else "localhost"
    foreign = scope["method"] not in _READS and not is_loopback(asked_by)
    if not is_loopback(called) or foreign:
        raise HostForbidden(
            "This service has no API keys and answers to localhost only, and to its own pages; "
            "make a key with keyquestions keys create."
        )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
