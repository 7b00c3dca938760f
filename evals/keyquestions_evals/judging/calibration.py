"""A judge held against labelled verdicts: Cohen's kappa, with the constant predictor beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from keyquestions.analysis import Value
from keyquestions.article import Article
from keyquestions_evals.judging.judge import Judge, Rubric
from keyquestions_evals.judging.labelled import LabelledPair, LabelledQuestion, LabelledSame
from keyquestions_evals.judging.pairs import prefer
from keyquestions_evals.judging.printable import Posed, judge_questions
from keyquestions_evals.judging.same import judged
from keyquestions_evals.semantics import SAID_FROM, SAME_FROM, Lexical
from keyquestions_evals.stats.pooling import Floats
from keyquestions_evals.stats.resampling import generator, interval

Labelled = LabelledSame | LabelledQuestion | LabelledPair


class Answer(Value):
    """One verdict that people gave, and what was said in its place."""

    article: str
    label: str
    said: str


class Calibration(Value):
    """How far verdicts agree with labels.

    `kappa` is Cohen's, `low` and `high` its BCa bootstrap interval at 95 % over articles, all None
    where there is nothing but one verdict. `constant` is what says always the same, the commonest
    label: its kappa is 0, its share of right verdicts `constant_right`. `confusion` counts by
    (label, verdict).
    """

    n: int
    articles: int
    kappa: float | None
    low: float | None
    high: float | None
    right: float
    constant: str
    constant_right: float
    confusion: Mapping[tuple[str, str], int]


def calibrated(answers: Sequence[Answer], *, seed: int, name: str) -> Calibration:
    """Put the verdicts of a judge, or of anything else, together."""
    values = sorted({each.label for each in answers} | {each.said for each in answers})
    articles = sorted({each.article for each in answers})
    table = np.zeros((len(articles), len(values) ** 2))
    for each in answers:
        cell = values.index(each.label) * len(values) + values.index(each.said)
        table[articles.index(each.article), cell] += 1
    kappa = float(kappa_of(table.sum(axis=0, keepdims=True))[0])
    low, high = interval(table, kappa_of, generator(seed, name)) or (None, None)
    ((constant, commonest),) = Counter(each.label for each in answers).most_common(1)
    return Calibration(
        n=len(answers),
        articles=len(articles),
        kappa=None if np.isnan(kappa) else kappa,
        low=low,
        high=high,
        right=sum(each.label == each.said for each in answers) / len(answers),
        constant=constant,
        constant_right=commonest / len(answers),
        confusion=Counter((each.label, each.said) for each in answers),
    )


def kappa_of(sums: Floats) -> Floats:
    """Cohen's kappa of confusion tables, each of them a row; NaN where chance explains all."""
    size = round(sums.shape[-1] ** 0.5)
    tables = sums.reshape(-1, size, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = tables.sum(axis=(1, 2))
        agreed = np.trace(tables, axis1=1, axis2=2) / total
        chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / total**2
        return np.asarray((agreed - chance) / (1 - chance))


async def answers_of(
    judge: Judge, rubric: Rubric, labelled: Sequence[Labelled], articles: Mapping[str, Article]
) -> list[Answer]:
    """What a judge says in the place of labels, asked as in a run: all of an article together.

    Raises:
        ModelError: the judge gave no verdict.
    """
    answers = []
    for name, article in articles.items():
        mine = [each for each in labelled if each.rubric == rubric and each.article == name]
        answers += await _answers(judge, article, mine)
    return answers


async def _answers(judge: Judge, article: Article, labelled: Sequence[Labelled]) -> list[Answer]:
    same = [each for each in labelled if isinstance(each, LabelledSame)]
    known = await judged(judge, article, [(x.relation, x.one, x.other) for x in same])
    said = [_answer(x, known[x.relation, x.one, x.other]) for x in same]
    posed = [each for each in labelled if isinstance(each, LabelledQuestion)]
    shown = [Posed(text=x.text, status=x.status, answer=x.answer) for x in posed]
    verdicts = await judge_questions(judge, article, shown)
    said += [_answer(x, each.printable) for x, each in zip(posed, verdicts, strict=True)]
    for each in labelled:
        if isinstance(each, LabelledPair):
            verdict = await prefer(judge, article, each.first, each.second)
            said.append(Answer(article=each.article, label=each.verdict, said=verdict.better))
    return said


def lexical_answers(labelled: Sequence[Labelled], articles: Mapping[str, Article]) -> list[Answer]:
    """What the words alone say in the place of labels, of `same`: there is no other measure."""
    answers = []
    for name, article in articles.items():
        words = Lexical(article)
        tests = {"stated": words.stated, "asked": words.asked, "alike": words.alike}
        for each in labelled:
            if isinstance(each, LabelledSame) and each.article == name:
                enough = SAID_FROM if each.relation == "stated" else SAME_FROM
                answers.append(_answer(each, tests[each.relation](each.one, each.other) >= enough))
    return answers


def _answer(labelled: LabelledSame | LabelledQuestion, said: bool) -> Answer:  # noqa: FBT001 - a verdict is the value
    words = {True: "yes", False: "no"}
    return Answer(article=labelled.article, label=words[labelled.verdict], said=words[said])
