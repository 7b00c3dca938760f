"""`keyquestions evals fixtures`."""

from pathlib import Path

import click

from keyquestions_evals.cli.common import (
    FIXTURES,
    ExitCode,
    bordered,
    fixtures_option,
    tell,
    the_codebook,
)


@click.group()
def fixtures() -> None:
    """List the fixtures, check their labels, and tell how far their annotators agree."""


@fixtures.command("list")
@fixtures_option
@bordered
def list_(*, folder: Path) -> ExitCode:
    """Print one line for each fixture."""
    from keyquestions_evals.fixtures import load_fixtures
    from keyquestions_evals.tables import Grid

    heads = ("fixture", "split", "genre", "topic", "language", "difficulty", "words", "questions")
    grid = Grid("Fixtures", heads)
    for each in load_fixtures(folder, the_codebook()):
        slices = each.slices
        grid.add(
            each.name, slices.split, slices.genre, slices.topic, slices.language,
            slices.difficulty, str(each.article.words), str(len(each.labels.questions)),
        )  # fmt: skip
    tell([grid])
    return ExitCode.OK


@fixtures.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@bordered
def check(*, paths: tuple[Path, ...]) -> ExitCode:
    """Print one line for each fault of the labels in PATHS: FILE:LINE: what is wrong."""
    from keyquestions_evals.labels import faults_in

    codebook = the_codebook()
    faults = [fault for path in paths or (FIXTURES,) for fault in faults_in(path, codebook)]
    for fault in faults:
        click.echo(fault)
    return ExitCode.CONFIG if faults else ExitCode.OK
