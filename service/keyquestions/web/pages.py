"""The routes of the editor's page: its files, and the words that it shows labels by."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from keyquestions.rest.guards import Scope, guard
from keyquestions.rest.negotiation import is_known
from keyquestions.rest.parts import Opened
from keyquestions.web.files import File, load_files

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    # No text becomes markup or code, whatever a library tries.
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""What the page may do: load its own files, ask this service, and nothing else."""

HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
    }
)
_PAGE = "index.html"


def add_pages(app: FastAPI) -> None:
    """Add the page at `/`, its files beside it, and the words that it shows labels by."""
    for name, file in load_files().items():
        path = "/" if name == _PAGE else f"/{name}"
        app.add_api_route(path, _serving(file), methods=["GET"], include_in_schema=False)
    app.add_api_route(
        "/page/words.json",
        _words,
        methods=["GET"],
        include_in_schema=False,
        dependencies=[guard(Scope.READ)],
    )


def _serving(file: File) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        headers = {**HEADERS, "ETag": file.tag}
        if is_known(file.tag, request.headers.getlist("if-none-match")):
            return Response(status_code=304, headers=headers)
        zips = "gzip" in request.headers.get("accept-encoding", "")
        if zips:
            headers["Content-Encoding"] = "gzip"
        return Response(file.zipped if zips else file.data, headers=headers, media_type=file.media)

    return serve


async def _words(parts: Opened) -> Response:
    """What readers see labels and parts of an analysis called, and what labels mean."""
    return JSONResponse(
        parts.codebook.model_dump(mode="json") | {"page": parts.words.model_dump(mode="json")}
    )
