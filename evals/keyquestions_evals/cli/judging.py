"""`keyquestions evals judge`, and what the other commands need of judges."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from keyquestions.cli.outputs import say, write
from keyquestions_evals.cli.common import (
    JUDGES,
    ExitCode,
    bordered,
    fixtures_option,
    markdown_option,
    model_options,
    seed_option,
    tell,
    the_codebook,
    told_apart,
)
from keyquestions_evals.errors import JudgeSilent, JudgeUnfit

if TYPE_CHECKING:
    from keyquestions.settings import Settings
    from keyquestions_evals.hearing import Judged, Outcome
    from keyquestions_evals.judging import Judge
    from keyquestions_evals.judging.register import Register
    from keyquestions_evals.runs import Journal, Slot
    from keyquestions_evals.stats import Sheet
    from keyquestions_evals.tables import Grid

Heard = TypeVar("Heard")

register_option = click.option(
    "--register", type=click.Path(path_type=Path), default=JUDGES, show_default=True,
    help="The judges' register: which may gate.",
)  # fmt: skip


@click.command()
@click.argument("run", required=False, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--calibrate", "labelled", type=click.Path(path_type=Path),
    help="Hold the judge against the labelled verdicts of this JSONL file instead.",
)  # fmt: skip
@click.option("--record", is_flag=True, help="Write the kappa that was found into the register.")
@model_options("The judge; before KEYQUESTIONS_MODEL.")
@register_option
@fixtures_option
@seed_option
@markdown_option
@bordered
def judge(  # noqa: PLR0913 - a command's parameters are its options
    *,
    run: Path | None,
    labelled: Path | None,
    record: bool,
    model: str | None,
    replies: str | None,
    recordings: Path | None,
    register: Path,
    folder: Path,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Score the journal RUN by a judge's verdicts, or find out how far the judge can be trusted.

    All verdicts are asked for before anything is scored, and stored: asking again costs nothing.
    Columns that rest on a judge are never compared with columns that rest on words.
    """
    from keyquestions.settings import load_settings
    from keyquestions_evals.judging.register import load_register

    if (run is None) == (labelled is None):
        raise click.UsageError("Give either a RUN or --calibrate FILE.")
    settings = load_settings(model=model, replies=replies, recordings=recordings)
    known = load_register(register)
    if labelled is not None:
        from keyquestions_evals.cli.calibrating import calibrate

        grids, updated = calibrate(labelled, settings, known, folder, seed)
        tell(grids, markdown)
        if record:
            write(updated, register)
        return ExitCode.OK
    journal, grids = _judge_run(run, settings, known, folder, seed)  # type: ignore[arg-type]
    tell(grids, markdown)
    return told_apart(journal)


def _judge_run(
    path: Path, settings: "Settings", register: "Register", folder: Path, seed: int
) -> "tuple[Journal, list[Grid]]":
    from keyquestions_evals.judging.printable import METRICS as PRINTING
    from keyquestions_evals.scorers import METRICS
    from keyquestions_evals.stats import summarise
    from keyquestions_evals.tables import SUMMARISED, Grid, summary_row

    ((journal, sheet, printing),), judge = asyncio.run(_hear(settings, (path,), folder))
    head = journal.head
    grid = Grid(f"{head.name} · judged by {judge.name} · "
                f"{len(sheet)} articles × {head.trials}", SUMMARISED)  # fmt: skip
    for metric in METRICS.values():
        if metric.meaning:
            grid.add(*summary_row(metric, summarise(metric, sheet, seed=seed)))
    for metric in PRINTING.values():
        grid.add(*summary_row(metric, summarise(metric, printing, seed=seed)))
    grid.notes.extend(remarks(judge, ("same", "question"), register, [head.model]))
    return journal, [grid]


def remarks(
    judge: "Judge", rubrics: Iterable[str], register: "Register", models: Sequence[str | None]
) -> list[str]:
    """What a reader of a judge's figures has to know."""
    from keyquestions_evals.judging import Rubric

    unfit = [register.unfit(Rubric(each), judge.name, judge.prompts) for each in rubrics]
    own = f"{judge.name} judges analyses of its own: models tend to prefer what they wrote."
    return [*filter(None, unfit), *([own] if judge.name in models else [])]


def judged(
    model: str, paths: Sequence[Path], folder: Path, register: Path | None = None
) -> "list[tuple[Journal, Sheet]]":
    """Runs scored by a judge's verdicts.

    Raises:
        JudgeUnfit: the judges' register, where one is given, does not let it gate.
        JudgeSilent: it gave no verdict somewhere.
    """
    from keyquestions.settings import load_settings
    from keyquestions_evals.judging.register import load_register

    known = load_register(register) if register else None
    found, _ = asyncio.run(_hear(load_settings(model=model), paths, folder, known))
    return [(journal, sheet) for journal, sheet, _ in found]


async def _hear(
    settings: "Settings", paths: Sequence[Path], folder: Path, gate: "Register | None" = None
) -> "tuple[list[tuple[Journal, Sheet, Sheet]], Judge]":
    """Each run with its sheet by the judge, and that of its questions."""
    from keyquestions_evals.execution import open_judge
    from keyquestions_evals.fixtures import load_fixtures
    from keyquestions_evals.hearing import hear_run
    from keyquestions_evals.judging import Rubric
    from keyquestions_evals.runs import Journal, sheet_of

    codebook, found = the_codebook(), []
    async with open_judge(settings) as judge:
        unfit = gate.unfit(Rubric.SAME, judge.name, judge.prompts) if gate else None
        if unfit:
            raise JudgeUnfit(unfit)
        for path in paths:
            journal = Journal.read(path)
            fixtures = load_fixtures(folder, codebook, only=tuple(journal.head.fixtures))
            heard = all_heard(await hear_run(judge, journal, fixtures, codebook), judge)
            semantics = {slot: each.semantics for slot, each in heard.items()}
            sheet = sheet_of(journal, fixtures, codebook, semantics)
            found.append((journal, sheet, _printing(heard)))
    tell_bill(judge)
    return found, judge


def _printing(heard: "Mapping[Slot, Judged]") -> "Sheet":
    sheet: dict[str, list[object]] = {}
    for (article, _), each in heard.items():
        sheet.setdefault(article, []).append(each.questions)
    return sheet  # type: ignore[return-value]


def all_heard(outcome: "Outcome[Heard]", judge: "Judge") -> "Mapping[Slot, Heard]":
    """What was heard, if a verdict is lacking nowhere: figures over the rest would mislead.

    Raises:
        JudgeSilent: there are some lacking; it names them.
    """
    if outcome.failed:
        tell_bill(judge)
        faults = [
            f"{article}, trial {trial + 1}: {mishap.message}"
            for (article, trial), mishap in outcome.failed.items()
        ]
        more = (
            f"{judge.name} gave no verdict on {len(faults)} of "
            f"{len(faults) + len(outcome.heard)}; the same command asks for those again."
        )
        raise JudgeSilent([*faults, more], [each.code for each in outcome.failed.values()])
    return outcome.heard


def tell_bill(judge: "Judge") -> None:
    """Say what the judge's verdicts took."""
    stored = sum(call.stored for call in judge.calls)
    costs = [call.cost_usd for call in judge.calls if not call.stored]
    known = [cost for cost in costs if cost is not None]
    cost = f"{sum(known):.4f} USD" if len(known) == len(costs) else "an unknown sum"
    say(f"{judge.name} gave its verdicts in {len(judge.calls)} replies, {stored} of them stored; "
        f"the others cost {cost}.")  # fmt: skip
