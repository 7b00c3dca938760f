"""What is sent to a process that verifies, and how long both sides remember an article."""

from collections import OrderedDict
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from keyquestions.analysis import Dropped, Framing, Question, Stage, Summary, Value
from keyquestions.analyst import FramingDraft, QuestionsDraft, SummaryDraft
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.pipeline.verdict import Verdict

KEPT = 500_000
"""Characters of articles that one process keeps prepared; that takes some 80 MB."""

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class Asked(Value):
    """A draft to be verified against the article of that number.

    The article comes with it where it is not kept there (any more), and the codebook where it is
    not the one that came last.
    """

    stage: Stage
    number: int
    article: Article | None
    codebook: Codebook | None
    language: str | None
    draft: SummaryDraft | FramingDraft | QuestionsDraft
    rejected: tuple[Dropped, ...]


@cache
def verdicts(stage: Stage) -> TypeAdapter[Verdict[Any]]:
    """Reads and writes the verdicts on a stage as JSON."""
    part: Any = {
        Stage.SUMMARY: Summary,
        Stage.FRAMING: Framing,
        Stage.QUESTIONS: tuple[Question, ...],
    }[stage]
    return TypeAdapter(Verdict[part])


class Recent(Generic[_Key, _Kept]):
    """What was used last, by its key, up to KEPT characters, and always the very last.

    Both sides keep one and use it in the same order, so that each knows what the other has.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._most, self._characters = most, 0
        self._kept: OrderedDict[_Key, tuple[_Kept, int]] = OrderedDict()

    def get(self, key: _Key) -> _Kept | None:
        """What is kept under that key; None where nothing is."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: _Key, kept: _Kept, characters: int) -> None:
        """Keep something new, and let go of what was not used for the longest time."""
        self._kept[key] = kept, characters
        self._characters += characters
        while self._characters > self._most and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._characters -= gone
