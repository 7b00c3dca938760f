"""QSalience: how much it matters that a question be answered (Wu et al. 2024)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from keyquestions.builtin.asking.salience import bearing
from keyquestions.builtin.document import Document
from keyquestions.wiring import Service
from keyquestions_evals.bench.benchmark import Benchmark, Record
from keyquestions_evals.bench.figures import Row, spearman
from keyquestions_evals.bench.saying import sentence_of


@dataclass(frozen=True, slots=True)
class Posed:
    """A question, the part of an article that was read before it, and how salient people find it.

    Salience runs from 1 to 5.
    """

    question: str
    context: str
    salience: float


class QSalience(Benchmark[Posed]):
    """What the built-in analyst orders equal questions by, against the people's verdicts."""

    name: ClassVar = "qsalience"
    file: ClassVar = "val.json"
    rules: ClassVar = True
    columns: ClassVar = (
        spearman("salience", "what equal questions are ordered by: Spearman's rho"),
        spearman("length", "the question's length in words, computed here: Spearman's rho"),
    )

    def read(self, records: Sequence[Record]) -> Iterator[Posed]:
        """All questions."""
        for each in records:
            given = each["input"]
            yield Posed(given["question"], given["article"], float(each["output"]))

    def group(self, item: Posed) -> str:
        """Questions behind the same text belong together."""
        return item.context

    async def measure(self, item: Posed, service: Service) -> Row:  # noqa: ARG002 - no analyst
        """How much it bears on the matter of the text before it."""
        found = bearing(item.question, Document.of(sentence_of(item.context)))
        return self.failed(item) | {"salience": (float(found), item.salience)}

    def failed(self, item: Posed) -> dict[str, tuple[float, float]]:
        """It has no bearing."""
        length = float(len(item.question.split()))
        return {"salience": (0.0, item.salience), "length": (length, item.salience)}
