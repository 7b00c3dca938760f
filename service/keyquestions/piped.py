"""Messages over the pipes between a process and those that it has started.

A message is four bytes of length and then that many bytes. A child reads the end of its input when
its parent is gone, however that went, and can end, too.
"""

import os
import struct
import sys
from asyncio import StreamReader
from typing import BinaryIO

_LENGTH = struct.Struct(">I")


def packed(body: bytes) -> bytes:
    """A message as it goes over the pipe."""
    return _LENGTH.pack(len(body)) + body


async def received(stream: StreamReader) -> bytes:
    """The next message of a child.

    Raises:
        EOFError: the child is gone.
    """
    (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
    return await stream.readexactly(length)


class Channel:
    """A child's line to its parent; what others print goes to standard error instead."""

    def __init__(self) -> None:
        self._in: BinaryIO = sys.stdin.buffer
        self._out: BinaryIO = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)

    def read(self) -> bytes | None:
        """The next message; None when the parent is gone."""
        head = self._in.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        body = self._in.read(length)
        return body if len(body) == length else None

    def write(self, body: bytes) -> None:
        """Send a message."""
        self._out.write(packed(body))
        self._out.flush()
