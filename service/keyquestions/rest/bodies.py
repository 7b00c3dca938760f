"""Bodies are JSON: whoever sends something else is told so, instead of what is wrong with it."""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from keyquestions.rest.direct import direct
from keyquestions.rest.errors import RequestRefused
from keyquestions.rest.negotiation import JSON


class JsonRoute(APIRoute):
    """A route whose body, where it takes one, has to be declared as JSON.

    One that needs nothing but the request is called directly.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind a look at the content type."""
        handle = super().get_route_handler()
        if self.body_field is None:
            return direct(self) or handle

        async def checked(request: Request) -> Response:
            declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            if declared != JSON:
                raise RequestRefused(
                    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "The request's body must be JSON; send it with Content-Type: application/json.",
                )
            return await handle(request)

        return checked
