"""An analysis as it is published: what an editor changed has the original beside it."""

from typing import Annotated

from pydantic import Field

from keyquestions.analysis import Analysis, Question, Summary, SummarySentence, Value

EditedBy = Annotated[
    str | None, Field(description="Who changed the words; null where they are the analyst's.")
]


class OriginalQuestion(Value):
    """A question's texts as the analyst wrote them."""

    text: str
    answer: str | None
    why: str


class PublishedQuestion(Question):
    """A question as readers see it; `original` is there where an editor changed its words."""

    original: OriginalQuestion | None = None
    edited_by: EditedBy = None


class PublishedSentence(SummarySentence):
    """A sentence of the summary; `original` is there where an editor changed it."""

    original: str | None = None
    edited_by: EditedBy = None


class PublishedSummary(Summary):
    """The summary as readers see it."""

    sentences: tuple[PublishedSentence, ...]


class Edition(Analysis):
    """An analysis with an editor's changes applied; without any it says what the analysis says."""

    summary: PublishedSummary | None
    questions: tuple[PublishedQuestion, ...]
