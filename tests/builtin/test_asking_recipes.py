"""Sentences of our own, the question that comes of each, and those of which none may come."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from keyquestions.analyst import QuestionDraft
from keyquestions.builtin.asking.answers import stands

Asked = Callable[[str], dict[str, QuestionDraft]]
SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8"))


def cases(status: str) -> list[object]:
    return [pytest.param(case, id=case["question"]) for case in SENTENCES[status]]


@pytest.mark.parametrize("case", cases("answered"))
def test_a_sentence_answers_its_question(questions_to: Asked, case: dict[str, str]) -> None:
    """What a sentence tells is asked for, and answered in its own words."""
    found = questions_to(case["text"])
    assert case["question"] in found
    question = found[case["question"]]
    assert (question.status, question.answer) == ("answered", case["answer"])


@pytest.mark.parametrize("case", cases("open"))
def test_a_sentence_leaves_its_question_open(questions_to: Asked, case: dict[str, str]) -> None:
    """What a sentence holds back is asked for, and quoted as the gap."""
    found = questions_to(case["text"])
    assert case["question"] in found
    question = found[case["question"]]
    assert (question.status, question.answer) == ("open", None)
    assert question.quotes
    assert question.why == case.get("why", question.why)


@pytest.mark.parametrize("case", cases("partly_answered"))
def test_a_claim_is_a_part_of_an_answer(questions_to: Asked, case: dict[str, str]) -> None:
    """Where the article gives a hint or a mere claim, the question is answered in part."""
    question = questions_to(case["text"])[case["question"]]
    assert (question.status, question.answer) == ("partly_answered", case["answer"])


@pytest.mark.parametrize("text", SENTENCES["silent"])
def test_nothing_is_asked_where_nothing_can_be_said(questions_to: Asked, text: str) -> None:
    """Pronouns that point nowhere, quotations, trivia and torn clauses give no question."""
    assert questions_to(text) == {}


def test_a_party_that_speaks_elsewhere_is_not_missing(questions_to: Asked) -> None:
    """Whoever is quoted once is not asked for because of one refusal."""
    text = (
        "The mine owner, Halden Coal, did not respond to questions about the blast at Larne."
        "\n\nHalden Coal said the shaft was safe."
    )
    assert "What does Halden Coal say about the blast at Larne?" not in questions_to(text)


def test_he_is_not_who_speaks_of_another(questions_to: Asked) -> None:
    """ "He" after what a lawyer says of a client is not the lawyer."""
    text = "Lawyer Fiona Marsh argued that Colin Prewett was ill. He was ordered to pay a fine."
    assert not any("ordered" in question for question in questions_to(text))


@pytest.mark.parametrize(
    ("answer", "question", "fits"),
    [
        ("He blamed the harbour board.", "What happens if work stops in May?", False),
        ("He blamed the harbour board.", "Why did the driver stop?", True),
        ("They left.", "Why did teachers leave?", True),
    ],
)
def test_an_answer_with_a_pronoun_needs_its_person(
    answer: str, question: str, *, fits: bool
) -> None:
    """A month is nobody whom "he" could mean."""
    assert stands(answer, question) is fits
