"""What is measured of every analysis, and what is booked where there is none."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import Codebook
from keyquestions.pipeline import analyze
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.metrics import Better, Measure, Measured, Tally
from keyquestions_evals.scorers import METRICS, score

Scored = Callable[..., Mapping[str, Measured]]


class Judge:
    """A judge that takes everything for the same, as a model's verdicts might."""

    measure = Measure.JUDGE

    def stated(self, claim: str, text: str) -> float:
        """Every text says every claim."""
        return float(bool(claim and text))

    alike = asked = made = stated

    def rather(self, text: str, claim: str, others: Iterable[str]) -> bool:
        """A verdict stands by itself."""
        return bool(text and claim)


def test_every_metric_is_measured(fixture: Fixture, codebook: Codebook) -> None:
    """Whatever an analysis has, each metric has a measurement, in the order of the list."""
    whole = asyncio.run(analyze(fixture.article, BuiltinAnalyst(), codebook))
    for analysis in (whole, None, whole.model_copy(update={"framing": None})):
        found = score(analysis, fixture, codebook)
        assert list(found) == list(METRICS)
        shares = [found[m.name].value for m in METRICS.values() if not m.unit]
        assert all(value is None or -1 <= value <= 1 for value in shares)


def test_scores_are_the_same_each_time(fixture: Fixture, codebook: Codebook) -> None:
    """Nothing in them depends on when, or in which order, they are computed."""
    whole = asyncio.run(analyze(fixture.article, BuiltinAnalyst(), codebook))
    assert score(whole, fixture, codebook) == score(whole, fixture, codebook)


def test_a_failure_is_booked_as_one(fixture: Fixture, codebook: Codebook) -> None:
    """Without an analysis, what should have been found is missed; nothing looks good."""
    found = score(None, fixture, codebook)
    assert found["run.failed"].value == 1
    assert found["summary.facts"].value == 0
    assert found["questions.recall"].value == 0
    assert found["framing.frames_micro"].tallies == {"economic": Tally(missed=1)}
    assert found["framing.signals_f1"].tallies == {"signal": Tally(missed=2)}
    assert found["summary.forbidden"].value == 1
    assert found["summary.words"].value is None
    for metric in METRICS.values():
        value = found[metric.name].value
        worst = {Better.HIGHER: 0.0, Better.LOWER: 1.0}.get(metric.better)
        assert value in {None, worst}


def test_one_failed_part_leaves_the_others(maker, scored: Scored) -> None:
    """A partial analysis is scored for what it has, and counts as failed."""
    question = maker.question("Why does Harrow Bay close its pool?", "cracks in the north wall")
    found = scored(questions=(question,))
    assert found["run.failed"].value == 1
    assert [each.text for each in found["run.failed"].details] == ["summary", "framing"]
    assert found["questions.count"].value == 1
    assert found["summary.facts"].value == 0
    assert found["summary.facts"].details[0].verdict == "failed"
    assert found["framing.genre"].value == 0


def test_costs_are_those_of_the_provenance(scored: Scored) -> None:
    """Unknown is no zero; what is known is told as it is."""
    found = scored(repairs=2, cost_usd=0.0125, tokens={"input": 900, "output": 120})
    names = ("repairs", "calls", "cost_usd", "tokens_in", "tokens_out", "latency_ms")
    assert [found[f"run.{name}"].value for name in names] == [2, 3, 0.0125, 900, 120, 10]
    assert scored()["run.tokens_in"].value is None
    assert scored()["run.cost_usd"].n == 0


def test_a_value_says_by_which_measure_it_was_found(maker) -> None:
    """A judge's verdicts change what rests on meaning, and only that, also where a part failed."""
    analysis = maker.analysis(summary=maker.summary(("Yes.", "voted 7 to 4")))
    by_words, by_judge = (
        score(analysis, maker.fixture, maker.codebook, semantics) for semantics in (None, Judge())
    )
    for name, metric in METRICS.items():
        assert by_words[name].measure is (Measure.LEXICAL if metric.meaning else Measure.EXACT)
        assert by_judge[name].measure is (Measure.JUDGE if metric.meaning else Measure.EXACT)
        assert metric.meaning or by_words[name] == by_judge[name]
    assert (by_words["summary.facts"].value, by_judge["summary.facts"].value) == (0, 1)


def test_every_metric_is_described() -> None:
    """Names begin with their part, titles are short and differ, what it means is a sentence."""
    assert all(name.startswith(f"{metric.part}.") for name, metric in METRICS.items())
    titles = [(metric.part, metric.title) for metric in METRICS.values()]
    assert len(set(titles)) == len(titles)
    assert all(len(metric.title) <= 20 for metric in METRICS.values())
    assert all(metric.about.endswith(".") for metric in METRICS.values())
