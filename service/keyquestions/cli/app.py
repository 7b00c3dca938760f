"""The command group, and the border where errors become one line and an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from keyquestions import __version__
from keyquestions.cli.analyze import analyze
from keyquestions.cli.article import article
from keyquestions.cli.exits import EPILOG, EXIT_CODES, INTERRUPTED, UNEXPECTED
from keyquestions.cli.models import models
from keyquestions.cli.schema import schema
from keyquestions.errors import KeyQuestionsError


@click.group(epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="keyquestions")
def app() -> None:
    """Summarise a news article, analyse its framing, and ask its key questions.

    Every finding carries quotes that were found in the article.
    """


app.add_command(analyze)
app.add_command(article)
app.add_command(models)
app.add_command(schema)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code. No error leaves a traceback, unless asked for.

    KEYQUESTIONS_DEBUG=1 shows the traceback of a defect.
    """
    try:
        code = app.main(args=arguments, prog_name="keyquestions", standalone_mode=False)
    except KeyQuestionsError as error:
        _say(error.message)
        return EXIT_CODES.get(type(error), UNEXPECTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has what it wanted; do not let the interpreter complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last border: a defect is one line here, too
        return _defect(error)
    return code if isinstance(code, int) else 0


def _defect(error: Exception) -> int:
    if os.environ.get("KEYQUESTIONS_DEBUG"):
        traceback.print_exception(error)
    kind = type(error).__name__
    _say(f"a defect of ours ({kind}); KEYQUESTIONS_DEBUG=1 shows where. Please report it.")
    return UNEXPECTED


def _say(message: str) -> None:
    click.echo(f"keyquestions: {' '.join(message.split())}", err=True)
