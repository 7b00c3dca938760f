"""Statistics: values over articles, their intervals, and whether a difference is chance."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from keyquestions_evals.errors import MeasuresMixed, NothingToCompare
from keyquestions_evals.labels import Difficulty, Length, Slices, Split
from keyquestions_evals.metrics import Better, Measure, Measured, Metric, Tally
from keyquestions_evals.stats import (
    Sheet,
    by_slice,
    compare,
    compare_all,
    holm,
    per_article,
    per_label,
    summarise,
)

Values = Sequence[float | None]

MEAN = Metric(name="m", title="m", part="summary", better=Better.HIGHER, about="A mean.")
MICRO, MACRO, PRECISION, RECALL = (
    MEAN.model_copy(update={"pooling": pooling})
    for pooling in ("micro", "macro", "precision", "recall")
)
SEED = 7
RANDOM = np.random.default_rng(20)


def sheet(values: Values | Mapping[str, Values]) -> Sheet:
    """Articles of one trial each, or by name of several."""
    named = values if isinstance(values, Mapping) else {f"a{i}": [v] for i, v in enumerate(values)}
    return {name: [{"m": Measured(value=v)} for v in trials] for name, trials in named.items()}


def tallied(*articles: Mapping[str, tuple[float, float, float]]) -> Sheet:
    """Articles of one trial each, with hits, extras and misses by label."""
    return {
        f"a{i}": [
            {
                "m": Measured(
                    value=None,
                    tallies={k: Tally(hit=h, extra=e, missed=m) for k, (h, e, m) in each.items()},
                )
            }
        ]
        for i, each in enumerate(articles)
    }


def test_trials_are_averaged_within_an_article() -> None:
    """An article with more trials does not count more, and trials do not count as articles."""
    found = summarise(MEAN, sheet({"a": [1.0, 0.0, 0.5, 0.5], "b": [1.0]}), seed=SEED)
    assert (found.value, found.n) == (0.75, 2)


def test_what_does_not_apply_is_no_zero() -> None:
    """Articles, and trials, without a value are left out of a mean, and n says so."""
    found = summarise(MEAN, sheet({"a": [None], "b": [0.4, None], "c": [0.8]}), seed=SEED)
    assert found.value == pytest.approx(0.6)
    assert found.n == 2
    assert summarise(MEAN, sheet([None]), seed=SEED).value is None
    assert per_article(MEAN, sheet({"a": [None], "b": [0.4, None]})) == {"a": None, "b": 0.4}


def test_one_article_has_no_interval() -> None:
    """Nothing is claimed of chance from a single article."""
    found = summarise(MEAN, sheet([0.3]), seed=SEED)
    assert (found.value, found.low, found.high) == (0.3, None, None)
    against = compare(MEAN, sheet([0.3]), sheet([0.5]), seed=SEED)
    assert (against.low, against.detectable, against.p) == (None, None, 1.0)
    assert not against.excludes_zero


@pytest.mark.parametrize("skewed", [False, True])
def test_the_interval_is_scipys_bca(skewed: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Within what two sets of draws differ by, of normal and of skewed values."""
    values = RANDOM.exponential(size=40) if skewed else RANDOM.normal(size=40)
    found = summarise(MEAN, sheet(list(values)), seed=SEED)
    theirs = scipy.stats.bootstrap(
        (values,), np.mean, method="BCa", n_resamples=20_000, rng=np.random.default_rng(1)
    ).confidence_interval
    assert found.low == pytest.approx(theirs.low, abs=0.03)
    assert found.high == pytest.approx(theirs.high, abs=0.03)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=10))
def test_the_sign_flip_test_is_scipys(pairs: list[tuple[int, int]]) -> None:
    """Of few articles it is exact, ties included."""
    one, other = ([pair[side] / 8 for pair in pairs] for side in (0, 1))
    found = compare(MEAN, sheet(one), sheet(other), seed=SEED)
    theirs = scipy.stats.permutation_test(
        (np.array(other), np.array(one)),
        lambda a, b, axis: np.round(np.mean(a - b, axis=axis), 12),
        permutation_type="samples", vectorized=True, n_resamples=np.inf,
    )  # fmt: skip
    # scipy doubles the smaller tail; ours counts both, which is the same: the null is symmetrical.
    assert found.p == pytest.approx(min(1.0, theirs.pvalue), abs=1e-9)


