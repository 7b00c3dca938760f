"""`keyquestions exits`: what scripts can tell apart."""

from inspect import getdoc

import click

from keyquestions import errors
from keyquestions.cli.exits import EXIT_CODES, INTERRUPTED, OK, PARTIAL, UNEXPECTED, USAGE
from keyquestions.cli.outputs import wrapped

_OTHERS = {
    OK: ("", "Done."),
    USAGE: ("", "Wrong usage: an option or argument that there is not."),
    PARTIAL: ("", "A part of the analysis is missing; which one, and why, stands in the result."),
    UNEXPECTED: (errors.KeyQuestionsError.code, "A defect of this program."),
    INTERRUPTED: ("", "Interrupted by Ctrl-C."),
}


@click.command()
def exits() -> None:
    """List the exit codes one by one, with the error's code in JSON and what it means."""
    for number, (code, meaning) in sorted(_table().items()):
        click.echo(wrapped(f"{number:>3}  {code:<26} {meaning}", hanging=32))


def _table() -> dict[int, tuple[str, str]]:
    kinds = {
        number: (kind.code, (getdoc(kind) or "").partition("\n\n")[0].replace("\n", " "))
        for kind, number in EXIT_CODES.items()
    }
    return kinds | _OTHERS
