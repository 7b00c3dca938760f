"""SummEval: summaries against those of human writers (Fabbri et al. 2021)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from keyquestions.builtin.asking.answers import stands
from keyquestions.wiring import Service
from keyquestions_evals.bench.benchmark import Benchmark, Record
from keyquestions_evals.bench.figures import Numbers, Row, ratio
from keyquestions_evals.bench.rouge import NAMES, rouge
from keyquestions_evals.bench.saying import paragraphs_of, summary_of

_SENTENCE_END = re.compile(r"(?<= [.!?]) ")
_LEAD = 3


@dataclass(frozen=True, slots=True)
class Source:
    """An article as its sentences, and its first reference summary."""

    name: str
    sentences: tuple[str, ...]
    reference: str

    @property
    def lead(self) -> str:
        """Its first three sentences."""
        return " ".join(self.sentences[:_LEAD])


class SummEval(Benchmark[Source]):
    """The summary against the reference, beside the article's first three sentences."""

    name: ClassVar = "summeval"
    file: ClassVar = "SummEval.jsonl"
    columns: ClassVar = (
        *(ratio(each, f"{each} F1") for each in NAMES),
        *(ratio(f"{each} lead", f"{each} F1 of LEAD-3, computed here") for each in NAMES),
        *(ratio(f"{each} gain", f"{each} F1: ours less LEAD-3's") for each in NAMES),
        ratio("words", "length", unit=" words"),
        ratio("dangling", "summaries with a pronoun that refers to nothing in them"),
        ratio("abstained", "articles without a summary"),
    )

    def read(self, records: Sequence[Record]) -> Iterator[Source]:
        """The articles, in the sentences that the set's own tokens mark."""
        for each in records:
            found = tuple(_SENTENCE_END.split(each["src"]))
            yield Source(each["doc_id"], found, each["ref_summ"])

    def group(self, item: Source) -> str:
        """Each article stands alone."""
        return item.name

    async def measure(self, item: Source, service: Service) -> Row:
        """Its summary against the reference."""
        summary = await summary_of(paragraphs_of(item.sentences), service)
        if summary is None:
            return {**self.failed(item), "abstained": (1.0, 1.0)}
        return _scores(item, rouge(summary.text, item.reference)) | {
            "words": (float(len(summary.text.split())), 1.0),
            "dangling": (float(not stands(summary.text, "")), 1.0),
            "abstained": (0.0, 1.0),
        }

    def failed(self, item: Source) -> Row:
        """No summary has nothing of the reference."""
        return _scores(item, (0.0, 0.0, 0.0))


def _scores(item: Source, ours: Numbers) -> dict[str, Numbers]:
    lead = rouge(item.lead, item.reference)
    row: dict[str, Numbers] = {}
    for name, one, other in zip(NAMES, ours, lead, strict=True):
        row[name] = (one, 1.0)
        row[f"{name} lead"] = (other, 1.0)
        row[f"{name} gain"] = (one - other, 1.0)
    return row
