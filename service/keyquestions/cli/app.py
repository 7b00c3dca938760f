"""The command group, and the border where errors become one line and an exit code."""

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from typing import NoReturn

import click

from keyquestions import __version__
from keyquestions.cli.analyze import analyze
from keyquestions.cli.article import article
from keyquestions.cli.batch import batch, worker
from keyquestions.cli.codes import exits
from keyquestions.cli.exits import EPILOG, EXIT_CODES, INTERRUPTED, OK, UNEXPECTED
from keyquestions.cli.extensions import Extensible
from keyquestions.cli.interrupts import SAID, end_at_once, interrupt_at_once
from keyquestions.cli.keys import keys
from keyquestions.cli.models import models
from keyquestions.cli.outputs import Saying, abandon_standard_output, say
from keyquestions.cli.schema import schema
from keyquestions.cli.serving import database, serve
from keyquestions.errors import KeyQuestionsError
from keyquestions.notices import NOTICES

NAME = "keyquestions"


@click.group(
    cls=Extensible, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name=NAME)
def app() -> None:
    """Summarise a news article, analyse its framing, and ask its key questions.

    Every finding carries quotes that were found in the article.
    """


app.add_command(analyze)
app.add_command(article)
app.add_command(batch)
app.add_command(database)
app.add_command(exits)
app.add_command(keys)
app.add_command(models)
app.add_command(schema)
app.add_command(serve)
app.add_command(worker)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process."""
    _hush_libraries()
    NOTICES.addHandler(Saying())
    interrupt_at_once()
    code = run(arguments)
    end_at_once()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code. No error leaves a traceback, unless asked for.

    KEYQUESTIONS_DEBUG=1 shows the traceback of a defect.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        # Not click's own main(): that handles Ctrl-C and a closed pipe in ways of its own.
        with app.make_context(NAME, given) as context:
            code = app.invoke(context)
    except KeyQuestionsError as error:
        say(error.message)
        return EXIT_CODES.get(type(error), UNEXPECTED)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        return _misused(error)
    except (click.Abort, KeyboardInterrupt):
        say(SAID)
        return INTERRUPTED
    except BrokenPipeError:
        abandon_standard_output()  # its reader has what it wanted
        return OK
    except Exception as error:  # noqa: BLE001 - the last border: a defect is one line here, too
        return _defect(error)
    return code if isinstance(code, int) else OK


def _misused(error: click.ClickException) -> int:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
    else:
        command = context.command_path if context else NAME
        say(f"{error.format_message()} {command} --help shows the usage.")
    return error.exit_code


def _defect(error: Exception) -> int:
    if _debugging():
        traceback.print_exception(error)
    kind = type(error).__name__
    say(f"a defect of ours ({kind}); KEYQUESTIONS_DEBUG=1 shows where. Please report it.")
    return UNEXPECTED


def _hush_libraries() -> None:
    """Keep what libraries warn of and log off the user's terminal, unless the user wants it."""
    if not (sys.warnoptions or _debugging()):
        warnings.simplefilter("ignore")
        logging.getLogger().addHandler(logging.NullHandler())


def _debugging() -> bool:
    return bool(os.environ.get("KEYQUESTIONS_DEBUG"))
