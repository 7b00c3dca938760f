"""Which of two analyses an editor would rather print, asked in both orders.

A judge that prefers whatever it sees first (or second) says one thing in one order and another in
the other. Such a pair is flipped: it counts as a tie, and the rate of them is told.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from keyquestions.analysis import Analysis, Value
from keyquestions.article import Article
from keyquestions.model_analyst.fence import fence
from keyquestions_evals.judging.judge import Judge, Rubric
from keyquestions_evals.metrics import Better, Measure, Measured, Metric
from keyquestions_evals.stats import Comparison, Sheet, Summary, compare, summarise

WIN = Metric(
    name="pair.win", title="win rate", part="run", better=Better.HIGHER, meaning=True,
    about="Share of the pairs in which the candidate is preferred; a tie counts one half.",
)  # fmt: skip

_TIE = 0.5


class Preference(StrEnum):
    """Which of two analyses is better to print."""

    FIRST = "first"
    SECOND = "second"
    NEITHER = "neither"


class PairReply(Value):
    """A judge's verdict on two analyses in one order."""

    reason: str
    better: Preference


class PairVerdict(Value):
    """What became of a pair: `better` of baseline (first) and candidate (second).

    `flipped` says that the two orders disagree; `reasons` are the judge's, one an order, none where
    it was not asked because the two are the same, or one of them has failed.
    """

    better: Preference
    flipped: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def worth(self) -> float:
        """1 where the candidate won, 0 where it lost, one half for a tie."""
        return {Preference.FIRST: 0.0, Preference.SECOND: 1.0}.get(self.better, _TIE)


class Contest(Value):
    """All pairs of two runs, by article.

    `win` is the candidate's win rate with its interval, `versus` the same against the baseline's
    with the test; `decided` are the pairs about which a judge was asked.
    """

    won: int
    tied: int
    lost: int
    flipped: int
    decided: int
    win: Summary
    versus: Comparison

    @property
    def flip_rate(self) -> float | None:
        """The share of pairs asked about on which the two orders disagree."""
        return self.flipped / self.decided if self.decided else None


async def prefer(
    judge: Judge, article: Article, baseline: Analysis | None, candidate: Analysis | None
) -> PairVerdict:
    """The judge's verdict over both orders; a whole failure loses against any analysis.

    Raises:
        ModelError: the judge gave none.
    """
    if baseline is None or candidate is None or _shown(baseline) == _shown(candidate):
        return PairVerdict(better=_unasked(baseline, candidate))
    one = await _ask(judge, article, baseline, candidate)
    other = await _ask(judge, article, candidate, baseline)
    turned = _TURNED[other.better]
    flipped = one.better is not turned
    return PairVerdict(
        better=Preference.NEITHER if flipped else one.better,
        flipped=flipped,
        reasons=(one.reason, other.reason),
    )


def contest(verdicts: Mapping[str, Sequence[PairVerdict]], *, seed: int) -> Contest:
    """All pairs put together; trials are averaged within an article.

    Raises:
        NothingToCompare: there is no pair.
    """
    every = [each for trials in verdicts.values() for each in trials]
    win, lose = (_sheet(verdicts, mine=mine) for mine in (True, False))
    return Contest(
        won=sum(each.better is Preference.SECOND for each in every),
        tied=sum(each.better is Preference.NEITHER for each in every),
        lost=sum(each.better is Preference.FIRST for each in every),
        flipped=sum(each.flipped for each in every),
        decided=sum(bool(each.reasons) for each in every),
        win=summarise(WIN, win, seed=seed),
        versus=compare(WIN, lose, win, seed=seed),
    )


_TURNED = {
    Preference.FIRST: Preference.SECOND,
    Preference.SECOND: Preference.FIRST,
    Preference.NEITHER: Preference.NEITHER,
}


def _unasked(baseline: Analysis | None, candidate: Analysis | None) -> Preference:
    if baseline is None and candidate is not None:
        return Preference.SECOND
    return Preference.FIRST if baseline is not None and candidate is None else Preference.NEITHER


def _shown(analysis: Analysis) -> Analysis:
    """What of an analysis a judge is shown: nothing of who made it."""
    return analysis.model_copy(
        update={"id": "", "status": "", "dropped": (), "failures": (), "provenance": None}
    )


async def _ask(judge: Judge, article: Article, first: Analysis, second: Analysis) -> PairReply:
    return await judge.ask(
        Rubric.PAIR,
        article,
        PairReply,
        lambda _: (),
        first=first,
        second=second,
        fence=fence(first.model_dump_json()),
        other_fence=fence(second.model_dump_json()),
    )


def _sheet(verdicts: Mapping[str, Sequence[PairVerdict]], *, mine: bool) -> Sheet:
    return {
        article: [
            {WIN.name: Measured(
                value=each.worth if mine else 1 - each.worth, n=1, measure=Measure.JUDGE
            )}
            for each in trials
        ]
        for article, trials in verdicts.items()
    }  # fmt: skip
