"""`keyquestions evals run`."""

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    scored,
    seed_option,
    tell,
    told_apart,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from keyquestions.settings import Settings
    from keyquestions.wiring import Service
    from keyquestions_evals.fixtures import Fixture
    from keyquestions_evals.runs import Item, Plan, RunHead

SPLITS = ("dev", "test", "all")


@click.command()
@click.argument("variant", default="prompts")
@click.option("--model", help="Before KEYQUESTIONS_MODEL.")
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
    "--replies",
    type=click.Choice(["use", "refresh", "replay", "off"]),
    help="Before KEYQUESTIONS_REPLIES; `replay` asks no model.",
)
@click.option(
    "--recordings", type=click.Path(path_type=Path), help="Before KEYQUESTIONS_RECORDINGS."
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help=f"The run's journal; one that is there is gone on with. Else a new one in {RUNS}.",
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
    from keyquestions_evals.runs import Budget, Plan

    path = journal or _new(variant)
    if only_failed and not path.exists():
        raise click.UsageError("--only-failed wants the --journal of a run.")
    settings = _settings(variant, model=model, replies=replies, recordings=recordings)
    plan = Plan(concurrency=concurrency, only_failed=only_failed, budget=Budget(budget))
    wanted = _Wanted(variant, folder, None if split == "all" else split, only, trials)
    asyncio.run(_run(wanted, settings, path, plan))
    say(f"The journal of this run is {path}.")
    made, sheet, _ = scored(path, folder)
    grids = [summarised(made, sheet, seed)] if baseline is None else compared(
        scored(baseline, folder)[1], sheet, seed, GATE if GATE.exists() else None
    )  # fmt: skip
    tell(grids, markdown)
    return told_apart(made)


def _new(variant: str) -> Path:
    name = "".join(each if each.isalnum() else "-" for each in variant).strip("-") or "run"
    return RUNS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{name}.jsonl"


def _settings(variant: str, **given: Any) -> "Settings":  # noqa: ANN401 - values of settings
    from keyquestions.settings import load_settings

    if variant == "builtin":
        given |= {"model": "builtin"}
    return load_settings(**given)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be run: a variant over which fixtures, how often."""

    variant: str
    folder: Path
    split: str | None
    only: tuple[str, ...]
    trials: int


async def _run(wanted: _Wanted, settings: "Settings", path: Path, plan: "Plan") -> None:
    from keyquestions.wiring import chosen_prompts, open_service
    from keyquestions_evals.fixtures import load_fixtures
    from keyquestions_evals.labels import Split
    from keyquestions_evals.runs import Journal, variant_folder
    from keyquestions_evals.runs import run as fill

    with variant_folder(wanted.variant, chosen_prompts(settings)) as prompts:
        async with open_service(settings.model_copy(update={"prompts": prompts})) as service:
            split = Split(wanted.split) if wanted.split else None
            fixtures = load_fixtures(wanted.folder, service.codebook, split=split, only=wanted.only)
            journal = Journal.open(path, _head(wanted, service, fixtures))
            try:
                articles = {fixture.name: fixture.article for fixture in fixtures}
                total = len(articles) * wanted.trials
                with _progress(total, total - len(journal.missing)) as told:
                    await fill(journal, articles, service.analyze, plan, told)
            finally:
                journal.close()


def _head(wanted: _Wanted, service: "Service", fixtures: "Sequence[Fixture]") -> "RunHead":
    from keyquestions import __version__
    from keyquestions_evals.runs import RunHead

    return RunHead(
        variant=wanted.variant,
        analyst=service.analyst.kind,
        model=service.analyst.model,
        prompts=service.analyst.prompts,
        codebook=service.codebook.version,
        software=f"keyquestions {__version__}",
        split=wanted.split,
        trials=wanted.trials,
        fixtures={fixture.name: fixture.article.content_hash for fixture in fixtures},
        started_at=datetime.now(UTC),
    )


@contextmanager
def _progress(total: int, done: int) -> "Iterator[Any]":
    """A progress bar for whoever watches; each failed article is told in any case."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    bar = Progress(
        *Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, disable=not interactive(), transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("articles", total=total, completed=done)

        def told(item: "Item") -> None:
            bar.advance(task)
            if item.error is not None:
                say(f"{item.article}: {item.error.message}")

        yield told
