"""BABE: whether a sentence is biased, and by which words (Spinde et al. 2021)."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from keyquestions.analysis import Framing, Voice
from keyquestions.wiring import Service
from keyquestions_evals.bench.benchmark import Benchmark, Record
from keyquestions_evals.bench.figures import Row, macro_f1, ratio, tallied
from keyquestions_evals.bench.saying import framing_of, sentence_of

_LABELS = ("Biased", "Non-biased")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, where it was published, the experts' verdict, and the words that they marked."""

    text: str
    address: str
    label: str
    marked: frozenset[str]


class Babe(Benchmark[Sentence]):
    """A sentence counts as biased where the analysis shows a bias signal in it."""

    name: ClassVar = "babe"
    file: ClassVar = "final_labels_SG2.csv"
    columns: ClassVar = (
        macro_f1("macro_f1", "biased or not: macro-F1"),
        macro_f1("author", "the same by signals in the author's voice alone: macro-F1"),
        ratio("said", "sentences said to be biased"),
        ratio("quotes", "quotes that hold a marked word: precision"),
        ratio("words", "quoted words that are marked: precision"),
        ratio("marked", "marked words that are quoted: recall"),
    )

    def read(self, records: Sequence[Record]) -> Iterator[Sentence]:
        """Without the sentences on which the experts did not agree."""
        for each in records:
            if each["label_bias"] in _LABELS:
                words = " ".join(ast.literal_eval(each["biased_words"] or "[]"))
                yield Sentence(
                    each["text"], each["news_link"], each["label_bias"], frozenset(_words(words))
                )

    def group(self, item: Sentence) -> str:
        """Sentences of one article belong together; one without an address stands alone."""
        return item.address or item.text

    async def measure(self, item: Sentence, service: Service) -> Row:
        """Its signals against the verdict and the marked words."""
        framing = await framing_of(sentence_of(item.text), service)
        quotes = _quotes(framing, (Voice.AUTHOR, Voice.QUOTED_SOURCE))
        quoted = [_words(quote) for quote in quotes]
        both = {word for words in quoted for word in words}
        return {
            **_verdicts(item, bool(quotes), bool(_quotes(framing, (Voice.AUTHOR,)))),
            "said": (float(bool(quotes)), 1.0),
            "quotes": (float(sum(bool(item.marked & set(w)) for w in quoted)), float(len(quoted))),
            "words": (float(len(both & item.marked)), float(len(both))),
            "marked": (float(len(both & item.marked)), float(len(item.marked))),
        }

    def failed(self, item: Sentence) -> Row:
        """No verdict, which misses the right one, and no word found."""
        missed = tallied(_LABELS, (), (item.label,))
        return {"macro_f1": missed, "author": missed, "marked": (0.0, float(len(item.marked)))}


def _verdicts(item: Sentence, *said: bool) -> Row:
    return {
        name: tallied(_LABELS, (_LABELS[0] if biased else _LABELS[1],), (item.label,))
        for name, biased in zip(("macro_f1", "author"), said, strict=True)
    }


def _quotes(framing: Framing | None, voices: Sequence[Voice]) -> list[str]:
    signals = framing.signals if framing is not None else ()
    return [each.exact for signal in signals if signal.voice in voices for each in signal.evidence]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
