"""The judges' register, `evals/judges.yaml`: the kappa that a rubric needs, and the one measured.

A judge may gate where it was measured with the prompt files as they are, and its kappa reaches what
is set. Any other may inform.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from keyquestions.analysis import Value
from keyquestions_evals.errors import JudgesInvalid
from keyquestions_evals.files import read_yaml
from keyquestions_evals.judging.judge import Rubric

HEAD = """\
# Which judge may gate. `rubrics` sets the kappa (Cohen's, with labelled verdicts) that a judge
# needs for each rubric of `prompts/judges/`. `measured` is what was found for a model and those
# files by `keyquestions evals judge --calibrate FILE --record`. A judge that is below, or was not
# measured, informs and cannot gate.
"""


class Needed(Value):
    """The kappa from which on a judge may gate."""

    kappa: Annotated[float, Field(gt=0, le=1)]


class MeasuredKappa(Value):
    """What was measured for a model with the judges' prompt files of that digest."""

    rubric: Rubric
    model: str
    prompts: str
    kappa: float
    low: float | None
    high: float | None
    n: int
    articles: int


class Register(Value):
    """The whole file."""

    rubrics: Mapping[Rubric, Needed]
    measured: tuple[MeasuredKappa, ...] = ()

    def unfit(self, rubric: Rubric, model: str, prompts: str) -> str | None:
        """Why a judge may not gate, in a sentence; None where it may."""
        needed = self.rubrics[rubric].kappa
        mine = [
            each for each in self.measured
            if (each.rubric, each.model) == (rubric, model)
        ]  # fmt: skip
        current = [each for each in mine if each.prompts == prompts]
        if current and current[-1].kappa >= needed:
            return None
        if current:
            why = f"its kappa is {current[-1].kappa:.2f}, and {needed:.2f} is needed"
        elif mine:
            why = "it was measured with other prompt files than prompts/judges has now"
        else:
            why = "it was never held against labelled verdicts"
        return (
            f'{model} may inform but not gate by the rubric "{rubric}": {why}; see '
            "`keyquestions evals judge --calibrate`."
        )

    def with_measured(self, found: MeasuredKappa) -> "Register":
        """The register with this in the place of what was measured before."""
        key = (found.rubric, found.model)
        kept = [each for each in self.measured if (each.rubric, each.model) != key]
        return self.model_copy(update={"measured": (*kept, found)})


def load_register(path: Path) -> Register:
    """Read the register.

    Raises:
        JudgesInvalid: it does not hold what it must; the error names the file.
    """
    found = read_yaml(path, Register, JudgesInvalid)
    for rubric in Rubric:
        if rubric not in found.rubrics:
            raise JudgesInvalid(f"{path}:1: rubrics: there is no kappa set for {rubric}")
    return found


def as_yaml(register: Register) -> str:
    """The register as it is kept."""
    data = register.model_dump(mode="json")
    return HEAD + yaml.safe_dump(data, sort_keys=False, width=100)
