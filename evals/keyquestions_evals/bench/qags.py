"""QAGS: the grounding checks against human verdicts on summaries (Wang et al. 2020)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from keyquestions.article import sentences
from keyquestions.grounding import Grounding
from keyquestions.wiring import Service
from keyquestions_evals.bench.benchmark import Benchmark, Record
from keyquestions_evals.bench.figures import Row, pearson, ratio
from keyquestions_evals.bench.saying import paragraphs_of, sentence_of
from keyquestions_evals.matching import copied_share

_TRIGRAM = 3
_TORN = re.compile(r"(?<=\d) ([,.:]) ?(?=\d)")
"""Where the set's tokens tear a number of the article apart: "235 , 000"."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A summary of an article, and the share of its sentences that people found to be true."""

    name: str
    source: str
    summary: str
    fact: float


class Qags(Benchmark[Judged]):
    """The share of a summary's sentences that no check objects to, against the human verdicts."""

    name: ClassVar = "qags-cnn"
    file: ClassVar = "QAGS_CNN.jsonl"
    rules: ClassVar = True
    columns: ClassVar = (
        pearson("checks", "grounding checks: Pearson's r"),
        pearson("trigrams", "trigram precision, computed here: Pearson's r"),
        ratio("objected", "sentences that a check objects to"),
    )

    def read(self, records: Sequence[Record]) -> Iterator[Judged]:
        """The one summary of each article."""
        for each in records:
            for system, made in each["systems"].items():
                name = f"{each['doc_id']}/{system}"
                fact = float(made["scores"]["fact"])
                yield Judged(name, _whole(each["src"]), _whole(made["sys_summ"]), fact)

    def group(self, item: Judged) -> str:
        """Each summary stands alone."""
        return item.name

    async def measure(self, item: Judged, service: Service) -> Row:  # noqa: ARG002 - no analyst
        """What the checks say of each sentence, and what counting trigrams would."""
        grounding = Grounding(paragraphs_of([item.source]))
        said = [each.text for each in sentences(sentence_of(item.summary))]
        objected = sum(bool(grounding.objections(each, ())) for each in said)
        copied, _ = copied_share(item.summary, item.source, _TRIGRAM)
        return {
            "checks": (1 - objected / len(said), item.fact),
            "trigrams": (copied or 0.0, item.fact),
            "objected": (float(objected), float(len(said))),
        }

    def failed(self, item: Judged) -> Row:
        """What cannot be checked is not taken for true."""
        return {"checks": (0.0, item.fact)}


def _whole(text: str) -> str:
    return _TORN.sub(r"\1", text)
