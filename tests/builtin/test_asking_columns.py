"""Opinion pieces: whose view it is stands in their questions and in their summary."""

from collections.abc import Callable
from pathlib import Path

import pytest

from keyquestions.article import read_article
from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.columns import (
    admissions,
    challenges,
    proposals,
    truths,
    verdicts,
)
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.document import Document
from keyquestions.builtin.opinions import Opinions
from keyquestions.builtin.standing import standing_alone
from keyquestions.builtin.summary import LIMIT, summarise

DocumentOf = Callable[[str], Document]
COLUMN = (Path(__file__).parent / "data" / "market.txt").read_text("utf-8")
RECIPES = (verdicts, truths, challenges, proposals, admissions)


def composed(text: str) -> dict[str, Candidate]:
    material = Material(Document.of(read_article(text, language="en", markup="text")))
    return {c.text: c for recipe in RECIPES for c in recipe(material)}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "What does the author call a scandal?",
            "Of the 60 stalls in the hall, 22 now stand empty, by count of Fair Quay.",
        ),
        (
            "What does the author admit about the lower rent?",
            "The author does not claim that a lower rent would bring back every trader.",
        ),
        (
            "What does the author challenge Mayor Edith Moll to do?",
            "Stand behind a stall in the fish row for one wet morning.",
        ),
        (
            "What should the town do, in the author’s view?",
            "The town should publish the accounts of the hall.",
        ),
        (
            "What does the author propose to readers?",
            "We must not wait until the last fishmonger has gone.",
        ),
        (
            "What is the truth about the mayor, in the author’s view?",
            "The mayor is afraid of one landlord.",
        ),
        (
            "What is the problem with the new rent, in the author’s view?",
            "The new rent hurts every baker.",
        ),
    ],
)
def test_what_the_author_argues(question: str, answer: str) -> None:
    """Verdicts, admissions, challenges and proposals are asked for as the author's own."""
    more = (
        "\n\nThe truth is that the mayor is afraid of one landlord."
        "\n\nThe problem is that the new rent hurts every baker."
    )
    found = composed(COLUMN + more)
    assert question in found
    assert found[question].answer == answer


@pytest.mark.parametrize(
    "text",
    [
        "So here is a challenge to him.\n\nCount the customers.",
        "The town should pay for it.",
        "The town must not sell the hall.",
        "The truth is that it is late.",
        "That is a scandal.",
        "I do not claim that he would go.",
    ],
)
def test_what_points_elsewhere_is_not_asked(text: str) -> None:
    """Nothing is asked of whom or what the sentence does not name."""
    assert composed(f"{COLUMN}\n\n{text}").keys() == composed(COLUMN).keys()


def test_a_report_has_no_author_who_argues(document_of: DocumentOf) -> None:
    """In a news report a duty is not taken for the view of its author."""
    document = document_of("The town should publish the accounts of the hall in Larne.")
    assert list(proposals(Material(document))) == []
    assert Opinions.of(document) is None


def test_the_summary_of_a_column_says_whose_view_it_is() -> None:
    """A judgement or a demand is led by whose it is; imperatives are left out."""
    document = Document.of(read_article(COLUMN))
    texts = [sentence.text for sentence in summarise(document).sentences]
    assert sum(text.startswith(("The author ", "In the author’s view, ")) for text in texts) >= 1
    assert not any(text.startswith(("Stand ", "Count ")) for text in texts)
    assert len(" ".join(texts).split()) <= LIMIT


def test_a_column_without_judgements_is_still_its_authors(document_of: DocumentOf) -> None:
    """Where no chosen sentence judges, the first is what the author writes."""
    document = document_of("The mill closed in May. The town should act. The mayor must go.")
    first, second, third = document.passages[:3]
    opinions = Opinions(document, frozenset({second.index, third.index}))
    assert opinions.told([(first, first.text)]) == [
        "The author writes that the mill closed in May."
    ]
    assert opinions.told([(p, p.text) for p in (first, second, third)]) == [
        "The mill closed in May.",
        "The author argues that the town should act.",
        "In the author’s view, the mayor must go.",
    ]


@pytest.mark.parametrize(
    "text", ["Spend a day behind the till in Larne.", "Count the empty stalls in the hall."]
)
def test_imperatives_do_not_stand_alone(document_of: DocumentOf, text: str) -> None:
    """What tells readers to do something states nothing."""
    document = document_of(text)
    assert standing_alone(document, document.passages[0]) is None
