"""`keyquestions evals gate`."""

from pathlib import Path

import click

from keyquestions_evals.cli.common import (
    GATE,
    ExitCode,
    bordered,
    fixtures_option,
    judge_option,
    markdown_option,
    scored,
    seed_option,
    tell,
    told_apart,
)
from keyquestions_evals.cli.judging import judged, register_option


@click.command()
@click.argument("baseline", type=click.Path(path_type=Path, exists=True))
@click.argument("candidate", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--gate",
    "file",
    type=click.Path(path_type=Path),
    default=GATE,
    show_default=True,
    help="The gated metrics and their margins.",
)
@judge_option
@register_option
@click.option("--strict", is_flag=True, help="Inconclusive is not good enough.")
@click.option("--junit", type=click.Path(path_type=Path), help="Write the verdicts for CI, too.")
@fixtures_option
@seed_option
@markdown_option
@bordered
def gate(  # noqa: PLR0913 - a command's parameters are its options
    *,
    baseline: Path,
    candidate: Path,
    file: Path,
    judge: str | None,
    register: Path,
    strict: bool,
    junit: Path | None,
    folder: Path,
    seed: int,
    markdown: Path | None,
) -> ExitCode:
    """Fail where CANDIDATE is worse than BASELINE beyond a margin, and not by chance.

    Both are journals. A run that is not whole does not pass: exit code 3, or 4 where replies were
    not recorded. With a judge, both are scored by its verdicts, if `judges.yaml` lets it gate.
    """
    from keyquestions.cli.outputs import write
    from keyquestions_evals.gate import Outcome, load_gate, overall, verdicts
    from keyquestions_evals.junit import as_junit
    from keyquestions_evals.scorers import METRICS
    from keyquestions_evals.tables import gate_grid

    gated = load_gate(file)
    if judge is None:
        before, (journal, after, _) = scored(baseline, folder)[1], scored(candidate, folder)
    else:
        (_, before), (journal, after) = judged(judge, (baseline, candidate), folder, register)
    found = verdicts(gated, before, after, seed=seed)
    tell([gate_grid(found, [METRICS[name] for name in gated])], markdown)
    if junit is not None:
        write(as_junit(found, str(candidate)), junit)
    outcome = overall(found)
    if outcome is Outcome.REGRESSION:
        return ExitCode.REGRESSION
    whole = told_apart(journal)
    if whole is not ExitCode.OK:
        return whole
    inconclusive = outcome is Outcome.INCONCLUSIVE and strict
    return ExitCode.INCONCLUSIVE if inconclusive else ExitCode.OK
