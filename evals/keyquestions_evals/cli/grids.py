"""Tables with a row for each article, slice or label."""

from collections.abc import Sequence

from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.ranking import KEY_METRICS, mean_by_article
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Sheet, SliceKey, by_slice, per_article, per_label
from keyquestions_evals.tables import Grid, number


def by_slice_grid(key: SliceKey, sheet: Sheet, fixtures: Sequence[Fixture], seed: int) -> Grid:
    """The key metrics for each value of a slice; `n` is its number of articles."""
    slices = {fixture.name: fixture.slices for fixture in fixtures}
    metrics = [METRICS[name] for name in KEY_METRICS]
    found = [by_slice(metric, sheet, slices, key, seed=seed) for metric in metrics]
    grid = Grid(f"By {key}", (key, "n", *(metric.title for metric in metrics)))
    for value in found[0]:
        n = sum(str(getattr(slices[name], key)) == value for name in sheet)
        cells = [
            number(each[value].value, metric) for each, metric in zip(found, metrics, strict=True)
        ]
        grid.add(value, str(n), *cells)
    return grid


def articles_grid(sheet: Sheet) -> Grid:
    """The key metrics of each article, the worst first."""
    metrics = [METRICS[name] for name in KEY_METRICS]
    values = [per_article(metric, sheet) for metric in metrics]
    grid = Grid("By article, the worst first", ("article", *(metric.title for metric in metrics)))
    means = mean_by_article(sheet)
    for article in sorted(sheet, key=lambda name: (means[name], name)):
        cells = [
            number(each[article], metric) for each, metric in zip(values, metrics, strict=True)
        ]
        grid.add(article, *cells)
    return grid


def changes_grid(before: Sheet, after: Sheet) -> Grid:
    """How the key metrics of each article changed, those that lost most first."""
    metrics = [METRICS[name] for name in KEY_METRICS]
    pairs = [(per_article(metric, before), per_article(metric, after)) for metric in metrics]
    rows = []
    for article in sorted(before.keys() & after.keys()):
        found = [_apart(one[article], other[article]) for one, other in pairs]
        rows.append((sum(filter(None, found)), article, found))
    grid = Grid("Change by article", ("article", *(metric.title for metric in metrics)))
    for _, article, found in sorted(rows, key=lambda row: row[:2]):
        cells = [number(each, m, sign=True) for each, m in zip(found, metrics, strict=True)]
        grid.add(article, *cells)
    return grid


def labels_grid(sheet: Sheet) -> Grid:
    """Precision, recall and F1 of each frame; `n` is how often it is labelled."""
    metric = METRICS["framing.frames_micro"]
    grid = Grid("By frame", ("frame", "n", "found", "precision", "recall", "F1"))
    for label, found in per_label(metric, sheet).items():
        counts = (f"{found.n:g}", f"{found.found:g}")
        scores = (found.precision, found.recall, found.f1)
        grid.add(label, *counts, *(number(each, metric) for each in scores))
    return grid


def _apart(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else other - one
