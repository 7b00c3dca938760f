"""What the server itself complains of: one sentence, never a traceback, which may quote a text."""

import contextlib
import logging
import sys


class Complaints(logging.Handler):
    """Writes the first line of a complaint to standard error, in whichever process it is."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it; a line that cannot be written is no failure."""
        lines = record.getMessage().splitlines()
        if sys.stderr is not None and lines and not lines[0].startswith("Traceback"):
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(f"keyquestions: {lines[0]}\n")
                sys.stderr.flush()
