"""From the bytes of a body to lines, with little in memory at any time."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from keyquestions.errors import BatchTooLarge

MOST_BYTES = 200_000_000
"""Of a whole body."""

MOST_LINES = 50_000
MOST_LINE_BYTES = 10_000_000
GROUP_LINES = 100
GROUP_BYTES = 4_000_000
"""What is written to the database at once."""

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, `number` counting all from 1; no `data` where it is too long."""

    number: int
    data: bytes | None


class Splitter:
    """Cuts what arrives into lines. Of a line that is too long nothing is kept."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._is_too_long = False
        self._number = 0
        self._size = 0
        self._lines = 0

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that end in this chunk.

        Raises:
            BatchTooLarge: there are more bytes, or lines, than are taken.
        """
        self._size += len(chunk)
        if self._size > MOST_BYTES:
            raise BatchTooLarge(
                f"The batch has more than {MOST_BYTES:,} bytes; send it as several."
            )
        *ends, rest = chunk.split(b"\n")
        found = [line for end in ends if (line := self._ended(end)) is not None]
        self._add(rest)
        return found

    def finish(self) -> list[Line]:
        """The last line, where nothing ends it."""
        line = self._ended(b"")
        return [] if line is None else [line]

    def _add(self, piece: bytes) -> None:
        self._rest += piece
        if len(self._rest) > MOST_LINE_BYTES:
            self._is_too_long = True
            self._rest.clear()

    def _ended(self, end: bytes) -> Line | None:
        self._add(end)
        self._number += 1
        data = bytes(self._rest)
        is_too_long = self._is_too_long
        self._rest.clear()
        self._is_too_long = False
        if self._number == 1:
            data = data.removeprefix(_BOM)
        if not is_too_long and not data.strip():
            return None
        self._lines += 1
        if self._lines > MOST_LINES:
            raise BatchTooLarge(f"The batch has more than {MOST_LINES:,} lines; send several.")
        return Line(self._number, None if is_too_long else data)


async def groups(body: AsyncIterator[bytes]) -> AsyncIterator[Sequence[Line]]:
    """The lines of a body, some at a time.

    Raises:
        BatchTooLarge: there is more than is taken.
    """
    splitter = Splitter()
    group: list[Line] = []
    size = 0
    async for chunk in body:
        for line in splitter.feed(chunk):
            group.append(line)
            size += len(line.data or b"")
            if len(group) >= GROUP_LINES or size >= GROUP_BYTES:
                yield group
                group, size = [], 0
    group += splitter.finish()
    if group:
        yield group
