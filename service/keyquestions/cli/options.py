"""The options of every command that reads an article."""

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def article_options(command: Command) -> Command:
    """Add SOURCE and the options that say how it is read."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.argument("source"),
    click.option("--encoding", help="The file's encoding, where it is not UTF-8."),
    click.option("--title", help="The headline, where the text does not begin with it."),
    click.option("--language", help="ISO 639-1 code, where it should not be detected."),
    click.option(
        "--allow-private",
        is_flag=True,
        help="Let a URL point to a loopback or private address.",
    ),
)
