"""The built files, read once: what each is, the tag by which a browser knows it, and its route."""

import gzip
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

from keyquestions.rest.negotiation import is_known

FOLDER = Path(__file__).parent / "static"

_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".md": "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served; `zipped` is the same, compressed by gzip."""

    data: bytes
    zipped: bytes
    media: str
    tag: str

    @classmethod
    def read(cls, path: Path) -> "File":
        """Read and compress it."""
        data = path.read_bytes()
        tag = f'"{sha256(data).hexdigest()[:20]}"'
        return cls(data, gzip.compress(data, mtime=0), _MEDIA[path.suffix], tag)


def load_files(folder: Path = FOLDER) -> Mapping[str, File]:
    """All files by their names; nothing else of the disk can be asked for."""
    return {path.name: File.read(path) for path in sorted(folder.iterdir())}


def serving(file: File, headers: Mapping[str, str]) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers with a file: compressed where that is wanted, 304 where it is known."""

    async def serve(request: Request) -> Response:
        told = {**headers, "Vary": "Accept-Encoding", "ETag": file.tag}
        if is_known(file.tag, request.headers.getlist("if-none-match")):
            return Response(status_code=304, headers=told)
        zips = "gzip" in request.headers.get("accept-encoding", "")
        if zips:
            told["Content-Encoding"] = "gzip"
        return Response(file.zipped if zips else file.data, headers=told, media_type=file.media)

    return serve