def test_with_many_articles_assignments_are_drawn() -> None:
    """The p-value is near the t-test's where that holds, and never 0."""
    one = RANDOM.normal(size=60)
    other = one + RANDOM.normal(0.1, 0.35, size=60)
    found = compare(MEAN, sheet(list(one)), sheet(list(other)), seed=SEED)
    assert found.p == pytest.approx(scipy.stats.ttest_rel(other, one).pvalue, abs=0.015)
    clear = compare(MEAN, sheet(list(one)), sheet(list(one + 1)), seed=SEED)
    assert clear.p is not None
    assert 0 < clear.p < 0.001


def test_pairing_finds_what_unpaired_values_hide() -> None:
    """A small difference that every article shows excludes 0, however unlike the articles are."""
    one = list(RANDOM.uniform(0, 0.9, size=20))
    found = compare(MEAN, sheet(one), sheet([value + 0.05 for value in one]), seed=SEED)
    assert found.difference == pytest.approx(0.05)
    assert found.excludes_zero
    assert summarise(MEAN, sheet(one), seed=SEED).high - found.baseline > 0.05


def test_identical_runs_are_no_news() -> None:
    """No difference, an interval of no length, a p-value of 1, and nothing to settle."""
    one = sheet([0.1, 0.5, 0.9, 0.4])
    found = compare(MEAN, one, one, seed=SEED)
    assert (found.difference, found.low, found.high, found.p) == (0, 0, 0, 1)
    assert found.detectable == 0
    assert found.articles_for(0.05) is None
    assert not found.excludes_zero


def test_exchanged_runs_give_the_opposite() -> None:
    """The difference changes its sign, the test stays as it is."""
    one, other = sheet([0.1, 0.5, 0.9, 0.4]), sheet([0.3, 0.5, 0.7, 0.9])
    there, back = (compare(MEAN, *pair, seed=SEED) for pair in ((one, other), (other, one)))
    assert there.difference == -back.difference
    assert there.p == back.p


def test_the_same_seed_gives_the_same_figures() -> None:
    """In whatever order articles come and metrics are computed; another seed draws others."""
    values = {f"a{i}": [float(v)] for i, v in enumerate(RANDOM.normal(size=30))}
    turned = dict(reversed(values.items()))
    assert summarise(MEAN, sheet(values), seed=1) == summarise(MEAN, sheet(turned), seed=1)
    assert summarise(MEAN, sheet(values), seed=1) != summarise(MEAN, sheet(values), seed=2)


def test_only_articles_that_both_have_are_compared() -> None:
    """Neither an article of one run alone, nor one without a value there, enters the difference."""
    one = sheet({"a": [0.2], "b": [0.4], "c": [None], "d": [0.0]})
    other = sheet({"a": [0.3], "b": [0.5], "c": [1.0], "e": [1.0]})
    found = compare(MEAN, one, other, seed=SEED)
    assert found.n == 2
    assert found.difference == pytest.approx(0.1)
    with pytest.raises(NothingToCompare):
        compare(MEAN, sheet({"a": [1.0]}), sheet({"b": [1.0]}), seed=SEED)
    lacking = compare(MEAN, sheet([None]), sheet([0.4]), seed=SEED)
    assert (lacking.difference, lacking.p, lacking.n) == (None, None, 0)


def test_measures_are_never_mixed() -> None:
    """A value by words and one by a judge do not come into one column."""
    judged = {"a0": [{"m": Measured(value=0.5, measure=Measure.JUDGE)}]}
    with pytest.raises(MeasuresMixed, match="exact and judge"):
        compare(MEAN, sheet([0.4]), judged, seed=SEED)
    assert summarise(MEAN, judged, seed=SEED).measure is Measure.JUDGE


def test_what_can_be_detected_follows_from_the_spread() -> None:
    """2.8 standard errors, and as many articles as the square of the ratio says."""
    differences = RANDOM.normal(0.02, 0.2, size=50)
    found = compare(MEAN, sheet([0.0] * 50), sheet(list(differences)), seed=SEED)
    error = np.std(differences) / math.sqrt(50)
    assert found.detectable == pytest.approx(2.8016 * error, rel=0.05)
    assert found.articles_for(found.detectable) == 50
    assert found.articles_for(found.detectable / 2) == 200
    assert found.articles_for(-found.detectable / 2) == 200
    assert found.articles_for(0) is None


def test_chance_alone_rarely_alarms() -> None:
    """Of 200 pairs of runs that differ by noise, about one in twenty is told to differ."""
    alarms = covered = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        one, other = random.normal(0.6, 0.2, size=(2, 30))
        found = compare(MEAN, sheet(list(one)), sheet(list(other)), seed=seed)
        alarms += found.p < 0.05
        covered += not found.excludes_zero
    assert 3 <= alarms <= 18
    assert covered >= 180


