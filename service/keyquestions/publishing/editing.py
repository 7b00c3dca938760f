"""Apply an editor's changes to an analysis: a pure function.

It takes out, reorders and rewords, and keeps the original beside what was reworded. It adds no
finding and no evidence. What code computes from the findings is computed anew.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from keyquestions.analysis import Analysis, Framing, Question, Summary, SummarySentence
from keyquestions.codebook import Codebook
from keyquestions.errors import EditsInvalid
from keyquestions.pipeline.severity import settled, severity
from keyquestions.publishing.edition import (
    Edition,
    OriginalQuestion,
    PublishedQuestion,
    PublishedSentence,
    PublishedSummary,
)
from keyquestions.publishing.edits import Edits, QuestionEdit, Removed, SentenceEdit

T = TypeVar("T")


def edited(analysis: Analysis, edits: Edits, editor: str, codebook: Codebook) -> Edition:
    """The analysis as it is published.

    Args:
        analysis: as it was made; it stays as it is.
        edits: what the editor changes, by places in that analysis.
        editor: whose changes they are; the name stands beside each reworded text.
        codebook: by whose weights the severity is computed anew where signals are removed.

    Raises:
        EditsInvalid: they name something that is not in the analysis, or name it twice, or answer
            a question that the article leaves open.
    """
    framing = _framing(analysis, edits.removed, codebook)
    return Edition.model_construct(
        **{name: getattr(analysis, name) for name in Analysis.model_fields}
        | {
            "summary": _summary(analysis.summary, edits.summary, editor),
            "framing": framing,
            "questions": _questions(analysis.questions, edits.questions, editor),
        }
    )


def _questions(
    made: Sequence[Question], edits: Sequence[QuestionEdit] | None, editor: str
) -> tuple[PublishedQuestion, ...]:
    if edits is None:
        return tuple(_question(each, None, editor) for each in made)
    _check("questions", (edit.index for edit in edits), len(made))
    return tuple(_question(made[edit.index], edit, editor) for edit in edits)


def _question(made: Question, edit: QuestionEdit | None, editor: str) -> PublishedQuestion:
    kept = {name: getattr(made, name) for name in Question.model_fields}
    changes = _changes(made, edit)
    if not changes:
        return PublishedQuestion.model_construct(**kept)
    if "answer" in changes and made.answer is None:
        raise EditsInvalid(
            f'The article leaves the question "{made.text}" open: it cannot be given an answer.'
        )
    original = OriginalQuestion(text=made.text, answer=made.answer, why=made.why)
    told = kept | changes | {"original": original, "edited_by": editor}
    return PublishedQuestion.model_construct(**told)


def _changes(made: Question, edit: QuestionEdit | None) -> dict[str, str]:
    """The texts that are given and other than they were."""
    if edit is None:
        return {}
    given = {"text": edit.text, "answer": edit.answer, "why": edit.why}
    return {
        name: text
        for name, text in given.items()
        if text is not None and text != getattr(made, name)
    }


def _summary(
    made: Summary | None, edits: Sequence[SentenceEdit] | None, editor: str
) -> PublishedSummary | None:
    if made is None:
        if edits is not None:
            raise EditsInvalid("The analysis has no summary that could be edited.")
        return None
    if edits is None:
        sentences = tuple(_sentence(each, None, editor) for each in made.sentences)
        return PublishedSummary.model_construct(text=made.text, sentences=sentences)
    _check("summary", (edit.index for edit in edits), len(made.sentences))
    sentences = tuple(_sentence(made.sentences[edit.index], edit.text, editor) for edit in edits)
    text = " ".join(sentence.text for sentence in sentences)
    return PublishedSummary.model_construct(text=text, sentences=sentences)


def _sentence(made: SummarySentence, text: str | None, editor: str) -> PublishedSentence:
    if text is None or text == made.text:
        return PublishedSentence.model_construct(text=made.text, evidence=made.evidence)
    return PublishedSentence.model_construct(
        text=text, evidence=made.evidence, original=made.text, edited_by=editor
    )


def _framing(analysis: Analysis, removed: Removed, codebook: Codebook) -> Framing | None:
    made = analysis.framing
    if removed == Removed():
        return made
    if made is None:
        raise EditsInvalid("The analysis has no framing from which something could be removed.")
    signals = _without("removed.signals", made.signals, removed.signals)
    unknown = [key for key in removed.functions if made.functions.get(key) is None]
    if unknown:
        raise EditsInvalid(f'The analysis has no framing function "{unknown[0]}".')
    changes = {
        "frames": _without("removed.frames", made.frames, removed.frames),
        "signals": signals,
        "perspectives": _without("removed.perspectives", made.perspectives, removed.perspectives),
        "functions": {
            key: None if key in removed.functions else each for key, each in made.functions.items()
        },
    }
    if removed.signals and _known(made, codebook):
        changes["severity"] = severity(signals, made.genre, analysis.article.words, codebook)
    return settled(made.model_copy(update=changes), analysis.dropped)


def _known(made: Framing, codebook: Codebook) -> bool:
    """Whether the codebook still has all labels: an older analysis keeps its severity."""
    kinds = {signal.kind for signal in made.signals}
    return made.genre in codebook.genres and kinds <= codebook.signals.keys()


def _without(name: str, made: Sequence[T], indexes: Sequence[int]) -> tuple[T, ...]:
    _check(name, indexes, len(made))
    return tuple(each for index, each in enumerate(made) if index not in indexes)


def _check(name: str, indexes: Iterable[int], length: int) -> None:
    seen: set[int] = set()
    for index in indexes:
        if index >= length:
            raise EditsInvalid(
                f'The edits name number {index} in "{name}", and the analysis has {length}, '
                "counted from 0."
            )
        if index in seen:
            raise EditsInvalid(f'The edits name number {index} in "{name}" twice.')
        seen.add(index)
