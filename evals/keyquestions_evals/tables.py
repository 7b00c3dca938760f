"""Tables that tell the story of a run in one screen: for a terminal, and as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from keyquestions_evals.gate import Outcome, Verdict
from keyquestions_evals.metrics import Better, Measure, Metric
from keyquestions_evals.stats import Comparison, Summary

WORDS = {
    Outcome.BETTER: "better",
    Outcome.OK: "ok",
    Outcome.INCONCLUSIVE: "inconclusive",
    Outcome.REGRESSION: "REGRESSION",
}
_COLOURS = {"better": "green", "REGRESSION": "bold red", "worse": "red", "inconclusive": "yellow"}
_NUMBERS = 1
"""Columns from here on are numbers, and stand at the right."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's title, its heads and its rows; `notes` stand under it."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """Add a row."""
        self.rows.append(cells)


def as_text(grids: Iterable[Grid], *, width: int, colour: bool) -> str:
    """The tables for a terminal of that width."""
    console = Console(
        width=width,
        no_color=not colour,
        force_terminal=colour,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as captured:
        for grid in grids:
            console.print(Text(grid.title, style="bold"))
            console.print(_table(grid))
            for note in grid.notes:
                console.print(note, markup=False)
            console.print()
    return "\n".join(line.rstrip() for line in captured.get().rstrip().splitlines()) + "\n"


def as_markdown(grids: Iterable[Grid]) -> str:
    """The tables for a pull request."""
    parts = []
    for grid in grids:
        lines = [f"### {grid.title}", "", _row(grid.heads)]
        lines.append(_row(["---", *["---:"] * (len(grid.heads) - _NUMBERS)]))
        lines += [_row(row) for row in grid.rows]
        for note in grid.notes:
            lines += ["", _plain(note)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def comparison_row(metric: Metric, found: Comparison) -> tuple[str, ...]:
    """Metric, baseline, candidate, difference, interval, p, n."""
    return (
        title(metric, found.measure),
        number(found.baseline, metric),
        number(found.candidate, metric),
        number(found.difference, metric, sign=True),
        between(found.low, found.high, metric, sign=True),
        "" if found.p is None else f"{found.p:.3f}",
        str(found.n),
    )


COMPARED = ("metric", "before", "after", "change", "95 % interval", "p", "n")
SUMMARISED = ("metric", "value", "95 % interval", "n")


def summary_row(metric: Metric, found: Summary) -> tuple[str, ...]:
    """Metric, value, interval, n."""
    return (
        title(metric, found.measure),
        number(found.value, metric) + metric.unit,
        between(found.low, found.high, metric),
        str(found.n),
    )


def gate_grid(found: Sequence[Verdict], metrics: Sequence[Metric]) -> Grid:
    """The gate's verdicts, and under them what would settle those that are inconclusive."""
    grid = Grid("Gate", (*COMPARED, "margin", "verdict"))
    for verdict, metric in zip(found, metrics, strict=True):
        row = comparison_row(metric, verdict.comparison)
        grid.add(*row, number(verdict.margin, metric), WORDS[verdict.outcome])
        if verdict.outcome is Outcome.INCONCLUSIVE:
            grid.notes.append(_to_settle(metric, verdict))
    return grid


def change(metric: Metric, found: Comparison) -> str:
    """Whether a difference that chance does not explain is for the better."""
    if not found.excludes_zero or not found.difference or metric.better is Better.NEITHER:
        return ""
    return "better" if (found.difference > 0) == (metric.better is Better.HIGHER) else "worse"


def title(metric: Metric, measure: Measure) -> str:
    """The metric, and by what measure it was found where that is a matter of judgement."""
    arrow = {Better.HIGHER: "↑", Better.LOWER: "↓", Better.NEITHER: " "}[metric.better]
    told = f" ({measure})" if metric.meaning else ""
    return f"{metric.part}: {metric.title}{told} {arrow}".rstrip()


def number(value: float | None, metric: Metric, *, sign: bool = False) -> str:
    """A value in the metric's unit; shares have three digits, counts as many as they need."""
    if value is None:
        return "–"
    digits = _digits(value, metric)
    return f"{value:+.{digits}f}" if sign else f"{value:.{digits}f}"


def between(low: float | None, high: float | None, metric: Metric, *, sign: bool = False) -> str:
    """An interval; nothing where there is none."""
    if low is None or high is None:
        return ""
    return f"{number(low, metric, sign=sign)} to {number(high, metric, sign=sign)}"


def _digits(value: float, metric: Metric) -> int:
    if not metric.unit:
        return 3
    if metric.unit == " USD":
        return 4
    return 0 if abs(value) >= 100 else 2  # noqa: PLR2004 - three digits are enough to read


def _to_settle(metric: Metric, verdict: Verdict) -> str:
    if verdict.settle is None:
        return f"{metric.part}: {metric.title}: nothing to compare on one side."
    return (
        f"{metric.part}: {metric.title}: chance may explain this drop; about {verdict.settle} "
        "articles would settle it."
    )


def _table(grid: Grid) -> Table:
    table = Table(box=None, padding=(0, 1))
    for at, head in enumerate(grid.heads):
        table.add_column(head, justify="left" if at < _NUMBERS else "right", no_wrap=at >= _NUMBERS)
    for row in grid.rows:
        table.add_row(*map(_coloured, row))
    return table


def _coloured(cell: str) -> str:
    colour = _COLOURS.get(cell)
    escaped = cell.replace("[", "\\[")
    return f"[{colour}]{escaped}[/{colour}]" if colour else escaped


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(cell: str) -> str:
    return cell.replace("|", "\\|").replace("<", "&lt;")
