"""Verification of the key questions."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from keyquestions.analysis import Dropped, Evidence, Question, QuestionStatus
from keyquestions.analyst import QuestionDraft, QuestionsDraft
from keyquestions.pipeline.texts import tidy
from keyquestions.pipeline.verdict import Docket, Verdict, fault_sentences

MOST = 8
FEWEST = 5
FEWEST_IN_A_BRIEF = 4
BRIEF_WORDS = 150
LONGEST = 40
ALIKE = 92
"""From this token-sort ratio (0 to 100) on, two questions are one."""

_MARKS = ("?", "\uff1f", "\u061f", "\u037e")
_SALIENCE = range(1, 6)


def verify_questions(
    draft: QuestionsDraft, docket: Docket, rejected: Sequence[Dropped]
) -> Verdict[tuple[Question, ...]]:
    """Keep the questions that are questions, differ, and whose answers the article gives."""
    docket.dropped += rejected
    checked = [question for each in draft.questions if (question := _check(each, docket))]
    checked.sort(key=lambda question: -question.salience)
    kept: list[Question] = []
    for question in checked:
        twin = next((other for other in kept if _alike(other.text, question.text)), None)
        if twin is not None:
            docket.drop(question.text, f'it asks the same as "{twin.text}"')
        elif len(kept) == MOST:
            docket.drop(question.text, f"more than {MOST} questions")
        else:
            kept.append(question)
    brief = docket.grounding.article.words < BRIEF_WORDS
    fewest = FEWEST_IN_A_BRIEF if brief else FEWEST
    return Verdict(
        part=tuple(kept),
        kept=len(kept),
        void=not kept,
        dropped=tuple(docket.dropped),
        faults=_faults(len(kept), fewest, docket.dropped),
    )


def _check(draft: QuestionDraft, docket: Docket) -> Question | None:
    text, why = tidy(draft.text), tidy(draft.why)
    known = docket.knows("question_kinds", draft.kind, text) and docket.knows(
        "question_statuses", draft.status, text
    )
    if not known or not _well_formed(text, draft.salience, docket):
        return None
    status = QuestionStatus(draft.status)
    if not docket.stands(text, (), text) or not docket.explains(why, text):
        return None
    answer = tidy(draft.answer or "") or None
    evidence = _evidence(text, answer, status, draft, docket)
    if evidence is None:
        return None
    return Question(
        text=text,
        kind=draft.kind,
        salience=draft.salience,
        status=status,
        why=why,
        answer=answer,
        evidence=evidence,
    )


def _well_formed(text: str, salience: int, docket: Docket) -> bool:
    if not text.endswith(_MARKS):
        docket.drop(text, "it does not end with a question mark")
    elif len(text.split()) > LONGEST:
        docket.drop(text, f"it has more than {LONGEST} words")
    elif salience not in _SALIENCE:
        docket.drop(text, f"its salience is {salience}, not 1 to 5")
    else:
        return True
    return False


def _evidence(
    text: str, answer: str | None, status: QuestionStatus, draft: QuestionDraft, docket: Docket
) -> Evidence | None:
    """The question's anchors; None where it was dropped."""
    if status is QuestionStatus.OPEN:
        if answer is not None:
            docket.drop(text, "it is marked open and has an answer all the same")
            return None
        return docket.prove(draft.quotes, text)
    if answer is None:
        docket.drop(text, f"it is marked {status} and has no answer")
        return None
    evidence = docket.proved(draft.quotes, text, words=2)
    return evidence if evidence and docket.stands(answer, evidence, text, asked=text) else None


def _alike(one: str, other: str) -> bool:
    return fuzz.token_sort_ratio(one.casefold(), other.casefold()) >= ALIKE


def _faults(kept: int, fewest: int, dropped: Sequence[Dropped]) -> tuple[str, ...]:
    if kept >= fewest:
        return ()
    return (
        *fault_sentences(dropped),
        f"Only {kept} of the questions can be used; at least {fewest} are wanted.",
    )
