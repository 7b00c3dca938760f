"""How far annotators of the same articles agree, and an analysis with the labels."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from statistics import fmean

from keyquestions.analysis import Value
from keyquestions.grounding import Grounding
from keyquestions_evals.fixtures import Annotated, locate
from keyquestions_evals.labels import GoldQuestion, Labels
from keyquestions_evals.matching import HALF, Pair, optimal_pairs
from keyquestions_evals.metrics import Measure, Tally
from keyquestions_evals.passages import Passage, pair_passages
from keyquestions_evals.semantics import SAME_FROM, Lexical, Semantics
from keyquestions_evals.stats.pooling import Sheet

FRAMES = "framing.frames_micro"

LabelSet = frozenset[str]


class Agreement(Value):
    """How far pairs of annotators agree over `articles`; None where nothing could be compared.

    Of the frames, Krippendorff's alpha with the MASI distance: `frames_alpha` over those that are
    required, `frames_alpha_all` over the acceptable ones too. `signals_f1` is of passages,
    `signals_voice` and `signals_kind` the shares of the passages both have. `facts` and
    `questions` are matched coverage, by weight and salience, the mean of both directions;
    `question_status` the share of the matched ones. `measure` is how texts were compared.
    """

    articles: int
    frames_alpha: float | None
    frames_alpha_all: float | None
    genre: float | None
    signals_f1: float | None
    signals_voice: float | None
    signals_kind: float | None
    facts: float | None
    questions: float | None
    question_status: float | None
    measure: Measure


def masi_distance(one: LabelSet, other: LabelSet) -> float:
    """The distance of two sets of labels, from 0 to 1 (Passonneau 2006).

    One minus their Jaccard coefficient, which counts two thirds where one contains the other, and
    one third where each has labels of its own. Two empty sets, two abstentions, agree.
    """
    if one == other:
        return 0.0
    common = len(one & other)
    if not common:
        return 1.0
    monotony = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - monotony * common / len(one | other)


def alpha(pairs: Sequence[tuple[LabelSet, LabelSet]]) -> float | None:
    """Krippendorff's alpha of two coders who each give every article a set of labels.

    Returns:
        1 for full agreement, 0 for that of chance; None where all sets are the same, so that chance
        has no disagreement to compare with.
    """
    observed = [masi_distance(one, other) for one, other in pairs]
    given = [each for pair in pairs for each in pair]
    by_chance = [masi_distance(one, other) for one, other in combinations(given, 2)]
    if not any(by_chance):
        return None
    return 1 - fmean(observed) / fmean(by_chance)


def frames_alpha(sheet: Sheet) -> float | None:
    """The alpha of analyses with the labels, to be read beside that of the annotators.

    The frames are those of at least half of an article's trials; acceptable ones count neither way.
    """
    pairs = []
    for trials in sheet.values():
        tallies = [trial[FRAMES].tallies for trial in trials]
        labels = {label for each in tallies for label in each}
        means = {label: _mean(each.get(label, Tally()) for each in tallies) for label in labels}
        named = frozenset(label for label, mean in means.items() if mean.hit + mean.extra >= HALF)
        gold = frozenset(label for label, mean in means.items() if mean.hit + mean.missed >= HALF)
        pairs.append((named, gold))
    return alpha(pairs)


def annotators_alpha(articles: Sequence[Annotated]) -> float | None:
    """The annotators' alpha with each other, of the frames that are required."""
    return alpha(
        [
            (_frames(one), _frames(other))
            for each in articles
            for one, other in combinations(each.annotations.values(), 2)
        ]
    )


def _mean(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    total = sum(found, start=Tally())
    return Tally(
        hit=total.hit / len(found),
        extra=total.extra / len(found),
        missed=total.missed / len(found),
    )


class _Pairing:
    """Two annotators' labels of one article, what of them belongs together."""

    def __init__(self, grounding: Grounding, one: Labels, other: Labels) -> None:
        semantics = Lexical(grounding.article)
        self.one, self.other = one, other
        self.passages = pair_passages(_passages(one, grounding), _passages(other, grounding))
        self.questions = optimal_pairs(
            [[_asked(a, b, semantics) for b in other.questions] for a in one.questions], SAME_FROM
        )
        self.facts = optimal_pairs(
            [[semantics.alike(a.text, b.text) for b in other.facts] for a in one.facts], SAME_FROM
        )


def _passages(labels: Labels, grounding: Grounding) -> list[Passage]:
    return [
        Passage(each.kind, each.voice, (locate(grounding, each.quote),)) for each in labels.signals
    ]


def _asked(one: GoldQuestion, other: GoldQuestion, semantics: Semantics) -> float:
    return max(
        semantics.asked(a, b)
        for a in (one.text, *one.paraphrases)
        for b in (other.text, *other.paraphrases)
    )


def agreement(articles: Sequence[Annotated]) -> Agreement:
    """How far the annotators agree, over every pair of them that labelled the same article."""
    found = [
        _Pairing(each.grounding, one, other)
        for each in articles
        for one, other in combinations(each.annotations.values(), 2)
    ]
    passages = [(each, pair) for each in found for pair in each.passages]
    asked = [(each, pair) for each in found for pair in each.questions]
    signals = sum(len(each.one.signals) + len(each.other.signals) for each in found)
    return Agreement(
        articles=len({each.name for each in articles if len(each.annotations) > 1}),
        frames_alpha=annotators_alpha(articles),
        frames_alpha_all=alpha([(_every(each.one), _every(each.other)) for each in found]),
        genre=_share(each.one.genre == each.other.genre for each in found),
        signals_f1=2 * sum(pair.score for _, pair in passages) / signals if signals else None,
        signals_voice=_share(
            each.one.signals[p.left].voice is each.other.signals[p.right].voice
            for each, p in passages
        ),
        signals_kind=_share(
            each.one.signals[p.left].kind == each.other.signals[p.right].kind
            for each, p in passages
        ),
        facts=_covered(
            found, lambda each: each.facts, lambda labels: [f.weight for f in labels.facts]
        ),
        questions=_covered(
            found,
            lambda each: each.questions,
            lambda labels: [q.salience for q in labels.questions],
        ),
        question_status=_share(
            each.one.questions[p.left].status is each.other.questions[p.right].status
            for each, p in asked
        ),
        measure=Measure.LEXICAL,
    )


def _frames(labels: Labels) -> LabelSet:
    return frozenset(labels.frames.required)


def _every(labels: Labels) -> LabelSet:
    return _frames(labels) | frozenset(labels.frames.acceptable)


def _covered(
    found: Sequence[_Pairing],
    pairs: Callable[[_Pairing], tuple[Pair, ...]],
    weights: Callable[[Labels], Sequence[int]],
) -> float | None:
    """The weight of what the other annotator has too: the mean of both directions."""
    shares = []
    for each in found:
        one, other = weights(each.one), weights(each.other)
        shares.append(sum(one[pair.left] for pair in pairs(each)) / sum(one))
        shares.append(sum(other[pair.right] for pair in pairs(each)) / sum(other))
    return fmean(shares) if shares else None


def _share(found: Iterable[bool]) -> float | None:
    values = list(found)
    return sum(values) / len(values) if values else None
