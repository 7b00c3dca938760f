"""Compressed bodies, a piece at a time; none becomes larger than it may."""

import zlib
from collections.abc import Iterator

from keyquestions.errors import BodyInvalid, BodyTooLarge, EncodingUnsupported

ENCODINGS = "gzip, deflate"
"""What is understood, as a header says it."""

RATIO = 200
"""How many times larger than its compressed form a body may be; text of people's is 3 to 10."""

HARMLESS = 1_000_000
"""Bytes up to which nobody asks for the ratio: a small body may well be one word, repeated."""

PIECE = 65_536
_WINDOW = {
    "gzip": zlib.MAX_WBITS | 16,
    "x-gzip": zlib.MAX_WBITS | 16,
    "deflate": zlib.MAX_WBITS,
}


class Inflating:
    """One body of that Content-Encoding.

    Raises:
        EncodingUnsupported: there is no reading it, or it was compressed more than once.
    """

    def __init__(self, encoding: str) -> None:
        if encoding not in _WINDOW:
            raise EncodingUnsupported(
                f"The request's Content-Encoding is not supported; use one of {ENCODINGS}, or none."
            )
        self._inflate = zlib.decompressobj(_WINDOW[encoding])
        self._in = self._out = 0

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What comes out, in pieces of at most `PIECE` bytes.

        Raises:
            BodyTooLarge: what comes out is out of proportion.
            BodyInvalid: it is not what it says that it is.
        """
        self._in += len(data)
        while data:
            if self._inflate.eof:
                raise _invalid()
            try:
                piece = self._inflate.decompress(data, PIECE)
            except zlib.error:
                raise _invalid() from None
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            self._out += len(piece)
            if self._out > max(HARMLESS, RATIO * self._in):
                raise BodyTooLarge(
                    "The request's body is compressed too well to be an article; send it as it is."
                )
            yield piece

    def end(self) -> None:
        """Say that nothing comes any more.

        Raises:
            BodyInvalid: something is missing.
        """
        if not self._inflate.eof:
            raise _invalid()


def _invalid() -> BodyInvalid:
    return BodyInvalid(
        "The request's body is not compressed as its Content-Encoding says, or is cut off; "
        "check it, or send it without."
    )
