"""Clauses: whose subject did what, where they end, and what stands behind them."""

from collections.abc import Callable

import pytest

from keyquestions.builtin.clauses import (
    Clause,
    clause_at,
    clauses,
    content_of,
    fronted_end,
    main_clause,
)
from keyquestions.builtin.document import Passage

PassageOf = Callable[[str], Passage]


def parts(clause: Clause | None) -> tuple[str, str, str] | None:
    """Subject, verb group and rest of a clause."""
    if clause is None:
        return None
    return (
        clause.text(*clause.subject),
        clause.text(clause.finite, clause.main + 1),
        clause.text(clause.main + 1, clause.end),
    )


@pytest.mark.parametrize(
    ("text", "subject", "verb", "rest"),
    [
        (
            "The Brackwell council closed the pool because its boiler had burst.",
            "The Brackwell council",
            "closed",
            "the pool",
        ),
        (
            "Edda Moll, who chairs the trust, has not yet sold the mill.",
            "Edda Moll",
            "has not yet sold",
            "the mill",
        ),
        ("The head of the county clinic is ill.", "The head of the county clinic", "is", "ill"),
        (
            "On Monday, the rail union called a strike.",
            "the rail union",
            "called",
            "a strike",
        ),
        (
            "By cutting late sailings, the operator saved fuel.",
            "the operator",
            "saved",
            "fuel",
        ),
        (
            "LARNE, 4 May – The harbour trust sold two tugs.",
            "The harbour trust",
            "sold",
            "two tugs",
        ),
        (
            "About 4,300 homes were flooded in Larne.",
            "About 4,300 homes",
            "were flooded",
            "in Larne",
        ),
        ("The pool could reopen in June.", "The pool", "could reopen", "in June"),
        (
            "A report commissioned by the parish found cracks.",
            "A report",
            "found",
            "cracks",
        ),
        (
            "A plan to widen the road angered residents.",
            "A plan to widen the road",
            "angered",
            "residents",
        ),
        (
            "The operator cancelled all crossings until Monday.",
            "The operator",
            "cancelled",
            "all crossings until Monday",
        ),
        ("The county and the Orme trust sold it.", "The county and the Orme trust", "sold", "it"),
    ],
)
def test_main_clauses(passage_of: PassageOf, text: str, subject: str, verb: str, rest: str) -> None:
    """Subject, verb and rest are found past datelines, fronted phrases and appositions."""
    assert parts(main_clause(passage_of(text))) == (subject, verb, rest)


@pytest.mark.parametrize(
    "text",
    [
        "A long night in the old harbour.",
        "Stop!",
        "“No comment,”",
        "Because of the rain and the wind.",
    ],
)
def test_no_clause_where_none_can_be_made_out(passage_of: PassageOf, text: str) -> None:
    """A fragment is not given a subject and a verb."""
    assert main_clause(passage_of(text)) is None


@pytest.mark.parametrize(
    ("text", "marker", "tail"),
    [
        (
            "The pool closed because its boiler had burst.",
            "because",
            "because its boiler had burst",
        ),
        ("Larne saved fuel by cutting sailings.", "by", "by cutting sailings"),
        (
            "The pilot resigned after the crew had complained.",
            "after",
            "after the crew had complained",
        ),
        ("The guard resigned in protest at the cuts.", "in", "in protest at the cuts"),
        ("The mill closed due to floods.", "due", "due to floods"),
        (
            "The trust sold the quay on condition that it stays open.",
            "on",
            "on condition that it stays open",
        ),
    ],
)
def test_tails(passage_of: PassageOf, text: str, marker: str, tail: str) -> None:
    """What is subordinate stands behind the clause, by the word that joins it."""
    clause = main_clause(passage_of(text))
    assert clause is not None
    found = clause.tails[0]
    assert (found.marker, clause.text(found.first, found.last)) == (marker, tail)


@pytest.mark.parametrize(
    "text", ["The pool closed in March.", "The club left after 40 years.", "It lay by the sea."]
)
def test_dates_and_places_are_no_tails(passage_of: PassageOf, text: str) -> None:
    """A preposition with a thing or a date belongs to the clause."""
    clause = main_clause(passage_of(text))
    assert clause is not None
    assert clause.tails == ()


def test_two_tails_are_told_apart(passage_of: PassageOf) -> None:
    """A second subordinate part begins after its comma."""
    text = "The ferry turned back because fog had come in, while two others sailed on."
    clause = main_clause(passage_of(text))
    assert clause is not None
    assert [tail.marker for tail in clause.tails] == ["because", "while"]


def test_coordinated_verbs_have_the_subject_of_the_first(passage_of: PassageOf) -> None:
    """ "Dismissed the coach and appointed Maya Lindholm" are two deeds of one club."""
    found = clauses(
        passage_of("The club dismissed its coach, sold two players and appointed a scout.")
    )
    assert [parts(clause) for clause in found] == [
        ("The club", "dismissed", "its coach"),
        ("The club", "sold", "two players"),
        ("The club", "appointed", "a scout"),
    ]


def test_clauses_after_that_and_but(passage_of: PassageOf) -> None:
    """What is reported and what is set against it are clauses of their own."""
    text = "Moll warned that the pier would fall, but the county has paid nothing."
    assert [parts(clause) for clause in clauses(passage_of(text))][1:] == [
        ("the pier", "would fall", ""),
        ("the county", "has paid", "nothing"),
    ]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Moll said that the pier was safe.", ("the pier", "was", "safe")),
        ("Moll said the pier was safe.", ("the pier", "was", "safe")),
        ("Moll told the county that the pier would close.", ("the pier", "would close", "")),
        ("Moll said on 4 May the pier was safe.", ("the pier", "was", "safe")),
        ("Moll said nothing.", None),
    ],
)
def test_what_is_reported(
    passage_of: PassageOf, text: str, content: tuple[str, str, str] | None
) -> None:
    """The clause behind a speech verb, with or without "that"."""
    clause = main_clause(passage_of(text))
    assert clause is not None
    assert parts(content_of(clause)) == content


def test_properties_of_a_clause(passage_of: PassageOf) -> None:
    """Voice, negation and the base form of the verb."""
    passive = main_clause(passage_of("The quay was not sold to the club."))
    assert passive is not None
    assert (passive.verb, passive.passive, passive.negated) == ("sell", True, True)
    active = main_clause(passage_of("The club sold the quay."))
    assert active is not None
    assert (active.verb, active.passive, active.negated) == ("sell", False, False)


def test_a_clause_ends_where_it_is_told_to(passage_of: PassageOf) -> None:
    """A subject that reaches beyond the limit makes no clause."""
    passage = passage_of("The old harbour master left.")
    assert clause_at(passage, 0, 2) is None
    assert clause_at(passage, 40) is None


def test_fronted_phrases(passage_of: PassageOf) -> None:
    """Where the main clause begins behind a fronted phrase, with or without a comma."""
    passage = passage_of("In the spring of 2019, the county sold the quay.")
    end = fronted_end(passage)
    assert end is not None
    assert passage.words(end, end + 2) == "the county"
    assert fronted_end(passage_of("But the county sold the quay.")) == 1
    assert fronted_end(passage_of("Larne lies on a bay")) is None
