"""Files as streams of bytes, also compressed ones; what can go wrong with them, in our words."""

import gzip
import importlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from keyquestions.errors import FormatUnknown, InputUnreadable

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
_HEAD = 4096
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Tell what goes wrong with a file while it is read.

    Raises:
        InputUnreadable: its compressed data is cut off or damaged, or the disk cannot be read.
    """
    try:
        yield
    except _BROKEN as error:
        raise InputUnreadable(
            f"The compressed data of {path.name} is cut off or damaged; what comes before that "
            "place is used. Get the file again, and go on with the same command."
        ) from error
    except OSError as error:
        raise InputUnreadable(f"{path} cannot be read: {error.strerror or 'it failed'}.") from error


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, decompressed where it is compressed, whatever it is called.

    Raises:
        InputUnreadable: it cannot be opened.
        FormatUnknown: it is compressed with Zstandard, and this Python cannot read that.
    """
    with reading(path):
        plain = path.open("rb")
    with plain:
        with reading(path):
            magic = plain.read(len(ZSTD))
            plain.seek(0)
        if magic.startswith(GZIP):
            # Not buffered again: that would lose whole lines before a place where it is cut off.
            with gzip.GzipFile(fileobj=plain, mode="rb") as inflated:
                yield cast("IO[bytes]", inflated)
        elif magic == ZSTD:
            with _zstd(plain, path) as inflated:
                yield inflated
        else:
            yield plain


def _zstd(plain: IO[bytes], path: Path) -> IO[bytes]:
    try:
        module = importlib.import_module("compression.zstd")
    except ImportError:
        raise FormatUnknown(
            f"{path.name} is compressed with Zstandard, which Python reads from version 3.14 on; "
            "decompress it (zstd -d), or compress it with gzip."
        ) from None
    return cast("IO[bytes]", module.ZstdFile(plain, "rb"))


def head_of(path: Path) -> bytes:
    """How the file begins, decompressed; as much of it as can be read."""
    try:
        with opened(path) as file:
            return file.read(_HEAD)
    except _BROKEN:
        return b""
    except OSError as error:
        raise InputUnreadable(f"{path} cannot be read: {error.strerror or 'it failed'}.") from error
