"""Where a result goes: standard output, or a file that is never half written."""

import os
import tempfile
from pathlib import Path

import click

from keyquestions.errors import OutputError


def write(text: str, output: Path | None) -> None:
    """Print the text, or write it to a file at once (a temporary file, renamed).

    Raises:
        OutputError: the file cannot be written; what was there before still is.
    """
    if output is None:
        click.echo(text, nl=False)
        return
    if output.is_dir():
        raise OutputError(f"{output} is a folder; name a file in it.")
    try:
        _replace(output, text)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}.") from None


def _replace(output: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        # A temporary file is private; the result is as readable as any file of this user's.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(output)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
