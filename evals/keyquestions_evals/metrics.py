"""What a scorer measures: the list of metrics, and what one measurement is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from keyquestions.analysis import Value

Span = tuple[int, int]
"""Start and end of a passage: code points in the canonical text."""


class Measure(StrEnum):
    """How a value was found; values of different measures never share a column.

    `exact` needs no judgement of meaning (spans, labels, counts); `lexical` takes two texts for the
    same by their words (`semantics.Lexical`); `judge` by a judge model.
    """

    EXACT = "exact"
    LEXICAL = "lexical"
    JUDGE = "judge"


class Better(StrEnum):
    """In which direction a metric gets better; `neither` for what is only told."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Tally(Value):
    """How often a label was found rightly, wrongly, and missed; means over trials, so not whole."""

    hit: float = 0.0
    extra: float = 0.0
    missed: float = 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            hit=self.hit + other.hit,
            extra=self.extra + other.extra,
            missed=self.missed + other.missed,
        )


class Detail(Value):
    """One line for the report: what was found or looked for, and what became of it.

    `verdict` is a word such as "hit", "extra", "missed", "flagged", "unsupported". `text` is what
    the analysis says, `gold` what the labels say, one of them None where it has no counterpart;
    `score` is how alike they are; `span` is where in the article it is, to be highlighted.
    """

    verdict: str
    text: str | None = None
    gold: str | None = None
    score: float | None = None
    span: Span | None = None
    remark: str | None = None


class Measured(Value):
    """One metric of one analysis.

    `value` is None where the metric does not apply (recall where there is nothing to find). `n` is
    how many things it was counted over. `tallies`, by label, are what pooled scores (micro and
    macro F1) are made of: such a metric is never averaged over articles. `measure` is how it was
    found.
    """

    value: float | None
    n: int = 0
    measure: Measure = Measure.EXACT
    details: tuple[Detail, ...] = ()
    tallies: Mapping[str, Tally] = Field(default_factory=dict)


Part = Literal["summary", "framing", "questions", "run"]
Pooling = Literal["mean", "precision", "recall", "micro", "macro"]
"""How articles are put together: the mean of their values, or a score over all their tallies.

`micro` is the F1 over the tallies of all labels, `macro` the mean F1 of the labels that occur.
"""


class Metric(Value):
    """What is known of a metric before anything is measured.

    `failed` is the value that is booked where the part of the analysis is missing: errors stay in
    the denominator. None there means that the metric does not apply then: a summary that does not
    exist has no length. `pooling` says how articles are put together. `meaning` says that it rests
    on whether two texts say the same, and so on a measure. `unit` is shown behind the value: "" for
    a share or score from 0 to 1.
    """

    name: str
    title: str
    part: Part
    better: Better
    about: Annotated[str, Field(min_length=1)]
    failed: float | None = None
    pooling: Pooling = "mean"
    meaning: bool = False
    unit: str = ""
