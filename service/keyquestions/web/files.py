"""The built files, read once: what each is, and the tag by which a browser knows it again."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
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
