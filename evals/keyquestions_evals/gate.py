"""The gate: whether a candidate may take the baseline's place.

It fails only where a gated metric is worse by more than its margin and the interval of the
difference excludes 0. A drop beyond the margin that chance may explain is inconclusive: the verdict
says how many articles would settle it.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from keyquestions.analysis import Value
from keyquestions_evals.errors import GateInvalid
from keyquestions_evals.files import read_yaml
from keyquestions_evals.metrics import Better, Metric
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Comparison, Sheet, compare_all

ALPHA = 0.05


class Gated(Value):
    """How much worse a metric may get, in its own unit."""

    margin: Annotated[float, Field(ge=0)]


class GateFile(Value):
    """The gated metrics by name, in the order of the table."""

    metrics: Annotated[Mapping[str, Gated], Field(min_length=1)]


class Outcome(StrEnum):
    """What the gate says of a metric, or of a run."""

    BETTER = "better"
    OK = "ok"
    INCONCLUSIVE = "inconclusive"
    REGRESSION = "regression"


class Verdict(Value):
    """What the gate says of one metric.

    `drop` is by how much the candidate is worse (negative: better), in the metric's own unit, None
    where the metric applies to no article. `settle` is how many articles would settle an
    inconclusive one, None where that cannot be said or nothing is to settle.
    """

    metric: str
    margin: float
    comparison: Comparison
    drop: float | None
    outcome: Outcome
    settle: int | None = None


def load_gate(path: Path) -> Mapping[str, Gated]:
    """The gated metrics of a file.

    Raises:
        GateInvalid: it does not hold what it must; the error names the file.
    """
    given = read_yaml(path, GateFile, GateInvalid)
    for name in given.metrics:
        if name not in METRICS:
            raise GateInvalid(f"{path}:1: metrics.{name}: there is no metric of this name")
        if METRICS[name].better is Better.NEITHER:
            raise GateInvalid(f"{path}:1: metrics.{name}: no direction of this metric is better")
    return given.metrics


def verdicts(
    gated: Mapping[str, Gated], baseline: Sheet, candidate: Sheet, *, seed: int
) -> tuple[Verdict, ...]:
    """What the gate says of each gated metric.

    Raises:
        NothingToCompare: the runs have no article in common.
    """
    metrics = [METRICS[name] for name in gated]
    found = compare_all(metrics, baseline, candidate, seed=seed)
    return tuple(_verdict(each, gated[each.name].margin, found[each.name]) for each in metrics)


def overall(found: tuple[Verdict, ...]) -> Outcome:
    """What the gate says of the run: the worst that it says of any metric."""
    order = (Outcome.REGRESSION, Outcome.INCONCLUSIVE, Outcome.OK)
    said = {each.outcome for each in found}
    return next((outcome for outcome in order if outcome in said), Outcome.BETTER)


def _verdict(metric: Metric, margin: float, comparison: Comparison) -> Verdict:
    drop = _drop(metric, comparison)
    outcome = _outcome(drop, margin, comparison)
    settle = None
    if outcome is Outcome.INCONCLUSIVE and drop is not None:
        settle = comparison.articles_for(drop)
    return Verdict(
        metric=metric.name,
        margin=margin,
        comparison=comparison,
        drop=drop,
        outcome=outcome,
        settle=settle,
    )


def _drop(metric: Metric, comparison: Comparison) -> float | None:
    if comparison.difference is None:
        return None
    worse = -comparison.difference if metric.better is Better.HIGHER else comparison.difference
    return worse or 0.0  # no negative zero


def _outcome(drop: float | None, margin: float, comparison: Comparison) -> Outcome:
    if drop is None:
        # Where only the baseline has a value, the candidate has nothing to show for itself.
        lost = comparison.baseline is not None and comparison.candidate is None
        return Outcome.INCONCLUSIVE if lost else Outcome.OK
    certain = comparison.excludes_zero and (comparison.p_holm or 0.0) < ALPHA
    if drop > margin:
        return Outcome.REGRESSION if certain else Outcome.INCONCLUSIVE
    return Outcome.BETTER if drop < 0 and certain else Outcome.OK
