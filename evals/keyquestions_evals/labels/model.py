"""What is known of a fixture's article: the types of `labels.yaml` and `slices.yaml`.

`evals/fixtures/labels.schema.json` is made of these types. Labels are those of the codebook.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from keyquestions.analysis import PerspectiveStatus, QuestionStatus, Value, Voice

Text = Annotated[str, Field(min_length=1)]
Quote = Annotated[
    str, Field(min_length=1, description="A passage of the article, copied character by character.")
]
GenreLabel = Annotated[str, Field(json_schema_extra={"codebook": "genres"})]
FrameLabel = Annotated[str, Field(json_schema_extra={"codebook": "frames"})]


class Fact(Value):
    """Something that a good summary says; weight 3 is what it must not lack, 1 a detail."""

    text: Text
    weight: Annotated[int, Field(ge=1, le=3)]
    quote: Quote


class Forbidden(Value):
    """A claim that a hasty reader might make of the article, and that would be wrong.

    `quote` is the passage that it gets wrong; None where the article has nothing of the kind.
    """

    text: Text
    quote: Quote | None = None


class Frames(Value):
    """Frames that must be found, and others that may be; none at all means: abstain."""

    required: Annotated[tuple[FrameLabel, ...], Field(max_length=3)] = ()
    acceptable: tuple[FrameLabel, ...] = ()


class LabelledSignal(Value):
    """A passage that is a bias signal, in whose voice."""

    kind: Annotated[str, Field(json_schema_extra={"codebook": "signals"})]
    voice: Voice
    quote: Quote


class Clean(Value):
    """A passage that looks like a signal and is none; `reason` says why."""

    quote: Quote
    reason: Text | None = None


class LabelledPerspective(Value):
    """A party to the matter; `also` are other names that it may be given."""

    who: Text
    status: PerspectiveStatus
    also: tuple[Text, ...] = ()


class GoldQuestion(Value):
    """A key question of this article.

    `paraphrases` ask the same in other words. An answered or partly answered question has an
    `answer` and the `quotes` that prove it; an open one has neither, and as `gap` the passage where
    the article itself says that it is not known, if there is one.
    """

    text: Text
    paraphrases: Annotated[tuple[Text, ...], Field(min_length=1)]
    kind: Annotated[str, Field(json_schema_extra={"codebook": "question_kinds"})]
    salience: Annotated[int, Field(ge=1, le=5)]
    status: QuestionStatus
    answer: Text | None = None
    quotes: tuple[Quote, ...] = ()
    gap: Quote | None = None


class RejectedQuestion(Value):
    """A question that must not be asked of this article, and why not."""

    text: Text
    reason: Text


class Labels(Value):
    """All labels of one article, by one annotator or adjudicated."""

    genre: GenreLabel
    facts: Annotated[tuple[Fact, ...], Field(min_length=1)]
    forbidden: tuple[Forbidden, ...] = ()
    frames: Frames
    signals: tuple[LabelledSignal, ...]
    clean: tuple[Clean, ...] = ()
    perspectives: tuple[LabelledPerspective, ...]
    questions: Annotated[tuple[GoldQuestion, ...], Field(min_length=1)]
    rejected: tuple[RejectedQuestion, ...] = ()


class Length(StrEnum):
    """How long an article is, roughly: up to 150, 400 and 1,200 words, and beyond."""

    VERY_SHORT = "very_short"
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Difficulty(StrEnum):
    """How hard it is to get right, in the judgement of whoever wrote it."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Split(StrEnum):
    """What a fixture may be used for: to work on the prompts, or to judge them in the end."""

    DEV = "dev"
    TEST = "test"


class Slices(Value):
    """What kind of article a fixture is; results are broken down by these."""

    genre: GenreLabel
    topic: Text
    length: Length
    language: Annotated[str, Field(pattern="^[a-z]{2}$", description="ISO 639-1 code.")]
    difficulty: Difficulty
    split: Split
    note: Text | None = None
