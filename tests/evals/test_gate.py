"""The gate: it fails where a metric got worse beyond its margin and chance, and nowhere else."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from keyquestions_evals.errors import GateInvalid
from keyquestions_evals.gate import Gated, Outcome, load_gate, overall, verdicts
from keyquestions_evals.junit import as_junit
from keyquestions_evals.metrics import Measured
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Sheet

METRIC, LOWER = "questions.specificity", "questions.presupposition"
ARTICLES = 20
GATED = {METRIC: Gated(margin=0.05)}


def sheet(*values: float | None, metric: str = METRIC) -> Sheet:
    return {
        f"article-{at:02}": [{metric: Measured(value=value, n=1)}]
        for at, value in enumerate(values)
    }


def steady(value: float) -> list[float]:
    """Values that differ a little from article to article."""
    return [value + 0.01 * (at % 3) for at in range(ARTICLES)]


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (steady(0.8), steady(0.8), Outcome.OK),
        (steady(0.8), steady(0.6), Outcome.REGRESSION),
        (steady(0.8), steady(0.78), Outcome.OK),
        (steady(0.6), steady(0.8), Outcome.BETTER),
        ([0.9] * ARTICLES, [0.9, 0.0, *[0.9] * (ARTICLES - 3), 0.0], Outcome.INCONCLUSIVE),
    ],
    ids=["same", "worse", "worse within the margin", "better", "worse by chance, perhaps"],
)
def test_a_metric_is_judged_by_margin_and_chance(
    before: list[float], after: list[float], outcome: Outcome
) -> None:
    """Only a drop beyond the margin that chance does not explain is a regression."""
    (found,) = verdicts(GATED, sheet(*before), sheet(*after), seed=1)
    assert found.outcome is outcome


def test_an_inconclusive_drop_tells_what_would_settle_it() -> None:
    """More articles than there were."""
    after = [0.9, 0.0, *[0.9] * (ARTICLES - 3), 0.0]
    (found,) = verdicts(GATED, sheet(*[0.9] * ARTICLES), sheet(*after), seed=1)
    assert found.settle is not None
    assert found.settle > ARTICLES


def test_more_is_worse_where_less_is_better() -> None:
    """The direction is the metric's own."""
    gated = {LOWER: Gated(margin=0.05)}
    few, many = (sheet(*steady(value), metric=LOWER) for value in (0.1, 0.4))
    assert verdicts(gated, few, many, seed=1)[0].outcome is Outcome.REGRESSION
    assert verdicts(gated, many, few, seed=1)[0].outcome is Outcome.BETTER


def test_a_metric_that_vanished_is_not_passed_over() -> None:
    """The candidate has nothing to show where the baseline had a value."""
    gone = sheet(*[None] * ARTICLES)
    (found,) = verdicts(GATED, sheet(*steady(0.8)), gone, seed=1)
    assert found.outcome is not Outcome.BETTER
    assert found.drop is None


def test_the_worst_of_the_metrics_is_the_runs() -> None:
    """One regression is enough."""
    gated = {METRIC: Gated(margin=0.05), LOWER: Gated(margin=0.05)}

    def both(one: float, other: float) -> Sheet:
        first, second = sheet(*steady(one)), sheet(*steady(other), metric=LOWER)
        return {name: [{**first[name][0], **second[name][0]}] for name in first}

    found = verdicts(gated, both(0.6, 0.1), both(0.8, 0.4), seed=1)
    assert [each.outcome for each in found] == [Outcome.BETTER, Outcome.REGRESSION]
    assert overall(found) is Outcome.REGRESSION


def test_ci_is_shown_regressions_as_failures() -> None:
    """JUnit: one case for each metric."""
    found = verdicts(GATED, sheet(*steady(0.8)), sheet(*steady(0.6)), seed=1)
    suite = ET.fromstring(as_junit(found, "run.jsonl"))  # noqa: S314 - of our own making
    assert suite.attrib["failures"] == "1"
    assert suite.find("testcase/failure") is not None
    passed = verdicts(GATED, sheet(*steady(0.8)), sheet(*steady(0.8)), seed=1)
    suite = ET.fromstring(as_junit(passed, "run.jsonl"))  # noqa: S314 - of our own making
    assert suite.attrib["failures"] == "0"


def test_the_gate_that_ships_can_be_used() -> None:
    """All its metrics exist and have a direction."""
    gated = load_gate(Path(__file__).parents[2] / "evals" / "gate.yaml")
    assert gated.keys() <= METRICS.keys()
    assert len(gated) > 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("metrics: {}", "metrics: "),
        ("metrics: {summary.fact: {margin: 0.1}}", "there is no metric of this name"),
        ("metrics: {summary.words: {margin: 1}}", "no direction"),
        ("metrics: {summary.facts: {margin: -1}}", "greater than or equal to 0"),
        ("metrics: {summary.facts: {margin: 1, least: 2}}", "least"),
        ("metrics: [", "no valid YAML"),
    ],
)
def test_a_wrong_gate_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    """By file and what is wrong in it."""
    path = tmp_path / "gate.yaml"
    path.write_text(text)
    with pytest.raises(GateInvalid, match=r"gate\.yaml:1: ") as caught:
        load_gate(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_gate_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(GateInvalid, match="cannot be read"):
        load_gate(tmp_path / "gate.yaml")
