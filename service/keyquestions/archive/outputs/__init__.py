"""What came of an archive, written line by line."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from keyquestions.archive.items import OutcomeLine
from keyquestions.errors import OutputError

__all__ = ["JsonlOutput", "Output", "open_output"]


class JsonlOutput:
    """One outcome a line; a file that is there is gone on with, behind its last whole line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("r+b" if path.exists() else "w+b")
        data = self._file.read()
        self._file.truncate(data.rfind(b"\n") + 1)
        self._file.seek(0, os.SEEK_END)
        self._count = data.count(b"\n")

    def write(self, outcome: OutcomeLine) -> None:
        """Add one line; it is on the disk after the next checkpoint."""
        self._file.write(outcome.as_json().encode() + b"\n")
        self._count += 1

    def checkpoint(self) -> int:
        """Have the disk keep all that was written."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._count

    def close(self) -> None:
        """Write and keep the rest."""
        self.checkpoint()
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def lines(self) -> Iterator[int]:
        """The numbers of the lines that are there."""
        with self._path.open("rb") as file:
            for line in file:
                yield json.loads(line)["line"]


Output = JsonlOutput


def open_output(path: Path, *, going_on: bool) -> Output:
    """The output for a file of that name."""
    if not going_on and path.exists() and path.stat().st_size:
        raise OutputError(f"{path} is there already; name another, or remove it.")
    return JsonlOutput(path)
