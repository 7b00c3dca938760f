"""`keyquestions evals show|compare|rescore|metrics`: what a journal, or two, have to tell."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions_evals.cli.common import (
    ExitCode,
    bordered,
    fixtures_option,
    judge_option,
    markdown_option,
    scored,
    seed_option,
    tell,
    the_codebook,
    told_apart,
)

if TYPE_CHECKING:
    from keyquestions_evals.runs import Journal
    from keyquestions_evals.stats import Sheet
    from keyquestions_evals.tables import Grid

SLICES = ("genre", "topic", "length", "language", "difficulty", "split")
run_argument = click.argument("run", type=click.Path(path_type=Path, exists=True))


@click.command()
@run_argument
@click.option("--by", type=click.Choice(SLICES), help="A row for each value of this slice.")
@click.option("--articles", is_flag=True, help="A row for each article, the worst first.")
@click.option("--labels", is_flag=True, help="A row for each frame.")
@fixtures_option
@seed_option
@markdown_option
@bordered
def show(  # noqa: PLR0913 - a command's parameters are its options
    *,
    run: Path,
    by: str | None,
    articles: bool,
    labels: bool,
    folder: Path,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Print the scores of the journal RUN, by the labels and scorers as they are now."""
    from keyquestions_evals.cli import grids

    journal, sheet, fixtures = scored(run, folder)
    shown = [summarised(journal, sheet, seed)]
    shown[0].notes.append(_alphas(sheet, folder))
    if by is not None:
        shown.append(grids.by_slice_grid(by, sheet, fixtures, seed))  # type: ignore[arg-type]
    if articles:
        shown.append(grids.articles_grid(sheet))
    if labels:
        shown.append(grids.labels_grid(sheet))
    tell(shown, markdown)
    return told_apart(journal)


@click.command()
@click.argument("baseline", type=click.Path(path_type=Path, exists=True))
@click.argument("candidate", type=click.Path(path_type=Path, exists=True))
@click.option("--articles", is_flag=True, help="A row for each article, too.")
@judge_option
@fixtures_option
@seed_option
@markdown_option
@bordered
def compare(  # noqa: PLR0913 - a command's parameters are its options
    *,
    baseline: Path,
    candidate: Path,
    articles: bool,
    judge: str | None,
    folder: Path,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Print what the journal CANDIDATE does better and worse than BASELINE, article by article."""
    from keyquestions_evals.cli import grids

    if judge is None:
        before, after = scored(baseline, folder)[1], scored(candidate, folder)[1]
    else:
        from keyquestions_evals.cli.judging import judged

        (_, before), (_, after) = judged(judge, (baseline, candidate), folder)
    shown = compared(before, after, seed)
    if articles:
        shown.append(grids.changes_grid(before, after))
    tell(shown, markdown)
    return ExitCode.OK


@click.command()
@run_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Where the scores of every article go, as JSON.",
)
@fixtures_option
@bordered
def rescore(*, run: Path, output: Path, folder: Path) -> ExitCode:
    """Score the journal RUN anew, by labels and scorers as they are now, and write every value.

    No model is asked. Where OUTPUT has scores already, it is told how many of them changed.
    """
    from keyquestions.cli.outputs import say, write
    from keyquestions_evals.cli.rescoring import as_json, changed

    journal, sheet, _ = scored(run, folder)
    if output.exists():
        say(f"{changed(output, sheet)} values differ from those that were in {output}.")
    write(as_json(journal, sheet), output)
    return told_apart(journal)


@click.command()
def metrics() -> int:
    """List the metrics, and what each means."""
    from keyquestions.cli.outputs import wrapped
    from keyquestions_evals.scorers import METRICS

    for metric in METRICS.values():
        judged = (
            " Found by the words, or by a judge model where there is one." if metric.meaning else ""
        )
        click.echo(wrapped(f"{metric.name} ({metric.better} is better): {metric.about}{judged}"))
    return ExitCode.OK


def _alphas(sheet: "Sheet", folder: Path) -> str:
    """How far the analyses agree with the labels, beside how far the annotators do."""
    from keyquestions_evals.agreement import annotators_alpha, frames_alpha
    from keyquestions_evals.fixtures import load_annotated

    annotated = load_annotated(folder, the_codebook(), only=tuple(sheet)) if sheet else ()
    twice = [each for each in annotated if len(each.annotations) > 1]
    own, theirs = frames_alpha(sheet) if sheet else None, annotators_alpha(twice)
    told = "–" if own is None else f"{own:.3f}"
    beside = "unknown: no two of them labelled the same article"
    if twice:
        beside = f"{'–' if theirs is None else f'{theirs:.3f}'} over {len(twice)} articles"
    return f"framing: Krippendorff's alpha with the labels (MASI) {told}; the annotators' {beside}."


def summarised(journal: "Journal", sheet: "Sheet", seed: int) -> "Grid":
    """Every metric of one run with its interval."""
    from keyquestions_evals.scorers import METRICS
    from keyquestions_evals.stats import summarise
    from keyquestions_evals.tables import SUMMARISED, Grid, summary_row

    head = journal.head
    named = f"{head.name} · {head.split or 'all'}"
    grid = Grid(f"{named} · {len(sheet)} articles × {head.trials}", SUMMARISED)
    for metric in METRICS.values():
        grid.add(*summary_row(metric, summarise(metric, sheet, seed=seed)))
    return grid


def compared(before: "Sheet", after: "Sheet", seed: int, gate: Path | None = None) -> "list[Grid]":
    """Every metric of two runs, and the gate's verdicts where there is a gate."""
    from keyquestions_evals.gate import load_gate, verdicts
    from keyquestions_evals.scorers import METRICS
    from keyquestions_evals.tables import gate_grid

    grids = [changes(list(METRICS), before, after, seed)]
    if gate is not None:
        gated = load_gate(gate)
        told = verdicts(gated, before, after, seed=seed)
        grids.append(gate_grid(told, [METRICS[name] for name in gated]))
    return grids


def changes(names: Sequence[str], before: "Sheet", after: "Sheet", seed: int) -> "Grid":
    """Some metrics of two runs, with a mark where chance does not explain the difference."""
    from keyquestions_evals.scorers import METRICS
    from keyquestions_evals.stats import compare as paired
    from keyquestions_evals.tables import COMPARED, Grid, change, comparison_row

    grid = Grid("Before and after", (*COMPARED, ""))
    for name in names:
        found = paired(METRICS[name], before, after, seed=seed)
        grid.add(*comparison_row(METRICS[name], found), change(METRICS[name], found))
    return grid
