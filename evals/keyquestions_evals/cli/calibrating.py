"""A judge held against labelled verdicts, as tables."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from keyquestions.article import Article
from keyquestions.errors import ModelError
from keyquestions.settings import Settings
from keyquestions_evals.articles import load_article
from keyquestions_evals.cli.judging import tell_bill
from keyquestions_evals.errors import JudgeSilent
from keyquestions_evals.execution import open_judge
from keyquestions_evals.judging import Rubric
from keyquestions_evals.judging.calibration import (
    Answer,
    Calibration,
    Labelled,
    answers_of,
    calibrated,
    lexical_answers,
)
from keyquestions_evals.judging.labelled import read_labelled
from keyquestions_evals.judging.register import MeasuredKappa, Register, as_yaml
from keyquestions_evals.tables import Grid


def calibrate(
    path: Path, settings: Settings, register: Register, folder: Path, seed: int
) -> tuple[list[Grid], str]:
    """The tables, and the register with what was found.

    Raises:
        FixturesInvalid: the labelled verdicts cannot be used.
        JudgeSilent: the judge gave no verdict somewhere.
    """
    labelled = read_labelled(path)
    articles = {
        name: load_article(folder / name) for name in dict.fromkeys(x.article for x in labelled)
    }
    return asyncio.run(_calibrate(labelled, articles, settings, register, seed))


async def _calibrate(
    labelled: Sequence[Labelled],
    articles: dict[str, Article],
    settings: Settings,
    register: Register,
    seed: int,
) -> tuple[list[Grid], str]:
    grids: list[Grid] = []
    async with open_judge(settings) as judge:
        for rubric in Rubric:
            mine = [each for each in labelled if each.rubric == rubric]
            if not mine:
                continue
            try:
                answers = await answers_of(judge, rubric, mine, articles)
            except ModelError as error:
                raise JudgeSilent([f"{rubric}: {error.message}"], [error.code]) from error
            found = calibrated(answers, seed=seed, name=f"{rubric}.{judge.name}")
            words = lexical_answers(mine, articles) if rubric is Rubric.SAME else []
            grids += _grids(rubric, judge.name, found, words, seed)
            if found.kappa is not None:
                measured = _measured(rubric, judge.name, judge.prompts, found)
                register = register.with_measured(measured)
            unfit = register.unfit(rubric, judge.name, judge.prompts)
            needed = register.rubrics[rubric].kappa
            grids[-2].notes.append(unfit or f"It may gate: {needed:.2f} is needed.")
        tell_bill(judge)
    return grids, as_yaml(register)


def _measured(rubric: Rubric, model: str, prompts: str, found: Calibration) -> MeasuredKappa:
    return MeasuredKappa(
        rubric=rubric,
        model=model,
        prompts=prompts,
        kappa=round(found.kappa or 0.0, 4),
        low=None if found.low is None else round(found.low, 4),
        high=None if found.high is None else round(found.high, 4),
        n=found.n,
        articles=found.articles,
    )


def _grids(
    rubric: Rubric, model: str, found: Calibration, words: Sequence[Answer], seed: int
) -> tuple[Grid, Grid]:
    title = f'Rubric "{rubric}" · {found.n} labelled verdicts on {found.articles} articles'
    grid = Grid(title, ("what judges", "right", "kappa", "95 % interval"))
    grid.add(model, *_row(found))
    grid.add(f'always "{found.constant}"', f"{found.constant_right:.3f}", "0.000", "")
    if words:
        grid.add("the words alone", *_row(calibrated(words, seed=seed, name="words")))
    values = sorted({value for pair in found.confusion for value in pair})
    confusion = Grid("Labels and verdicts", ("label", *(f'judge: "{each}"' for each in values)))
    for label in values:
        counts = [str(found.confusion.get((label, said), 0)) for said in values]
        confusion.add(label, *counts)
    return grid, confusion


def _row(found: Calibration) -> tuple[str, str, str]:
    kappa = "–" if found.kappa is None else f"{found.kappa:.3f}"
    known = found.low is not None and found.high is not None
    return f"{found.right:.3f}", kappa, f"{found.low:.3f} to {found.high:.3f}" if known else ""
