"""What an editor may change about an analysis before readers see it.

There is no way to write evidence: a quote is always one that code has found in the article.
"""

from typing import Annotated

from pydantic import Field

from keyquestions.analysis import Value

Index = Annotated[int, Field(ge=0, le=10_000)]
"""The place of a finding in the analysis as it was made, from 0."""

NOT_BLANK = r"[^\s\x1c-\x1f\x85\ufeff]"
"""Something besides white space, whichever of the characters that engines differ over is that."""

Wording = Annotated[str, Field(min_length=1, max_length=2000, pattern=NOT_BLANK)]
"""What an editor writes in place of what the analyst wrote; not blank."""


class QuestionEdit(Value):
    """A question that stays; its texts are replaced where new ones are given."""

    index: Annotated[Index, Field(description="The question's place in the analysis, from 0.")]
    text: Annotated[Wording | None, Field(description="The question in other words.")] = None
    answer: Annotated[
        Wording | None,
        Field(description="The answer in other words; an open question cannot be given one."),
    ] = None
    why: Annotated[Wording | None, Field(description="Why it matters, in other words.")] = None


class SentenceEdit(Value):
    """A sentence of the summary that stays, in other words where a text is given."""

    index: Annotated[Index, Field(description="The sentence's place in the summary, from 0.")]
    text: Annotated[Wording | None, Field(description="The sentence in other words.")] = None


Indexes = Annotated[tuple[Index, ...], Field(max_length=1000)]


class Removed(Value):
    """Findings that readers shall not see, by their places in the analysis."""

    frames: Annotated[Indexes, Field(description="Places in `framing.frames`.")] = ()
    signals: Annotated[Indexes, Field(description="Places in `framing.signals`.")] = ()
    perspectives: Annotated[Indexes, Field(description="Places in `framing.perspectives`.")] = ()
    functions: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=100)], ...],
        Field(max_length=100, description="Keys of `framing.functions`."),
    ] = ()


class Edits(Value):
    """An editor's changes; what is not named stays as the analyst wrote it.

    `questions` and `summary`, where they are given, name what stays, in the order in which readers
    shall see it: what they do not name is removed.
    """

    questions: Annotated[
        tuple[QuestionEdit, ...] | None,
        Field(
            min_length=1,
            max_length=1000,
            description="The questions that stay, in their new order; null leaves all as they are.",
        ),
    ] = None
    summary: Annotated[
        tuple[SentenceEdit, ...] | None,
        Field(
            min_length=1,
            max_length=1000,
            description="The sentences that stay, in their new order; null leaves all.",
        ),
    ] = None
    removed: Annotated[Removed, Field(description="Findings that are taken out.")] = Removed()
