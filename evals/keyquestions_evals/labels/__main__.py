"""What annotators run: `python -m keyquestions_evals.labels check PATH...`."""

import sys
from pathlib import Path

import click

from keyquestions.codebook import load_codebook
from keyquestions.resources import prompts_folder
from keyquestions_evals.labels import faults_in, labels_schema


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def labels() -> None:
    """Check labels of articles."""


@labels.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> None:
    """Print one line for each fault: FILE:LINE: what is wrong. Exit code 1 if there are any.

    PATHS are files of labels, folders of fixtures, or the folder of all.
    """
    codebook = load_codebook(prompts_folder())
    faults = [fault for path in paths for fault in faults_in(path, codebook)]
    for fault in faults:
        click.echo(fault)
    sys.exit(1 if faults else 0)


@labels.command()
def schema() -> None:
    """Print the JSON schema that editors use."""
    click.echo(labels_schema(load_codebook(prompts_folder())), nl=False)


if __name__ == "__main__":
    labels(prog_name="python -m keyquestions_evals.labels")
