"""`keyquestions evals import|export`."""

from pathlib import Path

import click

from keyquestions.cli.outputs import check_output, say, write
from keyquestions_evals.cli.common import (
    ExitCode,
    bordered,
    fixtures_option,
    scored,
    seed_option,
    told_apart,
)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", type=click.Path(path_type=Path), required=True,
    help="A folder of fixtures; one that is there is not overwritten.",
)  # fmt: skip
@click.option("--field", help="The field, or promptfoo's variable, that has the article.")
@bordered
def import_(*, file: Path, into: Path, field: str | None) -> ExitCode:
    """Make fixtures of the articles in FILE: JSON Lines, or promptfoo's tests or results.

    They have no labels. `run --unlabelled` runs them and `pair` compares the runs; to score them,
    add slices.yaml and labels.yaml as evals/fixtures/GUIDELINE.md says, and `fixtures check` them.
    """
    from keyquestions_evals.importing import read_articles, write_articles

    articles = read_articles(file, field)
    write_articles(articles, into)
    say(f"{len(articles)} articles are in {into}; they have no labels yet.")
    return ExitCode.OK


@click.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True))
@click.option("--to", type=click.Choice(["inspect"]), required=True, help="Whose format.")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="A .json file.")
@fixtures_option
@seed_option
@bordered
def export(*, run: Path, to: str, output: Path, folder: Path, seed: int) -> ExitCode:  # noqa: ARG001 - one format so far
    """Write the journal RUN, with its scores, as a log that Inspect reads (`inspect view`).

    It holds the articles' texts.
    """
    from keyquestions_evals.exporting import as_inspect

    check_output(output)
    journal, sheet, fixtures = scored(run, folder)
    write(as_inspect(journal, sheet, fixtures, seed=seed), output)
    return told_apart(journal)
