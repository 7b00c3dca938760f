"""The lexical measure: whether two texts say, or ask, the same by their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.article import read_article
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.semantics import SAID_FROM, SAME_FROM, Lexical
from keyquestions_evals.wording import NOT, asked_for, stems

WORDS = st.lists(
    st.sampled_from("pool council wall crowns lessons court 7 not why when repair".split()),
    max_size=8,
).map(" ".join)


@pytest.fixture(scope="module")
def lexical(fixture: Fixture) -> Lexical:
    return Lexical(fixture.article)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_symmetrical(lexical: Lexical, one: str, other: str) -> None:
    """From 0 to 1, 1 for the same words, the same from either side."""
    for measure in (lexical.alike, lexical.asked):
        assert measure(one, other) == pytest.approx(measure(other, one))
        assert 0 <= measure(one, other) <= 1
        assert measure(one, one) in {0, 1}
    assert 0 <= lexical.stated(one, other) <= 1
    assert lexical.stated(one, f"{other} {one}") in {0, 1}


@pytest.mark.parametrize(
    ("claim", "text", "said"),
    [
        ("The council closes the pool.", "The pool was closed by councillors.", True),
        ("Repairs would cost 1.9 million crowns.", "Repair costs 1,900,000 crowns.", True),
        ("Repairs would cost 1.9 million crowns.", "Lessons move to another school.", False),
        ("The north wall has cracks.", "A court stopped the closure.", False),
    ],
)
def test_a_claim_is_said_in_other_forms(
    lexical: Lexical, claim: str, text: str, *, said: bool
) -> None:
    """Word forms and spellings of numbers do not matter; other words do."""
    assert (lexical.stated(claim, text) >= SAID_FROM) is said


def test_what_is_asked_for_tells_questions_apart(lexical: Lexical) -> None:
    """The same words with another question word ask something else."""
    why, when = "Why does the council close the pool?", "When does the council close the pool?"
    reasons = "For what reasons does the council close the pool?"
    assert lexical.asked(why, reasons) >= SAME_FROM
    assert lexical.asked(why, when) < SAME_FROM


def test_a_claim_and_its_contrary_differ(lexical: Lexical) -> None:
    """Negators are a word of their own."""
    assert NOT in stems("It did not close.", "en")
    assert lexical.alike("The pool did not close.", "The pool closed.") < 1


def test_rare_words_weigh_more(lexical: Lexical) -> None:
    """What most of the article's sentences have says little."""
    assert lexical.stated("cracks council", "cracks") > 0.5


@pytest.mark.parametrize(
    ("question", "language", "sought"),
    [
        ("Why does it close?", "en", {"?why"}),
        ("For what reason, and when, does it close?", "en", {"?why", "?when"}),
        ("What do people who left say?", "en", {"?who"}),
        ("What happens in autumn to the people who left?", "en", set()),
        ("Weshalb schließt das Bad?", "de", {"?why"}),
        ("¿Por qué cierra?", "es", {"?why"}),
        ("¿Cuánto cuesta?", "es", {"?number"}),
        ("Combien coûtera le billet ?", "fr", {"?number"}),
        ("Miksi?", "fi", set()),
    ],
)
def test_what_a_question_asks_for(question: str, language: str, sought: set[str]) -> None:
    """By its first words, in four languages."""
    assert asked_for(question, language) == sought


def test_other_languages_are_compared_too() -> None:
    """German stems are longer; articles and question words carry nothing."""
    article = read_article(
        "Der Stadtrat von Lindental hat am Montag beschlossen, das Hallenbad zu sanieren. Die "
        "Arbeiten sollen im Herbst beginnen und zwei Jahre dauern. Die Opposition stimmte dagegen."
    )
    lexical = Lexical(article)
    likeness = lexical.asked(
        "Wann beginnen die Arbeiten am Hallenbad?", "Wann soll die Arbeit am Hallenbad beginnen?"
    )
    assert likeness >= SAME_FROM
    assert lexical.asked("Wann beginnen die Arbeiten?", "Wer stimmte dagegen?") < SAME_FROM
