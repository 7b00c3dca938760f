"""A report of a run, or of two side by side: one HTML file that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import jinja2

from keyquestions.rendering import TOKENS, style
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.report.articles import view_articles
from keyquestions_evals.report.plots import Plot, plot_metrics
from keyquestions_evals.runs import Journal
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Sheet, compare_all, summarise
from keyquestions_evals.tables import (
    COMPARED,
    SUMMARISED,
    Grid,
    change,
    comparison_row,
    summary_row,
)

__all__ = ["Run", "as_report"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run and its scores."""

    journal: Journal
    sheet: Sheet

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.journal.head.name


def as_report(
    run: Run, fixtures: Sequence[Fixture], baseline: Run | None = None, *, seed: int
) -> str:
    """The report as HTML; the same journals and seed give the same bytes.

    Every article shows what was found in it with the quotes marked in its text, the worst first;
    with a baseline those that lost most first, and both analyses side by side.
    """
    grid, plots = _single(run, seed) if baseline is None else _pair(baseline, run, seed)
    return (
        _templates()
        .get_template("report.html.j2")
        .render(
            run=run,
            tokens=style(TOKENS),
            baseline=baseline,
            grid=grid,
            plots=plots,
            articles=view_articles(run, fixtures, baseline),
            slices=_slices(fixtures),
            missing=[f"{name}, trial {trial + 1}" for name, trial in run.journal.missing],
        )
    )


def _single(run: Run, seed: int) -> tuple[Grid, tuple[Plot, ...]]:
    grid = Grid("Scores", SUMMARISED)
    found = {name: summarise(each, run.sheet, seed=seed) for name, each in METRICS.items()}
    for name, summary in found.items():
        grid.add(*summary_row(METRICS[name], summary))
    return grid, plot_metrics({name: (each,) for name, each in found.items()})


def _pair(before: Run, after: Run, seed: int) -> tuple[Grid, tuple[Plot, ...]]:
    grid = Grid("Before and after", (*COMPARED, ""))
    compared = compare_all(list(METRICS.values()), before.sheet, after.sheet, seed=seed)
    for name, found in compared.items():
        grid.add(*comparison_row(METRICS[name], found), change(METRICS[name], found))
    both = {
        name: tuple(summarise(metric, each.sheet, seed=seed) for each in (before, after))
        for name, metric in METRICS.items()
    }
    return grid, plot_metrics(both)


def _slices(fixtures: Sequence[Fixture]) -> dict[str, list[str]]:
    """What the report can be filtered by: each slice with its values."""
    names = ("genre", "topic", "language", "length", "difficulty", "split")
    return {name: sorted({str(getattr(each.slices, name)) for each in fixtures}) for name in names}


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("keyquestions_evals.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
