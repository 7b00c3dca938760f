"""Back-pressure: what is too much at once is refused, and not kept waiting in memory."""

from starlette.types import ASGIApp, Receive, Scope, Send

from keyquestions.errors import Overloaded
from keyquestions.rest.errors import failing

ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})
"""What whoever watches the service needs most when there is too much."""


class Pressure:
    """Lets at most so many requests in at once (pure ASGI)."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self._app(scope, receive, send)
            return
        if self._inside >= self._most:
            full = Overloaded(
                "The analysis service has too many requests at the moment; try again in a moment.",
                1.0,
            )
            await failing(full).response(scope)(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1
