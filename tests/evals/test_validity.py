"""How far the lexical measure can be trusted."""

from pathlib import Path

import pytest

from keyquestions.codebook import Codebook
from keyquestions_evals.fixtures import load_annotated
from keyquestions_evals.validity import validity


def test_paraphrases_and_other_questions_are_told_apart(harrow: Path, codebook: Codebook) -> None:
    """The example's three paraphrases are held against both questions, its facts are found."""
    found = validity(load_annotated(harrow.parent, codebook))
    assert (found.questions.n, found.questions.n_other, found.articles) == (3, 3, 1)
    assert found.questions.mistaken == 0
    assert found.questions.found == 1
    assert found.facts.n == 3
    assert found.facts.found == 1
    assert found.facts.mistaken == 0


def test_what_is_taken_for_another_is_told(harrow: Path, example: str, codebook: Codebook) -> None:
    """A paraphrase that asks the other question is not found, and mistaken, both ways."""
    strange = "Which swimming lessons will the pupils of Elm Road school have in the autumn?"
    old = "What are the reasons for the early closure of the seawater pool in Harrow Bay?"
    (harrow / "annotations" / "a.yaml").write_text(example.replace(old, strange))
    found = validity(load_annotated(harrow.parent, codebook)).questions
    assert found.found == pytest.approx(2 / 3)
    assert found.mistaken == pytest.approx(2 / 3)


def test_without_annotations_nothing_is_claimed() -> None:
    """No rates of nothing."""
    found = validity([])
    assert (found.questions.found, found.facts.mistaken, found.articles) == (None, None, 0)
