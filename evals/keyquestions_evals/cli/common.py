"""What the commands share: folders, options, exit codes, and the border where errors become one."""

import functools
import os
import sys
from collections.abc import Callable, Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from keyquestions.cli.outputs import columns, say, to_terminal, write
from keyquestions.errors import KeyQuestionsError
from keyquestions_evals.errors import EvalsError, JudgeSilent

if TYPE_CHECKING:
    from keyquestions.codebook import Codebook
    from keyquestions_evals.fixtures import Fixture
    from keyquestions_evals.runs import Journal
    from keyquestions_evals.stats import Sheet
    from keyquestions_evals.tables import Grid

P = ParamSpec("P")
Command = TypeVar("Command", bound=Callable[..., object])
FIXTURES = Path("evals/fixtures")
RUNS = Path("evals/runs")
GATE = Path("evals/gate.yaml")
JUDGES = Path("evals/judges.yaml")
SEED = 20_260_000
NOT_RECORDED = "reply_not_recorded"
"""The code of the error where only recorded replies are used, and there is none."""


class ExitCode(IntEnum):
    """What `keyquestions evals` ends with."""

    OK = 0
    REGRESSION = 1
    CONFIG = 2
    INCOMPLETE = 3
    REPLAY_MISS = 4
    INCONCLUSIVE = 5


def bordered(command: Callable[P, ExitCode]) -> Callable[P, int]:
    """Turn what can be wrong into lines on standard error and an exit code, 2 for most."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except EvalsError as error:
            for line in str(error).splitlines():
                say(line)
            if isinstance(error, JudgeSilent):
                missed = NOT_RECORDED in error.codes
                return ExitCode.REPLAY_MISS if missed else ExitCode.INCOMPLETE
        except KeyQuestionsError as error:
            say(error.message)
        return ExitCode.CONFIG

    return run


fixtures_option = click.option(
    "--fixtures", "folder", type=click.Path(path_type=Path), default=FIXTURES, show_default=True,
    help="The folder of the fixtures.",
)  # fmt: skip
seed_option = click.option(
    "--seed", type=int, default=SEED, show_default=True,
    help="Of the resampling: the same seed gives the same figures.",
)  # fmt: skip
judge_option = click.option(
    "--judge", metavar="MODEL",
    help="Score by this model's verdicts instead of by the words; see `evals judge`.",
)  # fmt: skip
markdown_option = click.option(
    "--markdown", type=click.Path(path_type=Path), help="Write the tables to this file, too."
)


def model_options(about: str) -> Callable[[Command], Command]:
    """Which model answers, and how its replies are stored; `about` is what helps with --model."""
    options = (
        click.option("--model", help=about),
        click.option(
            "--replies", type=click.Choice(["use", "refresh", "replay", "off"]),
            help="Before KEYQUESTIONS_REPLIES; `replay` asks no model.",
        ),
        click.option(
            "--recordings", type=click.Path(path_type=Path), help="Before KEYQUESTIONS_RECORDINGS."
        ),
    )  # fmt: skip

    def with_options(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def the_codebook() -> "Codebook":
    """The codebook that ships, or that of KEYQUESTIONS_PROMPTS."""
    from keyquestions.codebook import load_codebook
    from keyquestions.settings import load_settings
    from keyquestions.wiring import chosen_prompts

    return load_codebook(chosen_prompts(load_settings()))


def scored(path: Path, folder: Path) -> "tuple[Journal, Sheet, tuple[Fixture, ...]]":
    """A run's journal, its sheet by today's labels, and the fixtures that it ran over."""
    from keyquestions_evals.fixtures import load_fixtures
    from keyquestions_evals.runs import Journal, sheet_of

    journal = Journal.read(path)
    codebook = the_codebook()
    fixtures = load_fixtures(folder, codebook, only=tuple(journal.head.fixtures))
    return journal, sheet_of(journal, fixtures, codebook), fixtures


def tell(grids: "Sequence[Grid]", markdown: Path | None = None) -> None:
    """Print tables, and write them as Markdown where that is asked for."""
    from keyquestions_evals.tables import as_markdown, as_text

    colour = to_terminal(None) and not os.environ.get("NO_COLOR")
    write(as_text(grids, width=max(columns(), 100) if colour else 110, colour=colour))
    if markdown is not None:
        write(as_markdown(grids), markdown)


def told_apart(journal: "Journal") -> ExitCode:
    """Whether a run is whole; what is missing is told on standard error."""
    codes = [item.error.code for item in journal.items.values() if item.error]
    failed = sorted({item.article for item in journal.items.values() if item.failed})
    if failed:
        say(f"{len(failed)} of {len(journal.head.fixtures)} articles failed in part or whole: "
            f"{', '.join(failed)}; `run --only-failed` does them again.")  # fmt: skip
    if journal.missing:
        say(f"{len(journal.missing)} analyses are missing; the same command goes on with them.")
    codes += [
        failure.code
        for item in journal.items.values()
        for failure in (item.analysis.failures if item.analysis else ())
    ]
    if NOT_RECORDED in codes:
        return ExitCode.REPLAY_MISS
    return ExitCode.INCOMPLETE if failed or journal.missing else ExitCode.OK


def interactive() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()
