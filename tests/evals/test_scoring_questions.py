"""Scores of key questions against the gold questions, and by themselves."""

from collections.abc import Callable, Mapping

import pytest

from keyquestions.analysis import QuestionStatus
from keyquestions_evals.metrics import Measured
from keyquestions_evals.scorers.asking import is_well_formed

Scored = Callable[..., Mapping[str, Measured]]

WHY = "Why does Harrow Bay close its seawater pool a year early?"
REASONS = "For what reasons will the seawater pool of Harrow Bay close early?"
WHERE = "Where will the pupils of Elm Road school have swimming lessons in the autumn?"
CRACKS = "A survey in May found cracks in the north wall"
PRICE = "Repairs would cost 1.9 million crowns"
GAP = "The council did not say where lessons will be held in the autumn"


def asked(maker, scored: Scored, *questions) -> Mapping[str, Measured]:
    """The scores of an analysis of questions alone."""
    return scored(questions=tuple(maker.question(*each[0], **each[1]) for each in questions))


def test_gold_is_found_in_other_words(maker, scored: Scored) -> None:
    """A paraphrase counts like the question; recall is weighted by the gold's salience."""
    found = asked(maker, scored, ((REASONS, CRACKS), {}))
    assert found["questions.recall"].value == pytest.approx(5 / 9)
    assert found["questions.precision"].value == 1
    assert [each.verdict for each in found["questions.recall"].details] == ["hit", "missed"]


def test_precision_is_weighted_by_the_salience_given(maker, scored: Scored) -> None:
    """A question outside of gold costs more, the more salient it is said to be."""
    extra = "How did Jonas Welk compare playgrounds?"
    pair = (
        ((WHY, CRACKS), {"salience": 4}),
        ((extra, "said Councillor Jonas Welk"), {"salience": 1}),
    )
    found = asked(maker, scored, *pair)["questions.precision"]
    assert found.value == pytest.approx(0.8)
    assert [each.text for each in found.details] == [extra]


def test_each_gold_question_is_found_once(maker, scored: Scored) -> None:
    """Two that ask the same are one hit, and one of them is redundant."""
    found = asked(maker, scored, ((WHY, CRACKS), {"salience": 5}), ((REASONS, CRACKS), {}))
    assert found["questions.recall"].value == pytest.approx(5 / 9)
    assert found["questions.precision"].value == pytest.approx(5 / 8)
    assert found["questions.redundancy"].value == 0.5
    assert found["questions.redundancy"].details[0].remark == WHY


def test_status_and_answer_are_compared(maker, scored: Scored) -> None:
    """A right status and half of the answer's words; an open answer to an answered one is none."""
    found = asked(maker, scored, ((WHY, CRACKS, PRICE), {}), ((WHERE, GAP), {}))
    assert found["questions.status"].value == 0.5
    assert found["questions.answer"].value == 1
    half = asked(maker, scored, ((WHY, CRACKS), {}))["questions.answer"]
    assert half.value == pytest.approx(2 * 10 / (10 + 17))
    lost = asked(maker, scored, ((WHY,), {"status": QuestionStatus.OPEN}))
    assert (lost["questions.answer"].value, lost["questions.status"].value) == (0, 0)


def test_order_is_what_salience_makes_it(maker, scored: Scored) -> None:
    """The better order has the better nDCG; two pairs are too few for a correlation."""
    right = (((WHY, CRACKS), {"salience": 5}), ((WHERE,), {"salience": 2}))
    wrong = (((WHY, CRACKS), {"salience": 2}), ((WHERE,), {"salience": 5}))
    good, bad = (asked(maker, scored, *pair) for pair in (right, wrong))
    assert good["questions.ndcg"].value == 1
    assert bad["questions.ndcg"].value < 1
    assert good["questions.spearman"].value is None


def test_rejected_questions_are_told_from_gold(maker, scored: Scored) -> None:
    """Asking what is rejected is told; a gold question that sounds like it is not."""
    bad = "Why did the council put money above the safety of the children?"
    found = asked(maker, scored, ((bad, PRICE), {}), ((WHY, CRACKS), {}))["questions.rejected"]
    assert found.value == 0.5
    assert [each.text for each in found.details] == [None, bad]


def test_questions_of_any_article_are_not_specific(maker, scored: Scored) -> None:
    """At least two words of the article, and most of a question's own."""
    found = asked(maker, scored, ((WHY, CRACKS), {}), (("What are the next steps?",), {}))
    assert found["questions.specificity"].value == 0.5
    assert found["questions.specificity"].details[0].text == "What are the next steps?"


def test_loaded_words_in_a_question_presuppose(maker, scored: Scored) -> None:
    """A question that repeats the author's signal takes for granted what is labelled as such."""
    loaded = "What does the reckless decision mean for Elm Road school?"
    found = asked(maker, scored, ((loaded,), {}), ((WHY, CRACKS), {}))["questions.presupposition"]
    assert found.value == 0.5
    assert found.details[0].text == loaded
    unfounded = "Why did Paula Jones leave the council?"
    assert asked(maker, scored, ((unfounded,), {}))["questions.presupposition"].value == 1


@pytest.mark.parametrize(
    ("text", "language", "good"),
    [
        (WHY, "en", True),
        ("By how much will the fee rise?", "en", True),
        ("Does Harrow Bay close its pool?", "en", False),
        ("Why will it close?", "en", False),
        ("Why close it now? And how?", "en", False),
        ("The council decides", "en", False),
        ("Why " + "very " * 30 + "late?", "en", False),
        ("Aus welchen Gründen schließt das Bad?", "de", True),
        ("Schließt das Bad im Herbst?", "de", False),
        ("¿Por qué cierra la piscina?", "es", True),
        ("¿Cierra la piscina en otoño?", "es", False),
        ("À quel prix la piscine fermera-t-elle ses portes ?", "fr", False),
        ("Pourquoi la piscine ferme-t-elle ?", "fr", False),
        ("Pourquoi Valbrun ferme la piscine ?", "fr", True),
        ("Miksi uimahalli suljetaan?", "fi", True),
    ],
)
def test_the_form_of_a_question(text: str, language: str, good: bool) -> None:  # noqa: FBT001 - a row
    """One open question that stands on its own; where no words are known, length and mark count."""
    assert is_well_formed(text, language) is good
