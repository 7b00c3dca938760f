"""Scores of the key questions against the gold questions, paired so that most fits."""

from dataclasses import dataclass
from functools import cached_property

from keyquestions.analysis import Question, QuestionStatus
from keyquestions_evals.labels import GoldQuestion
from keyquestions_evals.matching import (
    HALF,
    Pair,
    ndcg,
    optimal_pairs,
    overlap,
    rank_correlation,
    token_f1,
)
from keyquestions_evals.metrics import Better, Detail, Measured, Metric
from keyquestions_evals.scorers.case import Case, Scores, share, span_of, spans, weighted
from keyquestions_evals.semantics import SAME_FROM

SAME_ANSWER = 0.3
"""What it adds to the likeness of two questions that the same passage answers both.

So much that a question in wholly other words is still found, and so little that those words have
to have something in common.
"""

METRICS = (
    Metric(
        name="questions.recall", title="gold asked", part="questions", better=Better.HIGHER,
        meaning=True,
        failed=0.0, about="Salience of the gold questions that were asked, as a share of all.",
    ),
    Metric(
        name="questions.precision", title="asked in gold", part="questions", better=Better.HIGHER,
        meaning=True,
        failed=0.0,
        about="Share of the questions, weighted by the salience they were given, that are gold "
        "questions. Others may be good too: gold is not all that can be asked.",
    ),
    Metric(
        name="questions.status", title="status", part="questions", better=Better.HIGHER,
        meaning=True,
        failed=0.0, about="Share of the gold questions asked whose status is right.",
    ),
    Metric(
        name="questions.answer", title="answer F1", part="questions", better=Better.HIGHER,
        meaning=True,
        failed=0.0,
        about="Mean F1 by words of the answers' quotes against the labelled ones, over the gold "
        "questions asked that the article answers.",
    ),
    Metric(
        name="questions.kind", title="kinds", part="questions", better=Better.NEITHER, meaning=True,
        about="Share of the gold questions asked whose kind is as labelled. Kinds blur.",
    ),
    Metric(
        name="questions.ndcg", title="order nDCG", part="questions", better=Better.HIGHER,
        meaning=True,
        failed=0.0,
        about="Discounted salience of the questions in their order against the best order of the "
        "gold questions; a question that is not in gold is worth nothing.",
    ),
    Metric(
        name="questions.spearman", title="salience rho", part="questions", better=Better.HIGHER,
        meaning=True,
        about="Spearman's rho of the saliences over three or more gold questions asked.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """The questions of an analysis, paired with the gold questions."""

    questions: tuple[Question, ...]
    case: Case

    @cached_property
    def ranked(self) -> tuple[Question, ...]:
        """The most salient first, as they are shown."""
        return tuple(sorted(self.questions, key=lambda each: -each.salience))

    @cached_property
    def gold(self) -> tuple[GoldQuestion, ...]:
        """What should be asked."""
        return self.case.fixture.labels.questions

    @cached_property
    def likeness(self) -> list[list[float]]:
        """How far each question asks the same as each gold question, in any of its wordings."""
        return [[_likeness(one, other, self.case) for other in self.gold] for one in self.ranked]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Pairs of a question and a gold question that ask the same."""
        return optimal_pairs(self.likeness, SAME_FROM)

    @cached_property
    def both(self) -> list[tuple[Question, GoldQuestion]]:
        """The same pairs as the questions themselves."""
        return [(self.ranked[each.left], self.gold[each.right]) for each in self.pairs]


def _likeness(question: Question, gold: GoldQuestion, case: Case) -> float:
    wordings = (gold.text, *gold.paraphrases)
    likeness = max(case.semantics.asked(question.text, wording) for wording in wordings)
    if likeness and _same_passage(question, gold, case):
        likeness += SAME_ANSWER
    return min(likeness, 1.0)


def _same_passage(question: Question, gold: GoldQuestion, case: Case) -> bool:
    quotes = gold.quotes or ((gold.gap,) if gold.gap else ())
    places = [case.fixture.span(quote) for quote in quotes]
    found = spans(question.evidence)
    return any(overlap(span, place) >= HALF for span in found for place in places)


def score_questions(asked: Asked) -> Scores:
    """All metrics that compare with the gold questions."""
    hit = {pair.right: pair for pair in asked.pairs}
    good = {pair.left for pair in asked.pairs}
    n = len(asked.both)
    right = sum(one.status is other.status for one, other in asked.both)
    kinds = sum(one.kind == other.kind for one, other in asked.both)
    return {
        "questions.recall": weighted(
            [float(at in hit) for at in range(len(asked.gold))],
            [float(each.salience) for each in asked.gold],
            _gold_details(asked, hit),
        ),
        "questions.precision": weighted(
            [float(at in good) for at in range(len(asked.ranked))],
            [float(each.salience) for each in asked.ranked],
            _asked_details(asked, good),
        ),
        "questions.status": share(right, n, _statuses(asked)),
        "questions.answer": _answers(asked),
        "questions.kind": share(kinds, n),
        **_order(asked),
    }


def _gold_details(asked: Asked, hit: dict[int, Pair]) -> list[Detail]:
    return [
        Detail(
            verdict="hit" if at in hit else "missed",
            text=asked.ranked[hit[at].left].text if at in hit else None,
            gold=gold.text,
            score=hit[at].score
            if at in hit
            else max((row[at] for row in asked.likeness), default=0.0),
        )
        for at, gold in enumerate(asked.gold)
    ]


def _asked_details(asked: Asked, good: set[int]) -> list[Detail]:
    return [
        Detail(verdict="extra", text=each.text, span=span_of(each.evidence))
        for at, each in enumerate(asked.ranked)
        if at not in good
    ]


def _statuses(asked: Asked) -> list[Detail]:
    return [
        Detail(verdict=f"{one.status}, not {other.status}", text=one.text, gold=other.text)
        for one, other in asked.both
        if one.status is not other.status
    ]


def _answers(asked: Asked) -> Measured:
    answered = [
        (one, other) for one, other in asked.both if other.status is not QuestionStatus.OPEN
    ]
    details = []
    for one, other in answered:
        said = [] if one.status is QuestionStatus.OPEN else [each.exact for each in one.evidence]
        score = token_f1(said, other.quotes)
        details.append(
            Detail(
                verdict="answer",
                text=" … ".join(said),
                gold=" … ".join(other.quotes),
                score=score,
                span=span_of(one.evidence),
            )
        )
    total = sum(detail.score or 0.0 for detail in details)
    return share(total, len(answered), details)


def _order(asked: Asked) -> Scores:
    worth = {pair.left: float(asked.gold[pair.right].salience) for pair in asked.pairs}
    gains = [worth.get(at, 0.0) for at in range(len(asked.ranked))]
    ideal = [float(each.salience) for each in asked.gold]
    given = [float(one.salience) for one, _ in asked.both]
    labelled = [float(other.salience) for _, other in asked.both]
    n = len(asked.both)
    return {
        "questions.ndcg": Measured(value=ndcg(gains, ideal), n=n),
        "questions.spearman": Measured(value=rank_correlation(given, labelled), n=n),
    }
