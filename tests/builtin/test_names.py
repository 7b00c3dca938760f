"""Who is a person, and which short name stands for whom."""

from collections.abc import Callable

import pytest

from keyquestions.builtin.document import Document
from keyquestions.builtin.names import is_calendar, is_organisation, is_title, runs


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Mayor Ruth Osei closed the mill.", "Ruth Osei"),
        ("Tom Reed, 40, closed the mill.", "Tom Reed"),
        ("“No,” said Tom Reed.", "Tom Reed"),
        ("Tom Reed, who owns it, closed the mill.", "Tom Reed"),
        ("The trade minister, Ilse Kanto, resigned.", "Ilse Kanto"),
        ("Danny Okonkwo scored twice. “I ran,” said Okonkwo.", "Danny Okonkwo"),
        ("Pieter Vos baked bread. Vos, 71, is old.", "Pieter Vos"),
    ],
)
def test_persons(document_of: Callable[[str], Document], text: str, person: str) -> None:
    """Titles, ages and speech give persons away, also where only the surname speaks."""
    names = document_of(text).names
    assert names.is_person(person)
    assert names.full[person.rsplit(maxsplit=1)[-1]] == person


@pytest.mark.parametrize(
    "text",
    ["The Corley Trust said no.", "Larne slept.", "The Marlow Town Council, a body of 12, met."],
)
def test_organisations_and_places_are_none(
    document_of: Callable[[str], Document], text: str
) -> None:
    """A council that speaks and a town that sleeps are not persons."""
    assert document_of(text).names.people == frozenset()


def test_runs_leave_dates_out(document_of: Callable[[str], Document]) -> None:
    """Capitalised days and months belong to no name."""
    tokens = document_of("On Monday Ruth Osei left Larne.").passages[0].tokens
    assert [" ".join(t.text for t in tokens[a:b]) for a, b in runs(tokens)] == [
        "Ruth Osei",
        "Larne",
    ]


def test_words_of_names() -> None:
    """Titles, organisations and the calendar are told by their words."""
    assert is_title("Senator")
    assert not is_title("mill")
    assert is_organisation(["Delta", "Fund"])
    assert is_calendar("Saturdays")
    assert is_calendar("May")
    assert not is_calendar("Larne")