def test_pooled_scores_are_made_of_all_tallies() -> None:
    """Micro, precision, recall and macro by hand: they are no means of the articles' own."""
    found = tallied({"x": (1, 0, 1), "y": (0, 1, 0)}, {"x": (2, 1, 0)})
    value = {each.pooling: summarise(each, found, seed=SEED).value for each in (MICRO, MACRO)}
    assert value["micro"] == pytest.approx(2 * 3 / (2 * 3 + 2 + 1))
    assert value["macro"] == pytest.approx((2 * 3 / (2 * 3 + 1 + 1) + 0) / 2)
    single = tallied({"x": (1, 0, 1)}, {"x": (2, 1, 0)})
    assert summarise(PRECISION, single, seed=SEED).value == pytest.approx(3 / 4)
    assert summarise(RECALL, single, seed=SEED).value == pytest.approx(3 / 4)
    scores = per_label(MACRO, found)
    assert (scores["x"].precision, scores["x"].recall, scores["x"].n) == (0.75, 0.75, 4)
    assert (scores["y"].precision, scores["y"].recall, scores["y"].found) == (0, None, 1)


def test_pooled_scores_are_compared_by_articles() -> None:
    """Whole articles are exchanged: with all better, only two assignments are as far."""
    one = tallied(*[{"x": (0, 1, 1)}] * 8)
    other = tallied(*[{"x": (1, 0, 0)}] * 8)
    found = compare(MICRO, one, other, seed=SEED)
    assert (found.baseline, found.candidate, found.difference) == (0, 1, 1)
    assert found.p == pytest.approx(2 / 2**8)
    assert found.excludes_zero


def test_pooled_trials_are_averaged_too() -> None:
    """Two trials of one article count as one article with their mean tallies."""
    twice = {"a": [tallied({"x": (1, 0, 0)})["a0"][0], tallied({"x": (0, 0, 1)})["a0"][0]]}
    once = tallied({"x": (0.5, 0, 0.5)})
    assert summarise(MICRO, twice, seed=SEED).value == summarise(MICRO, once, seed=SEED).value


def test_nothing_found_and_nothing_sought_has_no_f1() -> None:
    """Where all articles rightly abstain there is no score, and no comparison."""
    empty = tallied({}, {})
    assert summarise(MICRO, empty, seed=SEED).value is None
    assert summarise(MACRO, empty, seed=SEED).value is None
    assert compare(MICRO, empty, empty, seed=SEED).difference is None


def test_holm_by_hand() -> None:
    """The worked case of the textbook."""
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert found == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_is_stricter_and_keeps_the_order(values: list[float]) -> None:
    """No value gets smaller, none passes 1 or Bonferroni's, and their order stays."""
    found = list(holm({str(i): p for i, p in enumerate(values)}).values())
    n = len(values)
    assert all(p <= q <= min(1, n * p) + 1e-12 for p, q in zip(values, found, strict=True))
    by_value = [q for _, q in sorted(zip(values, found, strict=True))]
    assert by_value == sorted(by_value)


def test_several_metrics_are_adjusted_together() -> None:
    """Holm counts the metrics that were compared, and leaves out one that applies to nothing."""
    names = ("m", "k", "none")
    one = {
        f"a{i}": [
            {"m": Measured(value=0.0), "k": Measured(value=0.5), "none": Measured(value=None)}
        ]
        for i in range(6)
    }
    other = {name: [{**trial[0], "m": Measured(value=1.0)}] for name, trial in one.items()}
    metrics = [MEAN.model_copy(update={"name": name}) for name in names]
    found = compare_all(metrics, one, other, seed=SEED)
    assert found["m"].p == pytest.approx(2 / 64)
    assert found["m"].p_holm == pytest.approx(4 / 64)
    assert found["k"].p_holm == 1
    assert found["none"].p_holm is None


def test_slices_have_their_own_values() -> None:
    """Each value of a slice is summarised by itself, and n tells how little that may be."""

    def of(language: str) -> Slices:
        return Slices(
            genre="reporting", topic="local", length=Length.SHORT, language=language,
            difficulty=Difficulty.EASY, split=Split.DEV,
        )  # fmt: skip

    found = by_slice(
        MEAN,
        sheet({"a": [0.2], "b": [0.4], "c": [1.0]}),
        {"a": of("en"), "b": of("en"), "c": of("de")},
        "language",
        seed=SEED,
    )
    assert [(key, each.value, each.n) for key, each in found.items()] == [
        ("de", 1.0, 1),
        ("en", pytest.approx(0.3), 2),
    ]
