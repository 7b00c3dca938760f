"""Measurements of many articles as a table of numbers, and a metric's value out of its sums.

Every metric is a function of sums over articles: a mean of a sum and a count, an F1 of tallies.
A resample or a permutation of the articles then costs one product of matrices.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from keyquestions_evals.errors import MeasuresMixed
from keyquestions_evals.metrics import Measure, Measured, Metric, Tally

Floats = NDArray[np.float64]

Trial = Mapping[str, Measured]
"""All metrics of one trial of one article, by their names."""
Sheet = Mapping[str, Sequence[Trial]]
"""The trials of each article, by the article's name."""

_TALLIED = 3


def labels_of(metric: Metric, *sheets: Sheet) -> tuple[str, ...]:
    """The labels that occur in a pooled metric of any sheet, in alphabetical order."""
    found = {
        label
        for sheet in sheets
        for trials in sheet.values()
        for trial in trials
        for label in trial[metric.name].tallies
    }
    return tuple(sorted(found))


def measure_of(metric: Metric, *sheets: Sheet) -> Measure:
    """The one measure of a column.

    Raises:
        MeasuresMixed: there are several.
    """
    found = {
        trial[metric.name].measure
        for sheet in sheets
        for trials in sheet.values()
        for trial in trials
    }
    if len(found) > 1:
        names = " and ".join(sorted(found))
        raise MeasuresMixed(f"{metric.name} was found by {names}: score both with the same.")
    return next(iter(found), Measure.EXACT)


def table(metric: Metric, sheet: Sheet, names: Sequence[str], labels: Sequence[str]) -> Floats:
    """One row for each article, its trials averaged, so that no article counts twice.

    For a mean, the columns are the value and 1, or 0 and 0 where there is none; for pooled
    metrics hits, extras and misses, over all labels or (macro) for each.
    """
    rows = [_row(metric, [trial[metric.name] for trial in sheet[name]], labels) for name in names]
    return np.asarray(rows, dtype=np.float64).reshape(len(names), -1)


def _row(metric: Metric, trials: Sequence[Measured], labels: Sequence[str]) -> list[float]:
    if metric.pooling == "mean":
        values = [each.value for each in trials if each.value is not None]
        return [sum(values) / len(values), 1.0] if values else [0.0, 0.0]
    if metric.pooling == "macro":
        return [part for label in labels for part in _tallied(trials, [label])]
    return _tallied(trials, labels)


def _tallied(trials: Sequence[Measured], labels: Sequence[str]) -> list[float]:
    """Hits, extras and misses of some labels: the mean over the trials."""
    found = [each.tallies[label] for each in trials for label in labels if label in each.tallies]
    total = sum(found, start=Tally())
    n = max(len(trials), 1)
    return [total.hit / n, total.extra / n, total.missed / n]


def value_of(metric: Metric, sums: Floats) -> Floats:
    """A metric's value for each row of column sums; NaN where it has none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if metric.pooling == "mean":
            return np.asarray(sums[..., 0] / sums[..., 1])
        hit, extra, missed = (sums[..., at::_TALLIED] for at in range(_TALLIED))
        if metric.pooling == "precision":
            return np.asarray((hit / (hit + extra))[..., 0])
        if metric.pooling == "recall":
            return np.asarray((hit / (hit + missed))[..., 0])
        scores = 2 * hit / (2 * hit + extra + missed)
        return _mean_of_numbers(scores)


def _mean_of_numbers(scores: Floats) -> Floats:
    """The mean over the last axis without NaN, of which a whole row gives NaN."""
    known = ~np.isnan(scores)
    return np.asarray(np.where(known, scores, 0.0).sum(axis=-1) / known.sum(axis=-1))
