"""JSONL that is never half written: what a crash or a full disk cut off is taken away again."""

import gzip
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from keyquestions.archive.items import OutcomeLine
from keyquestions.archive.outputs.port import Output, write_failed
from keyquestions.errors import OutputError

PENDING_BYTES = 1_000_000
"""So much is gathered before it is written; compressed, that is one member of the file."""

_CHUNK = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS
_LINE = re.compile(rb'\{"line": ?(\d+),')


class JsonlOutput(Output):
    """One outcome a line, in a file of that path, compressed where its name ends in .gz.

    A file that is there is gone on with, behind its last whole line.

    Raises:
        OutputError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_compressed = path.suffix.lower() == ".gz"
        self._pending = bytearray()
        self._pending_lines = 0
        self._count = self._safe_count = 0
        try:
            self._file = _unbuffered(path)
            self._safe, self._safe_count = self._mended()
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
        self._count = self._safe_count

    def write(self, outcome: OutcomeLine) -> None:
        """Add one line; it is on the disk after the next checkpoint."""
        self._pending += outcome.as_json().encode("utf-8", "replace") + b"\n"
        self._pending_lines += 1
        if len(self._pending) >= PENDING_BYTES:
            with self._whole():
                self._flush()

    def checkpoint(self) -> int:
        """Have the disk keep all that was written."""
        with self._whole():
            self._flush()
            os.fsync(self._file.fileno())
            self._safe, self._safe_count = self._file.tell(), self._count
        return self._safe_count

    def close(self) -> None:
        """Write and keep the rest."""
        try:
            self.checkpoint()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def lines(self) -> Iterator[int]:
        """The numbers that the lines of the file begin with."""
        with self._path.open("rb") as plain:
            file = gzip.GzipFile(fileobj=plain, mode="rb") if self._is_compressed else plain
            for line in file:
                if found := _LINE.match(line):
                    yield int(found[1])

    def _flush(self) -> None:
        if not self._pending:
            return
        data = gzip.compress(self._pending) if self._is_compressed else bytes(self._pending)
        while data:
            data = data[self._file.write(data) :]
        self._count += self._pending_lines
        self._pending, self._pending_lines = bytearray(), 0

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Leave the file as the last checkpoint had it where writing fails inside."""
        try:
            yield
        except OSError as error:
            self._pending, self._pending_lines = bytearray(), 0
            self._count = self._safe_count
            with suppress(OSError):  # then opening it again cuts it off
                self._cut(self._safe)
            raise write_failed(self._path, error, self._safe_count) from error

    def _mended(self) -> tuple[int, int]:
        """Where the whole lines end, and how many they are; the rest is cut off."""
        find = _whole_members if self._is_compressed else _whole_lines
        end, count = find(self._file)
        self._cut(end)
        return end, count

    def _cut(self, end: int) -> None:
        self._file.truncate(end)
        self._file.seek(end)


def _unbuffered(path: Path) -> IO[bytes]:
    """The file, made where it is not there; the folder knows of it then, also after a crash."""
    is_new = not path.exists()
    file = path.open("w+b" if is_new else "r+b", buffering=0)
    if is_new and os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return file


def _whole_lines(file: IO[bytes]) -> tuple[int, int]:
    end = count = at = 0
    while chunk := file.read(_CHUNK):
        if (last := chunk.rfind(b"\n")) >= 0:
            end, count = at + last + 1, count + chunk.count(b"\n")
        at += len(chunk)
    return end, count


def _whole_members(file: IO[bytes]) -> tuple[int, int]:
    """As `_whole_lines`; a member of the file holds whole lines, and is whole itself or cut off."""
    end = count = at = lines = 0
    inflating = zlib.decompressobj(_GZIP)
    while chunk := file.read(_CHUNK):
        at += len(chunk)
        try:
            while chunk:
                lines += inflating.decompress(chunk).count(b"\n")
                chunk = inflating.unused_data
                if inflating.eof:
                    end, count, lines = at - len(chunk), count + lines, 0
                    inflating = zlib.decompressobj(_GZIP)
        except zlib.error:
            break
    return end, count
