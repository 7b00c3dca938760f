"""Verdicts that people gave, one JSON object a line, against which a judge is held.

    {"rubric": "same", "article": "harrow", "relation": "asked", "one": "…", "other": "…", "verdict": true}
    {"rubric": "question", "article": "harrow", "text": "…", "status": "open", "answer": null, "verdict": false}
    {"rubric": "pair", "article": "harrow", "first": {…}, "second": {…}, "verdict": "second"}

`article` is a fixture's name; `first` and `second` are analyses, as `keyquestions analyze` gives them.
"""  # noqa: E501 - a line of JSON is one line

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Annotated as Typed
from typing import Literal

from pydantic import Field, TypeAdapter, ValidationError

from keyquestions.analysis import Analysis, QuestionStatus, Value
from keyquestions_evals.errors import FixturesInvalid
from keyquestions_evals.files import read_text
from keyquestions_evals.fixtures import Annotated
from keyquestions_evals.judging.pairs import Preference
from keyquestions_evals.judging.same import Relation


class LabelledSame(Value):
    """Whether two texts say, ask or name the same."""

    rubric: Literal["same"] = "same"
    article: str
    relation: Relation
    one: str
    other: str
    verdict: bool


class LabelledQuestion(Value):
    """Whether a question can be printed."""

    rubric: Literal["question"]
    article: str
    text: str
    status: QuestionStatus
    answer: str | None
    verdict: bool


class LabelledPair(Value):
    """Which of two analyses is better to print."""

    rubric: Literal["pair"]
    article: str
    first: Analysis
    second: Analysis
    verdict: Preference


Labelled = Typed[LabelledSame | LabelledQuestion | LabelledPair, Field(discriminator="rubric")]
_LINE: TypeAdapter[LabelledSame | LabelledQuestion | LabelledPair] = TypeAdapter(Labelled)


def from_annotations(articles: Sequence[Annotated]) -> Iterator[LabelledSame]:
    """Verdicts that annotators gave without knowing it.

    The first paraphrase of each of their questions asks the same as the question, and not what
    their other questions of that article ask. Most of these are easy; verdicts on hard pairs are
    worth adding by hand.
    """
    for each in articles:
        for labels in each.annotations.values():
            for question, other in product(labels.questions, repeat=2):
                yield LabelledSame(
                    article=each.name,
                    relation=Relation.ASKED,
                    one=question.paraphrases[0],
                    other=other.text,
                    verdict=other is question,
                )


def as_lines(labelled: Iterable[LabelledSame]) -> str:
    """A file of them, each pair once."""
    kept = {(each.article, each.one, each.other): each for each in labelled}
    return "".join(f"{each.model_dump_json()}\n" for each in kept.values())


def read_labelled(path: Path) -> tuple[LabelledSame | LabelledQuestion | LabelledPair, ...]:
    """Read a file of labelled verdicts.

    Raises:
        FixturesInvalid: with every fault of the file, by line.
    """
    lines = read_text(path, lambda said: FixturesInvalid([said])).splitlines()
    found, faults = [], []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(_LINE.validate_json(line))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            faults.append(f"{path}:{number}: {where}: {first['msg']}")
    if not found and not faults:
        faults.append(f"{path}:1: there is no labelled verdict in this file")
    if faults:
        raise FixturesInvalid(faults)
    return tuple(found)
