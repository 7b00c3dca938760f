"""Metrics with their intervals, drawn as dots and lines on one scale from 0 to 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Summary
from keyquestions_evals.tables import number, title

WIDTH = 320
"""Pixels between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A value with its interval, in pixels from the left; `told` are the figures in words."""

    at: float
    low: float
    high: float
    told: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One metric's row: the baseline's dot first, where there are two."""

    title: str
    dots: tuple[Dot, ...]


def plot_metrics(found: Mapping[str, Sequence[Summary]]) -> tuple[Plot, ...]:
    """A row for each metric that is a share or score from 0 to 1 and has a value."""
    rows = []
    for name, summaries in found.items():
        metric = METRICS[name]
        if metric.unit or any(each.value is None for each in summaries):
            continue
        dots = tuple(_dot(name, each) for each in summaries)
        rows.append(Plot(title(metric, summaries[-1].measure), dots))
    return tuple(rows)


def _dot(name: str, found: Summary) -> Dot:
    value = found.value or 0.0
    low = value if found.low is None else found.low
    high = value if found.high is None else found.high
    metric = METRICS[name]
    told = f"{number(value, metric)} ({number(low, metric)} to {number(high, metric)})"
    return Dot(_pixels(value), _pixels(low), _pixels(high), told)


def _pixels(value: float) -> float:
    return round(max(0.0, min(value, 1.0)) * WIDTH, 1)
