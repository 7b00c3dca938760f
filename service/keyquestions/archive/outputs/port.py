"""The port of an output, and what goes wrong with files that are written."""

import errno
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from keyquestions.archive.items import OutcomeLine
from keyquestions.errors import OutputError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Output(ABC):
    """Takes outcomes in the order in which they shall stand; it may be gone on with.

    What counts as written is what the last `checkpoint` told. After an `OutputError` the output is
    to be closed; opened again, it goes on behind the last whole line.
    """

    @abstractmethod
    def write(self, outcome: OutcomeLine) -> None:
        """Add one outcome.

        Raises:
            OutputError: it cannot be written; what the last checkpoint told is there.
        """

    @abstractmethod
    def checkpoint(self) -> int:
        """Make what was written safe from a crash; how many outcomes there are then.

        Raises:
            OutputError: it cannot be; what the last checkpoint told is there.
        """

    @abstractmethod
    def close(self) -> None:
        """Finish, with a last checkpoint; the output is whole then.

        Raises:
            OutputError: it cannot be finished.
        """

    @abstractmethod
    def abandon(self) -> None:
        """Let go of the file without adding anything to it; for whoever failed."""

    @abstractmethod
    def lines(self) -> Iterator[int]:
        """The numbers of the lines whose outcomes were there when it was opened."""


def write_failed(path: Path, error: OSError, written: int) -> OutputError:
    """The error for a file that could not be written on; `written` outcomes are safe."""
    if error.errno in _FULL:
        return OutputError(
            f"There is no room for {path}: {written:,} lines of it are written and whole. Make "
            "room, and go on with the same command."
        )
    return OutputError(
        f"{path} cannot be written ({error.strerror or 'it failed'}): {written:,} lines of it are "
        "written and whole. Mend that, and go on with the same command."
    )
