"""GVFC: the frames of headlines on gun violence (Liu et al. 2019), through a stated mapping."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from keyquestions.analysis import Value
from keyquestions.wiring import Service
from keyquestions_evals.bench.benchmark import Benchmark, Record
from keyquestions_evals.bench.figures import Row, macro_f1, ratio, tallied
from keyquestions_evals.bench.saying import framing_of, headline_of
from keyquestions_evals.errors import BenchDataInvalid
from keyquestions_evals.files import read_yaml

MAPPING = Path(__file__).with_name("gvfc.yaml")


class Mapping(Value):
    """Which theme of the corpus each frame of the codebook answers for."""

    themes: dict[str, str]
    frames: dict[str, str]


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and its one or two themes."""

    name: str
    text: str
    themes: frozenset[str]


class Gvfc(Benchmark[Headline]):
    """A headline's frames, as themes; one that gets none counts as missed, and is told."""

    name: ClassVar = "gvfc"
    file: ClassVar = "gvfc_english_1300.csv"
    columns: ClassVar = (
        macro_f1("macro_f1", "themes: macro-F1"),
        ratio("precision", "themes: precision"),
        ratio("recall", "themes: recall"),
        ratio("abstained", "headlines without any theme"),
    )

    @cached_property
    def mapping(self) -> Mapping:
        """As `gvfc.yaml` has it."""
        return read_yaml(MAPPING, Mapping, BenchDataInvalid)

    def read(self, records: Sequence[Record]) -> Iterator[Headline]:
        """All headlines; what is no theme (99: none) is left out."""
        for each in records:
            themes = {each["Q3 Theme1"], each["Q3 Theme2"]} & self.mapping.themes.keys()
            yield Headline(each["ID"], each["news_title"], frozenset(themes))

    def group(self, item: Headline) -> str:
        """Each headline stands alone."""
        return item.name

    async def measure(self, item: Headline, service: Service) -> Row:
        """The themes of its frames against its own."""
        framing = await framing_of(headline_of(item.text), service)
        labels = [each.label for each in framing.frames] if framing is not None else []
        frames = self.mapping.frames
        found = {frames[label] for label in labels if label in frames}
        hits = float(len(found & item.themes))
        return {
            "macro_f1": tallied(tuple(self.mapping.themes), found, item.themes),
            "precision": (hits, float(len(found))),
            "recall": (hits, float(len(item.themes))),
            "abstained": (float(not found), 1.0),
        }

    def failed(self, item: Headline) -> Row:
        """All themes are missed."""
        return {
            "macro_f1": tallied(tuple(self.mapping.themes), (), item.themes),
            "recall": (0.0, float(len(item.themes))),
        }
