"""The command line. Commands import what they need when they run, so that help answers at once."""

from collections.abc import Sequence
from typing import NoReturn

from keyquestions.cli import interrupts

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process."""
    interrupts.end_at_once()  # before the imports, which take a while
    from keyquestions.cli import app

    app.main(arguments)
