"""`keyquestions evals pair`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions_evals.cli.common import (
    ExitCode,
    bordered,
    fixtures_option,
    markdown_option,
    model_options,
    seed_option,
    tell,
    told_apart,
)
from keyquestions_evals.cli.judging import (
    all_heard,
    register_option,
    remarks,
    tell_bill,
)

if TYPE_CHECKING:
    from keyquestions.settings import Settings
    from keyquestions_evals.judging import Judge
    from keyquestions_evals.judging.pairs import Contest, PairVerdict
    from keyquestions_evals.runs import Journal
    from keyquestions_evals.tables import Grid


@click.command()
@click.argument("baseline", type=click.Path(path_type=Path, exists=True))
@click.argument("candidate", type=click.Path(path_type=Path, exists=True))
@click.option("--articles", is_flag=True, help="A row for each pair, with the judge's reasons.")
@model_options("The judge; before KEYQUESTIONS_MODEL.")
@register_option
@fixtures_option
@seed_option
@markdown_option
@bordered
def pair(  # noqa: PLR0913 - a command's parameters are its options
    *,
    baseline: Path,
    candidate: Path,
    articles: bool,
    model: str | None,
    replies: str | None,
    recordings: Path | None,
    register: Path,
    folder: Path,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Ask a judge which analysis it would print: the journal BASELINE's or CANDIDATE's.

    It is asked about each article in both orders, and not told who made what. A pair about which
    the two orders disagree is flipped, and counts as a tie.
    """
    from keyquestions.settings import load_settings
    from keyquestions_evals.judging.pairs import contest
    from keyquestions_evals.judging.register import load_register
    from keyquestions_evals.runs import Journal

    settings = load_settings(model=model, replies=replies, recordings=recordings)
    known = load_register(register)
    runs = Journal.read(baseline), Journal.read(candidate)
    verdicts, judge = asyncio.run(_hear(settings, runs, folder))
    grid = _contest(contest(verdicts, seed=seed), judge, runs)
    grid.notes.extend(remarks(judge, ("pair",), known, [each.head.model for each in runs]))
    tell([grid, *([_pairs(verdicts)] if articles else [])], markdown)
    return max(map(told_apart, runs))


async def _hear(
    settings: "Settings", runs: "tuple[Journal, Journal]", folder: Path
) -> "tuple[dict[str, list[PairVerdict]], Judge]":
    from keyquestions_evals.execution import open_judge
    from keyquestions_evals.fixtures import load_articles
    from keyquestions_evals.hearing import hear_pairs

    names = tuple({**runs[0].head.fixtures, **runs[1].head.fixtures})
    articles = load_articles(folder, names)
    verdicts: dict[str, list[PairVerdict]] = {}
    async with open_judge(settings) as judge:
        heard = all_heard(await hear_pairs(judge, *runs, articles), judge)
        tell_bill(judge)
    for (article, _), each in heard.items():
        verdicts.setdefault(article, []).append(each)
    return verdicts, judge


def _contest(found: "Contest", judge: "Judge", runs: "tuple[Journal, Journal]") -> "Grid":
    from keyquestions_evals.judging.pairs import WIN
    from keyquestions_evals.tables import Grid, between, number

    one, other = (each.head.name for each in runs)
    grid = Grid(f"{other} against {one}, judged by {judge.name}", ("pairs", "value"))
    rate, win = found.flip_rate, found.win
    grid.add("won", str(found.won))
    grid.add("tied", str(found.tied))
    grid.add("lost", str(found.lost))
    grid.add("flip rate: verdicts that changed with the order", number(rate, WIN))
    grid.add("win rate, a tie as one half", number(win.value, WIN))
    grid.add("95 % interval", between(win.low, win.high, WIN))
    grid.add("p (sign-flip, against one half)", number(found.versus.p, WIN))
    grid.add("articles", str(win.n))
    return grid


def _pairs(verdicts: "dict[str, list[PairVerdict]]") -> "Grid":
    from keyquestions_evals.tables import Grid

    grid = Grid("By article", ("article", "better", "why"))
    words = {"first": "baseline", "second": "candidate", "neither": "tie"}
    for article, trials in verdicts.items():
        for each in trials:
            better = "tie (flipped)" if each.flipped else words[each.better]
            grid.add(article, better, " / ".join(each.reasons))
    return grid
