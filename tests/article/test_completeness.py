"""What an extraction lost is put back behind what it follows."""

from lxml.html import document_fromstring

from keyquestions.article.blocks import BlockKind
from keyquestions.article.completeness import restored

A = "The council met on Tuesday and agreed to repair the eastern pier."
B = "Two boats had been damaged there in March, the harbour master said."
C = "The work will take six weeks and cost nine thousand crowns in all."
D = "Fishermen will land their catch at the northern quay until it is done."


def paragraphs(*texts: str) -> list[tuple[BlockKind, str]]:
    return [(BlockKind.PARAGRAPH, text) for text in texts]


def page(*texts: str):
    return document_fromstring("".join(f"<p>{text}</p>" for text in texts))


def test_an_extraction_that_lost_nothing_stays_as_it_is():
    """Also where it has joined paragraphs."""
    parts = paragraphs(f"{A} {B}", C)

    assert restored(page(A, B, C), parts) == parts


def test_what_was_lost_within_a_joined_paragraph_divides_it_at_the_sentence():
    """The order is the page's."""
    parts = restored(page(A, B, C, D), paragraphs(f"{A} {C} {D}"))

    assert parts == paragraphs(A, B, f"{C} {D}")


def test_what_was_lost_never_divides_a_sentence():
    """It stands behind the paragraph then, and two such gaps leave all of it."""
    lines = ["No wind at the pier today", "rain over all of the bay", "and snow in the far north"]
    joined = " ".join(lines)
    parts = restored(page(lines[0], A, lines[1], B, lines[2]), paragraphs(joined))

    assert parts == paragraphs(joined, A, B)


def test_a_passage_that_comes_twice_is_one():
    """A teaser above the article repeats how it begins, and is not the article's beginning."""
    parts = restored(
        page(A, "Weather: rain until the evening, then dry.", A, B, C), paragraphs(A, C)
    )

    assert parts == paragraphs(A, B, C)


def test_an_extraction_of_something_else_stays_as_it_is():
    """Where nothing of it is on the page, there is nothing to compare."""
    assert restored(page(A, B), paragraphs(C, D)) == paragraphs(C, D)
    assert restored(page(A, B), []) == []


def test_text_without_spaces_is_compared_by_its_characters():
    """Chinese has no spaces between words."""
    first, lost, last = (
        "市议会周二开会同意修理东码头。",
        "三月有两艘船在那里受损。",
        "工程将耗时六周。",
    )

    assert restored(page(first, lost, last), paragraphs(first, last)) == paragraphs(
        first, lost, last
    )
