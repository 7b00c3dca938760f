"""`keyquestions evals bench`."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions.cli.outputs import say, write
from keyquestions_evals.cli.common import (
    ExitCode,
    bordered,
    interactive,
    markdown_option,
    model_options,
    seed_option,
    tell,
)

if TYPE_CHECKING:
    from keyquestions_evals.bench import Figure, Report
    from keyquestions_evals.tables import Grid

NAMES = ("babe", "gvfc", "giveme5w1h", "qsalience", "summeval", "qags-cnn")

_COLLECTED = (
    "The published values are as they were collected with the data; none is recomputed here, "
    "unless the table above says so."
)


@click.command()
@click.argument("name", required=False, type=click.Choice(NAMES))
@click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder of the data set's file; the project has none of the data.",
)
@click.option(
    "--half",
    type=click.Choice(["tune", "report", "all"]),
    default="report",
    show_default=True,
    help="Which part of the items: tune on one, report on the other.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The first N items of it only.")
@click.option("--variant", default="builtin", show_default=True, help="As that of `evals run`.")
@model_options("Before KEYQUESTIONS_MODEL.")
@click.option("--list", "listed", is_flag=True, help="Print the benchmarks, and measure nothing.")
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), help="Write all to this file."
)
@seed_option
@markdown_option
@bordered
def bench(  # noqa: PLR0913 - a command's parameters are its options
    *,
    name: str | None,
    folder: Path | None,
    half: str,
    limit: int | None,
    variant: str,
    model: str | None,
    replies: str | None,
    recordings: Path | None,
    listed: bool,
    json_file: Path | None,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Measure an analyst on the public data set NAME, beside the published figures."""
    from keyquestions_evals.bench import BENCHMARKS, Half, Plan, run_benchmark
    from keyquestions_evals.execution import settings_for

    if listed:
        tell([_list()], markdown)
        return ExitCode.OK
    if name is None or folder is None:
        raise click.UsageError("Give a NAME and its --data DIR; --list has the names.")
    benchmark = BENCHMARKS[name]
    if benchmark.rules and variant != "builtin":
        raise click.UsageError(f"{name} measures rules that all variants share; leave out "
                               "--variant.")  # fmt: skip
    settings = settings_for(variant, model=model, replies=replies, recordings=recordings)
    plan = Plan(Half(half), limit, seed)
    with _progress() as begun:
        report = asyncio.run(run_benchmark(benchmark, folder, variant, settings, plan, begun))
    tell(_grids(report), markdown)
    if json_file is not None:
        write(report.model_dump_json(indent=2) + "\n", json_file)
    return _told(report)


def _told(report: "Report") -> ExitCode:
    if not report.failed:
        return ExitCode.OK
    codes = ", ".join(f"{code} ({count})" for code, count in sorted(report.failed.items()))
    say(f"{sum(report.failed.values())} of {report.items} items failed: {codes}.")
    return ExitCode.INCOMPLETE


def _list() -> "Grid":
    from keyquestions_evals.bench import BENCHMARKS, published
    from keyquestions_evals.tables import Grid

    grid = Grid("Benchmarks", ("name", "file", "what it measures"))
    for name, benchmark in BENCHMARKS.items():
        known = published()[name]
        grid.add(name, benchmark.file, known.measures)
    return grid


def _grids(report: "Report") -> "list[Grid]":
    from keyquestions_evals.tables import Grid

    known, failed = report.published, sum(report.failed.values())
    ours = Grid(
        f"{known.title} · {report.variant} · half: {report.half} · {report.items} items, "
        f"{failed} failed",
        ("figure", "ours", "95 % interval", "n"),
    )
    for figure in report.figures:
        ours.add(figure.title, _value(figure), _between(figure), str(figure.n))
    theirs = Grid(
        "Published",
        ("system", "figure", "value"),
        notes=[known.protocol, f"{known.source}. {known.licence}.", _COLLECTED],
    )
    titles = {figure.name: figure.title for figure in report.figures}
    for each in known.reached:
        theirs.add(each.system, titles[each.figure], each.value)
    return [ours, theirs]


def _value(figure: "Figure") -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.3f}" if not figure.unit else f"{figure.value:.1f}{figure.unit}"


def _between(figure: "Figure") -> str:
    if figure.low is None or figure.high is None:
        return ""
    digits = 1 if figure.unit else 3
    return f"{figure.low:.{digits}f} to {figure.high:.{digits}f}"


@contextmanager
def _progress() -> Iterator[Callable[[int], Callable[[], None]]]:
    """A progress bar for whoever watches."""
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress

    bar = Progress(
        *Progress.get_default_columns()[:2], MofNCompleteColumn(),
        console=Console(stderr=True), disable=not interactive(), transient=True,
    )  # fmt: skip

    def begun(items: int) -> Callable[[], None]:
        task = bar.add_task("items", total=items)
        return lambda: bar.advance(task)

    with bar:
        yield begun
