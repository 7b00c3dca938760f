"""`keyquestions evals report`."""

from pathlib import Path

import click

from keyquestions.cli.outputs import check_output, write
from keyquestions_evals.cli.common import (
    ExitCode,
    bordered,
    fixtures_option,
    scored,
    seed_option,
    told_apart,
)


@click.command()
@click.argument("journal", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, exists=True),
    help="Show this journal's analyses beside it.",
)
@click.option("--output", type=click.Path(path_type=Path), required=True, help="An .html file.")
@fixtures_option
@seed_option
@bordered
def report(
    *, journal: Path, baseline: Path | None, output: Path, folder: Path, seed: int
) -> ExitCode:
    """Write a run as one HTML file: scores with intervals, and each article with its quotes.

    It needs nothing else and loads nothing. It holds the articles' texts.
    """
    from keyquestions_evals.report import Run, as_report

    check_output(output)
    made, sheet, fixtures = scored(journal, folder)
    before = None if baseline is None else Run(*scored(baseline, folder)[:2])
    write(as_report(Run(made, sheet), fixtures, before, seed=seed), output)
    return told_apart(made)
