"""Figures of a benchmark: each item's numbers in, a value with its interval out.

Every figure is a function of sums over items (`stats.pooling`), so that a resample of the items
costs one product of matrices. Items of one group (questions on one article) are drawn together.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from keyquestions.analysis import Value
from keyquestions_evals.stats import Floats, generator, interval

Numbers = tuple[float, ...]
Row = Mapping[str, Numbers]
"""What one item gives to each column; a column that it lacks does not apply to it."""

_TALLIED = 3


class Figure(Value):
    """A figure as measured; `low` and `high` are its BCa bootstrap interval at 95 %.

    They are None where there are fewer than two groups. `value` is None where the figure has none.
    `n` counts the items that it applies to.
    """

    name: str
    title: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A figure before it is measured: what it is called, and how it comes out of items' numbers.

    `spread` makes of the items' numbers (one row an item) columns that can be summed; `statistic`
    makes values of such sums (one row a resample).
    """

    name: str
    title: str
    statistic: Callable[[Floats], Floats]
    spread: Callable[[Floats], Floats] = lambda table: table
    unit: str = ""


def ratio(name: str, title: str, unit: str = "") -> Column:
    """A sum over another; items give (counted, of how many)."""
    return Column(name, title, _ratio, unit=unit)


def macro_f1(name: str, title: str) -> Column:
    """The mean of the labels' F1; items give what `tallied` returns."""
    return Column(name, title, _macro_f1)


def balanced(name: str, title: str) -> Column:
    """The mean of both classes' recall; items give what `verdict` returns."""
    return Column(name, title, _balanced)


def pearson(name: str, title: str) -> Column:
    """Pearson's r; items give (ours, theirs)."""
    return Column(name, title, _correlation, _products)


def spearman(name: str, title: str) -> Column:
    """Spearman's rho; items give (ours, theirs). Resamples keep the ranks among all items."""
    return Column(name, title, _correlation, _ranked_products)


def tallied(labels: Sequence[str], found: Collection[str], gold: Collection[str]) -> Numbers:
    """Hits, extras and misses of each label."""
    return tuple(
        float(each)
        for label in labels
        for each in (
            label in found and label in gold,
            label in found and label not in gold,
            label not in found and label in gold,
        )
    )


def verdict(*, said: bool | None, gold: bool) -> Numbers:
    """Right ones and all of the true class, then of the false; None says nothing and is wrong."""
    right = float(said is gold)
    return (right, 1.0, 0.0, 0.0) if gold else (0.0, 0.0, right, 1.0)


def figure(column: Column, rows: Sequence[Row], groups: Sequence[str], *, seed: int) -> Figure:
    """The column's figure over all items that it applies to.

    Args:
        column: which figure.
        rows: what each item gives.
        groups: which group each item belongs to.
        seed: of the resampling.
    """
    given = [
        (row[column.name], group)
        for row, group in zip(rows, groups, strict=True)
        if column.name in row
    ]
    value: float | None = None
    between: tuple[float, float] | None = None
    if given:
        table = _summed(column.spread(np.asarray([numbers for numbers, _ in given], dtype=float)),
                        [group for _, group in given])  # fmt: skip
        found = float(column.statistic(table.sum(axis=0, keepdims=True))[0])
        if not np.isnan(found):
            value = found
            between = interval(table, column.statistic, generator(seed, column.name))
    low, high = between or (None, None)
    return Figure(
        name=column.name, title=column.title, value=value, low=low, high=high, n=len(given),
        unit=column.unit,
    )  # fmt: skip


def _summed(table: Floats, groups: Sequence[str]) -> Floats:
    """One row for each group: the sum of its items' rows."""
    places = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    summed = np.zeros((len(places), table.shape[1]))
    np.add.at(summed, [places[group] for group in groups], table)
    return summed


def _ratio(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(sums[..., 0] / sums[..., 1])


def _macro_f1(sums: Floats) -> Floats:
    """Labels that neither occur nor were found do not count."""
    hit, extra, missed = (sums[..., at::_TALLIED] for at in range(_TALLIED))
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = 2 * hit / (2 * hit + extra + missed)
        known = ~np.isnan(scores)
        return np.asarray(np.where(known, scores, 0.0).sum(axis=-1) / known.sum(axis=-1))


def _balanced(sums: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((sums[..., 0] / sums[..., 1] + sums[..., 2] / sums[..., 3]) / 2)


def _products(pairs: Floats) -> Floats:
    """What Pearson's r is made of: 1, x, y, x², y², xy; centred first, for the digits' sake."""
    one, other = (pairs - pairs.mean(axis=0)).T
    return np.stack([np.ones_like(one), one, other, one**2, other**2, one * other], axis=1)


def _ranked_products(pairs: Floats) -> Floats:
    return _products(np.asarray(rankdata(pairs, axis=0)))


def _correlation(sums: Floats) -> Floats:
    n, one, other, squared, other_squared, both = np.moveaxis(sums, -1, 0)
    spread = (n * squared - one**2) * (n * other_squared - other**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spread > 0, (n * both - one * other) / np.sqrt(spread), np.nan))
