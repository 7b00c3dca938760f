"""`keyquestions evals run`."""

import asyncio
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions.cli.outputs import say
from keyquestions_evals.cli.common import (
    GATE,
    RUNS,
    ExitCode,
    bordered,
    fixtures_option,
    interactive,
    markdown_option,
    model_options,
    scored,
    seed_option,
    tell,
    told_apart,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from keyquestions_evals.execution import Begun
    from keyquestions_evals.runs import Item, Journal

SPLITS = ("dev", "test", "all")


@click.command()
@click.argument("variant", default="prompts")
@model_options("Before KEYQUESTIONS_MODEL.")
@click.option(
    "--split",
    type=click.Choice(SPLITS),
    default="dev",
    show_default=True,
    help="Which fixtures: dev to work on the prompts, test to judge them in the end.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this fixture; may be repeated.")
@click.option(
    "--trials",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="How often each article is analysed anew.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(1),
    default=8,
    show_default=True,
    help="Articles at the same time.",
)
@click.option(
    "--budget",
    type=click.FloatRange(0),
    metavar="USD",
    help="Begin nothing more once so much was spent.",
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help=f"The run's journal; one that is there is gone on with. Else a new one in {RUNS}.",
)
@click.option(
    "--unlabelled",
    is_flag=True,
    help="Take articles without labels, of any split; nothing is scored, but `pair` compares.",
)
@click.option("--only-failed", is_flag=True, help="Do again what failed in that journal.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Compare with this journal.")
@fixtures_option
@seed_option
@markdown_option
@bordered
def run(  # noqa: PLR0913 - a command's parameters are its options
    *,
    variant: str,
    model: str | None,
    split: str,
    only: tuple[str, ...],
    trials: int,
    concurrency: int,
    budget: float | None,
    replies: str | None,
    recordings: Path | None,
    journal: Path | None,
    unlabelled: bool,
    only_failed: bool,
    baseline: Path | None,
    folder: Path,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Run VARIANT over the fixtures and print its scores.

    \b
    VARIANT is one of
      prompts    the prompt files as they are now (the default)
      builtin    the analyst that needs no model
      NAME       prompts/variants/NAME, whose files replace those of the same name
      FOLDER     any folder of such files
      @REVISION  the prompt files of a git revision: @HEAD, @main
    """  # noqa: D301 - click's own mark for lines that stay as they are
    from keyquestions_evals.cli.showing import compared, summarised
    from keyquestions_evals.execution import Wanted, new_journal, run_variant, settings_for
    from keyquestions_evals.labels import Split
    from keyquestions_evals.runs import Budget, Journal, Plan

    path = journal or new_journal(variant, RUNS)
    if only_failed and not path.exists():
        raise click.UsageError("--only-failed wants the --journal of a run.")
    settings = settings_for(variant, model=model, replies=replies, recordings=recordings)
    plan = Plan(concurrency=concurrency, only_failed=only_failed, budget=Budget(budget))
    chosen = None if unlabelled or split == "all" else Split(split)
    wanted = Wanted(variant, folder, chosen, only, trials, unlabelled)
    with progress() as begun:
        asyncio.run(run_variant(wanted, settings, path, plan, begun))
    say(f"The journal of this run is {path}.")
    if unlabelled:
        return told_apart(Journal.read(path))
    made, sheet, _ = scored(path, folder)
    grids = [summarised(made, sheet, seed)] if baseline is None else compared(
        scored(baseline, folder)[1], sheet, seed, GATE if GATE.exists() else None
    )  # fmt: skip
    tell(grids, markdown)
    return told_apart(made)


@contextmanager
def progress() -> "Iterator[Begun]":
    """A progress bar for whoever watches; each article that fails is told in any case."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    bar = Progress(
        *Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=not interactive(), transient=True,
    )  # fmt: skip

    def begun(journal: "Journal") -> "Callable[[Item], None]":
        total = len(journal.head.fixtures) * journal.head.trials
        task = bar.add_task("articles", total=total, completed=total - len(journal.missing))

        def told(item: "Item") -> None:
            bar.advance(task)
            if item.error is not None:
                say(f"{item.article}: {item.error.message}")

        return told

    with bar:
        yield begun
