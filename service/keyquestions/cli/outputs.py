"""Where a result goes: standard output, or a file that is never half written."""

import logging
import os
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import click

from keyquestions.errors import OutputError

NARROWEST, WIDEST = 40, 100
"""Characters a line between which a page follows the terminal's width."""


def say(message: str) -> None:
    """Tell the user something on standard error: in one line, wrapped only on a terminal."""
    line = f"keyquestions: {' '.join(message.split())}"
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    click.echo(wrapped(line, columns(sys.stderr.fileno())) if on_terminal else line, err=True)


def columns(terminal: int | None = None) -> int:
    """Characters a line that read well on standard output, or on that terminal."""
    wide = shutil.get_terminal_size((WIDEST, 24)).columns
    if terminal is not None and "COLUMNS" not in os.environ:
        wide = os.get_terminal_size(terminal).columns or wide
    return max(NARROWEST, min(wide, WIDEST))


def wrapped(line: str, width: int | None = None, *, hanging: int = 2) -> str:
    """The line, broken between words where it is too long, and then indented by `hanging`."""
    return textwrap.fill(
        line, width or columns(), subsequent_indent=" " * hanging,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


class Saying(logging.Handler):
    """Says what is logged to the user, each thing once."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, unless it was said."""
        message = record.getMessage()
        if message not in self._said:
            self._said.add(message)
            say(message)


def to_terminal(output: Path | None) -> bool:
    """Whether what is written there is read on a terminal."""
    return output is None and sys.stdout is not None and sys.stdout.isatty()


def check_output(output: Path | None) -> None:
    """Find out before the work whether its result can be written.

    Raises:
        OutputError: it cannot.
    """
    if output is None:
        if sys.stdout is None:
            raise OutputError("Standard output is closed; redirect it to a file.")
        return
    if output.is_dir():
        raise OutputError(f"{output} is a folder; name a file in it.")
    if not output.parent.is_dir():
        raise OutputError(f"{output} cannot be written: there is no folder {output.parent}.")
    if not os.access(output if output.exists() else output.parent, os.W_OK):
        raise OutputError(f"{output} cannot be written: permission denied; name another file.")


def write(text: str, output: Path | None = None) -> None:
    """Print the text, or write it to a file at once (a temporary file, renamed).

    What is not read on a terminal is in UTF-8, whatever the locale.

    Raises:
        OutputError: it cannot be written; what was in the file before still is.
        BrokenPipeError: nobody reads standard output any more.
    """
    if output is None:
        _print(text)
        return
    try:
        # A link stays a link; a device or a pipe is written to, not replaced.
        target = output.resolve()
        if target.is_file() or not target.exists():
            _replace(target, text)
        else:
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}.") from None


def abandon_standard_output() -> None:
    """Let nothing more be written to it, so that the interpreter does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print(text: str) -> None:
    encoding = sys.stdout.encoding if to_terminal(None) else "utf-8"
    try:
        click.echo(text.encode(encoding, "replace"), nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon_standard_output()
        raise OutputError(f"Standard output cannot be written: {error.strerror}.") from None


def _replace(target: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(_mode(target))
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """As readable as the file was, or as any new file of this user's."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
