"""The grammar of questions: inversion, agreement, capitals, possessives."""

from collections.abc import Callable

import pytest

from keyquestions.builtin.clauses import Clause, main_clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import (
    agrees,
    inverted,
    mid_sentence,
    plural,
    possessive,
    predicate,
    sentence,
)


@pytest.fixture(scope="session")
def clause_of(passage_of: Callable[[str], Passage]) -> Callable[[str], Clause]:
    """The main clause of a sentence that has one."""

    def found(text: str) -> Clause:
        clause = main_clause(passage_of(text))
        assert clause is not None
        return clause

    return found


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Larne closed the quay.", "did Larne close the quay"),
        ("Larne closes the quay.", "does Larne close the quay"),
        ("The towns close the quay.", "do The towns close the quay"),
        ("Larne will close the quay.", "will Larne close the quay"),
        ("Larne won't close the quay.", "will Larne not close the quay"),
        ("Larne has closed the quay.", "has Larne closed the quay"),
        ("Larne cannot close the quay.", "can Larne close the quay"),
        ("Larne has two quays.", "does Larne have two quays"),
        ("Larne is poor.", "is Larne poor"),
        ("The quay was sold in May.", "was The quay sold in May"),
    ],
)
def test_inversion(clause_of: Callable[[str], Clause], text: str, question: str) -> None:
    """The auxiliary goes before the subject, and "do" helps where there is none."""
    clause = clause_of(text)
    assert inverted(clause, clause.text(*clause.subject)) == question


def test_inversion_can_cut_the_rest(clause_of: Callable[[str], Clause]) -> None:
    """Questions about the object leave it out; questions about the subject keep the predicate."""
    clause = clause_of("Larne will sell the old quay.")
    assert inverted(clause, "Larne", end=clause.main + 1) == "will Larne sell"
    assert predicate(clause) == "will sell the old quay"


@pytest.mark.parametrize(
    ("text", "many", "fits"),
    [
        ("The towns are poor.", True, True),
        ("The town is poor.", False, True),
        ("The police are late.", True, True),
        ("Larne and Orme are poor.", True, True),
        ("They are poor.", True, True),
    ],
)
def test_number(clause_of: Callable[[str], Clause], text: str, *, many: bool, fits: bool) -> None:
    """Plural and singular subjects are told apart, names joined by "and" included."""
    clause = clause_of(text)
    assert (plural(clause), agrees(clause)) == (many, fits)


def test_a_verb_that_does_not_fit_gives_the_tagger_away(
    clause_of: Callable[[str], Clause],
) -> None:
    """Where subject and verb do not agree, no question is made of the clause."""
    assert not agrees(clause_of("The towns was poor."))
    assert not agrees(clause_of("The town are poor."))


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("A fire", "the fire"),
        ("An old mill", "the old mill"),
        ("The mill", "the mill"),
        ("Teachers", "teachers"),
        ("NATO ships", "NATO ships"),
        ("Mayor Osei", "Mayor Osei"),
        ("old mills", "old mills"),
    ],
)
def test_phrases_inside_a_question(text: str, inside: str) -> None:
    """Only names keep their capital, and what was introduced is definite."""
    assert mid_sentence(text, None) == inside


def test_indefinite_where_it_is_wanted(passage_of: Callable[[str], Passage]) -> None:
    """A name stays as it is, and an article stays indefinite on demand."""
    opener = passage_of("Larne won.").tokens[0]
    assert mid_sentence("Larne", opener) == "Larne"
    assert mid_sentence("A mill", None, definite=False) == "a mill"


@pytest.mark.parametrize(
    ("text", "owner"),
    [("the union", "the union’s"), ("the residents", "the residents’"), ("James", "James’s")],
)
def test_possessives(text: str, owner: str) -> None:
    """Plurals take the bare apostrophe, names take an s."""
    assert possessive(text) == owner


@pytest.mark.parametrize(
    ("text", "whole"),
    [("in May", "In May."), (" 40 men, ", "40 men."), ("“Stop!”", "“Stop!”"), ("", "")],
)
def test_answers_are_sentences(text: str, whole: str) -> None:
    """A piece of the article begins with a capital and ends with a stop."""
    assert sentence(text) == whole
