"""`keyquestions evals watch`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keyquestions.cli.outputs import say
from keyquestions.errors import KeyQuestionsError
from keyquestions_evals.cli.common import (
    RUNS,
    ExitCode,
    bordered,
    fixtures_option,
    scored,
    seed_option,
    tell,
)
from keyquestions_evals.cli.running import progress
from keyquestions_evals.errors import EvalsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyquestions.settings import Settings
    from keyquestions_evals.execution import Wanted


@click.command()
@click.argument("variant", default="prompts")
@click.option("--model", help="Before KEYQUESTIONS_MODEL.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this fixture; may be repeated.")
@click.option(
    "--baseline", type=click.Path(path_type=Path, exists=True),
    help="Compare with this journal; else with the run before.",
)  # fmt: skip
@fixtures_option
@seed_option
@bordered
def watch(
    *,
    variant: str,
    model: str | None,
    only: tuple[str, ...],
    baseline: Path | None,
    folder: Path,
    seed: int,
) -> ExitCode:
    """Run VARIANT over the dev fixtures again whenever one of its prompt files is saved.

    Only what a saved file touches is asked: all other requests are as they were, and their replies
    come out of the reply store. Ctrl-C ends it.
    """
    from keyquestions_evals.cli.showing import changes, summarised
    from keyquestions_evals.execution import Wanted, settings_for
    from keyquestions_evals.labels import Split
    from keyquestions_evals.ranking import KEY_METRICS

    settings = settings_for(variant, model=model)
    wanted = Wanted(variant, folder, Split.DEV, only)
    before = baseline
    for _ in _saved(variant, settings):
        path = _attempt(wanted, settings)
        if path is None:
            continue
        journal, sheet, _ = scored(path, folder)
        if before is None:
            tell([summarised(journal, sheet, seed)])
        else:
            tell([changes(KEY_METRICS, scored(before, folder)[1], sheet, seed)])
        before = baseline or path
        say(f"The journal of this run is {path}; waiting for the next change.")
    return ExitCode.OK


def _saved(variant: str, settings: "Settings") -> "Iterator[None]":
    """Once at the beginning, then whenever a prompt file of the variant was saved."""
    from watchfiles import watch as changes

    from keyquestions.wiring import chosen_prompts

    base = chosen_prompts(settings)
    folders = [base, *([Path(variant)] if Path(variant).is_dir() else [])]
    yield
    for changed in changes(*folders, raise_interrupt=True):
        if any(Path(name).suffix in {".md", ".yaml"} for _, name in changed):
            yield


def _attempt(wanted: "Wanted", settings: "Settings") -> Path | None:
    """The journal of a run; None where a file is, for now, not as it must be."""
    from keyquestions_evals.execution import new_journal, run_variant
    from keyquestions_evals.runs import Plan

    path = new_journal(wanted.variant, RUNS)
    try:
        with progress() as begun:
            asyncio.run(run_variant(wanted, settings, path, Plan(), begun))
    except (EvalsError, KeyQuestionsError) as error:
        say(str(error))
        return None
    return path
