"""Metrics over many articles: their values with intervals, and two runs side by side."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

import numpy as np

from keyquestions.analysis import Value
from keyquestions_evals.errors import NothingToCompare
from keyquestions_evals.labels import Slices
from keyquestions_evals.metrics import Measure, Metric
from keyquestions_evals.stats.pooling import Floats, Sheet, labels_of, measure_of, table, value_of
from keyquestions_evals.stats.resampling import (
    detectable,
    generator,
    holm,
    interval,
    resample,
    sign_flip,
)

SliceKey = Literal["genre", "topic", "length", "language", "difficulty", "split"]
_FEWEST = 2


class Summary(Value):
    """A metric over articles; `value` is None where it applies to none of them.

    `low` and `high` are the BCa bootstrap interval at 95 %, None for a single article. `n` is how
    many articles it applies to.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    measure: Measure


class Comparison(Value):
    """A metric of two runs over the articles that both have, paired.

    `difference` is candidate minus baseline, `low` and `high` its BCa bootstrap interval at 95 %,
    `p` the two-sided sign-flip test's, `p_holm` the same after Holm, where several metrics were
    compared together. `detectable` is the smallest true difference that so many articles show with
    80 % power. `n` is how many articles count. All are None where the metric applies to none.
    """

    baseline: float | None
    candidate: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None = None
    detectable: float | None
    n: int
    measure: Measure

    @property
    def excludes_zero(self) -> bool:
        """Whether the interval lies on one side of 0."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high

    def articles_for(self, effect: float) -> int | None:
        """How many articles would show a true difference of that size with 80 % power.

        As many and as unlike as those here; None where that cannot be said.
        """
        if not self.detectable or not effect:
            return None
        return max(_FEWEST, math.ceil(self.n * (self.detectable / effect) ** 2))


class LabelScore(Value):
    """One label of a pooled metric; `n` counts it in the labels, `found` in the analyses."""

    precision: float | None
    recall: float | None
    f1: float | None
    n: float
    found: float


def per_article(metric: Metric, sheet: Sheet) -> dict[str, float | None]:
    """A metric's value for each article, its trials averaged."""
    labels = labels_of(metric, sheet)
    names = list(sheet)
    values = value_of(metric, table(metric, sheet, names, labels))
    return {name: _number(value) for name, value in zip(names, values, strict=True)}


def summarise(metric: Metric, sheet: Sheet, *, seed: int) -> Summary:
    """A metric over all articles of a sheet.

    Raises:
        MeasuresMixed: its values were found by different measures.
    """
    measure = measure_of(metric, sheet)
    rows = _counted(metric, table(metric, sheet, sorted(sheet), labels_of(metric, sheet)))
    if not len(rows):
        return Summary(value=None, low=None, high=None, n=0, measure=measure)
    statistic = partial(value_of, metric)
    value = _number(statistic(rows.sum(axis=0, keepdims=True))[0])
    found = interval(rows, statistic, generator(seed, metric.name))
    low, high = found or (None, None)
    return Summary(value=value, low=low, high=high, n=len(rows), measure=measure)


def _counted(metric: Metric, rows: Floats) -> Floats:
    """The articles to which a mean applies; pooled metrics apply to all."""
    return rows[rows[:, 1] > 0] if metric.pooling == "mean" else rows


def compare(metric: Metric, baseline: Sheet, candidate: Sheet, *, seed: int) -> Comparison:
    """A metric of two runs, over the articles that both have and to which it applies in both.

    Raises:
        NothingToCompare: the runs have no article in common.
        MeasuresMixed: the values were found by different measures.
    """
    names = sorted(baseline.keys() & candidate.keys())
    if not names:
        raise NothingToCompare("The two runs have no article in common.")
    measure = measure_of(metric, baseline, candidate)
    labels = labels_of(metric, baseline, candidate)
    one, other = (table(metric, sheet, names, labels) for sheet in (baseline, candidate))
    if metric.pooling == "mean":
        both = (one[:, 1] > 0) & (other[:, 1] > 0)
        one, other = one[both], other[both]
    statistic = partial(value_of, metric)
    before, after = (_total(statistic, rows) for rows in (one, other))
    if before is None or after is None:
        return _incomparable(before, after, len(one), measure)
    random = generator(seed, metric.name)
    paired, apart = np.hstack([one, other]), partial(_apart, statistic)
    low, high = interval(paired, apart, random) or (None, None)
    drawn = resample(paired, apart, random)
    return Comparison(
        baseline=before,
        candidate=after,
        difference=after - before,
        low=low,
        high=high,
        p=sign_flip(one, other, statistic, random),
        detectable=detectable(float(np.nanstd(drawn))) if len(one) >= _FEWEST else None,
        n=len(one),
        measure=measure,
    )


def _apart(statistic: Callable[[Floats], Floats], sums: Floats) -> Floats:
    """The difference of the halves of a paired table."""
    middle = sums.shape[-1] // 2
    return statistic(sums[..., middle:]) - statistic(sums[..., :middle])


def _total(statistic: Callable[[Floats], Floats], rows: Floats) -> float | None:
    return _number(statistic(rows.sum(axis=0, keepdims=True))[0]) if rows.size else None


def _incomparable(
    before: float | None, after: float | None, n: int, measure: Measure
) -> Comparison:
    return Comparison(
        baseline=before, candidate=after, difference=None, low=None, high=None, p=None,
        detectable=None, n=n, measure=measure,
    )  # fmt: skip


def compare_all(
    metrics: Sequence[Metric], baseline: Sheet, candidate: Sheet, *, seed: int
) -> dict[str, Comparison]:
    """Several metrics of two runs, with the p-values after Holm for their number."""
    found = {each.name: compare(each, baseline, candidate, seed=seed) for each in metrics}
    adjusted = holm({name: each.p for name, each in found.items() if each.p is not None})
    return {
        name: each.model_copy(update={"p_holm": adjusted.get(name)}) for name, each in found.items()
    }


def by_slice(
    metric: Metric, sheet: Sheet, slices: Mapping[str, Slices], key: SliceKey, *, seed: int
) -> dict[str, Summary]:
    """A metric for each value of a slice, in alphabetical order."""
    groups: dict[str, dict[str, Sequence[Mapping[str, object]]]] = {}
    for name in sheet:
        groups.setdefault(str(getattr(slices[name], key)), {})[name] = sheet[name]
    return {
        value: summarise(metric, {name: sheet[name] for name in names}, seed=seed)
        for value, names in sorted(groups.items())
    }


def per_label(metric: Metric, sheet: Sheet) -> dict[str, LabelScore]:
    """The scores of each label of a pooled metric over all articles, by label."""
    names = sorted(sheet)
    every = metric.model_copy(update={"pooling": "micro"})
    return {
        label: _label_score(table(every, sheet, names, [label]).sum(axis=0))
        for label in labels_of(metric, sheet)
    }


def _label_score(sums: Floats) -> LabelScore:
    hit, extra, missed = map(float, sums)
    return LabelScore(
        precision=hit / (hit + extra) if hit + extra else None,
        recall=hit / (hit + missed) if hit + missed else None,
        f1=2 * hit / (2 * hit + extra + missed) if hit + extra + missed else None,
        n=hit + missed,
        found=hit + extra,
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
