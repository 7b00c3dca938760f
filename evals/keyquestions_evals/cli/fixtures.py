"""`keyquestions evals fixtures`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions_evals.cli.common import (
    FIXTURES,
    ExitCode,
    bordered,
    fixtures_option,
    markdown_option,
    tell,
    the_codebook,
)

if TYPE_CHECKING:
    from keyquestions_evals.agreement import Agreement
    from keyquestions_evals.fixtures import Annotated
    from keyquestions_evals.tables import Grid
    from keyquestions_evals.validity import Rates, Validity


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


@fixtures.command()
@fixtures_option
@markdown_option
@bordered
def agreement(*, folder: Path, markdown: Path | None) -> ExitCode:
    """Print how far the annotators agree, and how far the words can be trusted to tell the same."""
    from keyquestions_evals.agreement import agreement as agreed
    from keyquestions_evals.validity import validity

    annotated = _annotated(folder)
    tell([_agreed(agreed(annotated)), _trusted(validity(annotated))], markdown)
    return ExitCode.OK


@fixtures.command()
@click.option("--output", type=click.Path(path_type=Path), required=True, help="A .jsonl file.")
@fixtures_option
@bordered
def verdicts(*, output: Path, folder: Path) -> ExitCode:
    """Write the annotators' paraphrases as labelled verdicts, for `judge --calibrate`.

    A paraphrase asks the same as its question, and not what the article's other questions ask.
    """
    from keyquestions.cli.outputs import check_output, say, write
    from keyquestions_evals.judging.labelled import as_lines, from_annotations

    check_output(output)
    lines = as_lines(from_annotations(_annotated(folder)))
    write(lines, output)
    say(f"{lines.count(chr(10))} labelled verdicts are in {output}.")
    return ExitCode.OK


def _annotated(folder: Path) -> "tuple[Annotated, ...]":
    from keyquestions_evals.errors import FixturesInvalid
    from keyquestions_evals.fixtures import load_annotated

    annotated = load_annotated(folder, the_codebook())
    if not annotated:
        raise FixturesInvalid([f"{folder}:1: there is no fixture with annotations in this folder"])
    return annotated


def _agreed(found: "Agreement") -> "Grid":
    from keyquestions_evals.tables import Grid

    grid = Grid(f"Agreement of the annotators · {found.articles} articles labelled twice",
                ("labels", "statistic", "value"))  # fmt: skip
    rows = (
        ("frames, required", "Krippendorff's alpha, MASI", found.frames_alpha),
        ("frames, with acceptable ones", "Krippendorff's alpha, MASI", found.frames_alpha_all),
        ("genre", "share that agree", found.genre),
        ("signals", "F1 of passages", found.signals_f1),
        ("signals' voice, of common ones", "share that agree", found.signals_voice),
        ("signals' kind, of common ones", "share that agree", found.signals_kind),
        ("key facts", f"matched weight ({found.measure})", found.facts),
        ("questions", f"matched salience ({found.measure})", found.questions),
        ("questions' status, of common ones", "share that agree", found.question_status),
    )
    for labels, statistic, value in rows:
        grid.add(labels, statistic, _value(value))
    return grid


def _trusted(found: "Validity") -> "Grid":
    from keyquestions_evals.tables import Grid

    grid = Grid(f"What the {found.measure} measure can tell · {found.articles} articles",
                ("pairs", "same, found", "n", "others, mistaken", "n"))  # fmt: skip
    pairs: tuple[tuple[str, Rates], ...] = (
        ("a question and its paraphrase", found.questions),
        ("a fact and the sentence that it is from", found.facts),
    )
    for name, rates in pairs:
        mistaken = (_value(rates.mistaken), str(rates.n_other))
        grid.add(name, _value(rates.found), str(rates.n), *mistaken)
    return grid


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
