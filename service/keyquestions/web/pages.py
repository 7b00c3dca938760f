"""The routes of the editor's page: its files, and the words that it shows labels by."""

from types import MappingProxyType

from fastapi import FastAPI
from starlette.responses import JSONResponse

from keyquestions.rest.guards import Scope, guard
from keyquestions.rest.parts import Opened
from keyquestions.web.files import load_files, serving

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
    }
)
_PAGE = "index.html"


def add_pages(app: FastAPI) -> None:
    """Add the page at `/`, its files beside it, and the words that it shows labels by."""
    for name, file in load_files().items():
        path = "/" if name == _PAGE else f"/{name}"
        app.add_api_route(path, serving(file, HEADERS), methods=["GET"], include_in_schema=False)
    app.add_api_route(
        "/page/words.json",
        _words,
        methods=["GET"],
        include_in_schema=False,
        dependencies=[guard(Scope.READ)],
    )


async def _words(parts: Opened) -> JSONResponse:
    """What readers see labels and parts of an analysis called, and what labels mean."""
    return JSONResponse(
        parts.codebook.model_dump(mode="json") | {"page": parts.words.model_dump(mode="json")}
    )
