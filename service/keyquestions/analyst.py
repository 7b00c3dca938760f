"""The port that every analyst fills, and the drafts that it hands over.

A draft is what an analyst claims, before code has looked at it: quotes are strings, labels are
strings, nothing is limited. The pipeline verifies drafts into findings, the same way for every
analyst. The drafts are also what a model is asked to reply with: every field is required, those
that may be missing are nullable, and there are no limits and no defaults, because strict JSON
schemas take none. An article's own words are always given as `quotes`, to be found by code.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, ClassVar, Generic, TypeVar

from pydantic import Field

from keyquestions.analysis import Call, Dropped, Framing, Summary, Value
from keyquestions.article import Article
from keyquestions.errors import LanguageUnsupported


class SentenceDraft(Value):
    """A sentence of the summary and the passages that say so."""

    text: str
    quotes: tuple[str, ...]


class SummaryDraft(Value):
    """The sentences of a summary, in order."""

    sentences: tuple[SentenceDraft, ...]


class FrameDraft(Value):
    """A frame, with at least one quote that shows it."""

    label: Annotated[str, Field(json_schema_extra={"codebook": "frames"})]
    explanation: str
    quotes: tuple[str, ...]


class FunctionDraft(Value):
    """A framing function that the article fills."""

    function: Annotated[str, Field(json_schema_extra={"codebook": "functions"})]
    text: str
    quotes: tuple[str, ...]


class SignalDraft(Value):
    """A bias signal with the passage that shows it."""

    kind: Annotated[str, Field(json_schema_extra={"codebook": "signals"})]
    voice: Annotated[str, Field(json_schema_extra={"codebook": "voices"})]
    quote: str
    explanation: str
    neutral: str | None


class PerspectiveDraft(Value):
    """A party; `quotes` may be empty where the party is absent."""

    who: str
    status: Annotated[str, Field(json_schema_extra={"codebook": "perspective_statuses"})]
    why: str
    quotes: tuple[str, ...]


class FramingDraft(Value):
    """The framing analysis; no frames at all is an abstention."""

    genre: Annotated[str, Field(json_schema_extra={"codebook": "genres"})]
    frames: tuple[FrameDraft, ...]
    functions: tuple[FunctionDraft, ...]
    signals: tuple[SignalDraft, ...]
    perspectives: tuple[PerspectiveDraft, ...]


class QuestionDraft(Value):
    """A question; `answer` is None and `quotes` may be empty where it is open."""

    text: str
    kind: Annotated[str, Field(json_schema_extra={"codebook": "question_kinds"})]
    salience: int
    status: Annotated[str, Field(json_schema_extra={"codebook": "question_statuses"})]
    why: str
    answer: str | None
    quotes: tuple[str, ...]


class QuestionsDraft(Value):
    """The questions, in any order."""

    questions: tuple[QuestionDraft, ...]


D_co = TypeVar("D_co", SummaryDraft, FramingDraft, QuestionsDraft, covariant=True)


@dataclass(frozen=True, slots=True)
class Proposal(Generic[D_co]):
    """What an analyst proposes for one stage.

    `rejected` are items that could not even be read as drafts; `reply` is the raw text behind the
    draft, for asking again ("" where there is none); `calls` are the model calls that were made;
    `parts` is in how many parts the article was read.
    """

    draft: D_co
    rejected: tuple[Dropped, ...] = ()
    reply: str = ""
    calls: tuple[Call, ...] = ()
    parts: int = 1


@dataclass(frozen=True, slots=True)
class Objections:
    """Why a proposal was not enough: the earlier reply and its faults, one sentence each."""

    reply: str
    faults: tuple[str, ...]


class Analyst(ABC):
    """Produces the drafts of the three stages for one article.

    `kind` is "builtin" or "model"; `model` and `prompts` tell which (None for the built-in);
    `notice` is the sentence that tells readers what it is. One that `revises` is asked again, with
    objections, where too little of a proposal survived verification.
    """

    kind: ClassVar[str]
    revises: ClassVar[bool]
    model: str | None
    prompts: str | None
    notice: str

    def begin(self, language: str | None) -> "Analyst":
        """The analyst for one analysis, which may remember what its stages have in common.

        Args:
            language: what findings are to be written in (ISO 639-1); None is the article's.

        Raises:
            LanguageUnsupported: it writes in the article's language only.
        """
        if language is not None:
            raise LanguageUnsupported(
                f"The analyst {self.kind} writes in the language of the article only."
            )
        return self

    def means(self, article: Article) -> tuple[str, ...]:  # noqa: ARG002 - for those who differ
        """What else bears on what it would say of an article, besides its kind, model and prompts.

        Nothing that changes no question: the same content by the same means is the same analysis.
        """
        return ()

    @abstractmethod
    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Draft a summary of at most 80 words.

        Raises:
            AnalystError: there is nothing to propose.
        """

    @abstractmethod
    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Draft the framing analysis from the article's text alone, blind to outlet and byline.

        Raises:
            AnalystError: there is nothing to propose.
        """

    @abstractmethod
    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Draft the key questions, knowing the verified summary and framing (None if they failed).

        Raises:
            AnalystError: there is nothing to propose.
        """
