"""Plain text and Markdown: headings, list items and quotes are recognised."""

from pathlib import Path

import pytest

from keyquestions.article import read_article
from keyquestions.article.plain import plain_parts

from .conftest import FILLER, kinds

SAMPLE = Path(__file__).parents[2] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
TRAM = "carried its first passengers on Saturday, two years late and 40 per cent over budget."
COST = "The city has not published what the delay cost."


def parts(text: str) -> list[tuple[str, str]]:
    return [(kind.value, words) for kind, words in plain_parts(text)]


def test_the_sample_has_its_headings_and_items_and_no_furniture():
    """Its two empty headings at the end are no content."""
    article = read_article(SAMPLE.read_text())
    found = kinds(article)

    assert article.title == "Ukraine-Russia Peace Talks Set for June 2"
    assert [text for kind, text in found if kind == "heading"] == [
        "Ukraine-Russia Peace Tal",
        "Concerns Surrounding the",
        "Russia's Stubborn Demand",
        "Implications for Future ",
        "Conclusion",
    ]
    assert [text for kind, text in found if kind == "list_item"] == [
        "First – a full and uncon",
        "Second – the release of ",
        "Third – the return of ab",
    ]
    assert len(found) == 18
    assert "Bias Analysis" not in article.text
    assert "Key Questions" not in article.text


def test_a_text_with_one_line_a_paragraph_is_read(read):
    """Byline, date, link list and subscribe line go; a question can be a heading."""
    assert kinds(read("plain.txt")) == [
        ("heading", "Harbour bridge closed fo"),
        ("paragraph", "The bridge over the harb"),
        ("paragraph", "Inspectors found cracks "),
        ("list_item", "by its own engineers"),
        ("list_item", "by the port"),
        ("heading", "What lorries must do now"),
        ("paragraph", "They will have to take t"),
        ("heading", "Who pays?"),
        ("paragraph", "The city has not said. H"),
    ]


def test_markdown_is_read_as_its_reader_sees_it(read):
    """Front matter's title, marks, links, pictures, numbers, quotes and footnotes."""
    article = read("article.md")

    assert article.title == "Tram line opens two years late"
    assert [(block.kind.value, block.text) for block in article.body] == [
        ("paragraph", f"The new tram to Port Vell {TRAM}"),
        ("heading", "What went wrong"),
        ("list_item", "The contractor went bankrupt in 2022."),
        ("list_item", "A Roman wall was found under the Rambla stop."),
        ("quote", '"We should have dug first," said the mayor, Joan Ferrer.'),
        ("paragraph", f"Riders got the first week free. {COST}"),
    ]


def test_text_that_a_plugin_has_fused_is_read_as_it_is(read):
    """Lost entities and line ends cannot be guessed back; no word is lost on top."""
    article = read("fused.txt")

    assert article.title is None
    assert "old millThe council" in article.text
    assert "didnt vote.Her brother" in article.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snake_case_name 2**3**4 5 * 6 * 7", "snake_case_name 2**3**4 5 * 6 * 7"),
        ("_one_ *two* __three__ **four** ***five***", "one two three four five"),
        ("a `b` ``c'' d", "a b ``c'' d"),
        ("[a](b) [c][d] [sic] [e](f (g))", "a c [sic] e"),
        ("AT&amp;T &#8211; R&D", "AT&T – R&D"),
        ("**Bold** and *not closed", "Bold and *not closed"),
    ],
)
def test_marks_are_taken_away_only_where_they_are_marks(text, expected):
    """Arithmetic, names in code and old quotation marks keep their characters."""
    assert parts(f"{text}.\nx.")[0] == ("paragraph", f"{expected}.")


def test_numbered_items_are_items_and_numbers_of_other_kinds_stay():
    """A list counts up from one, also with blank lines; dates and sections do not."""
    assert parts("1. One\n\n2) Two\n   goes on\n3. Three") == [
        ("list_item", "One"),
        ("list_item", "Two goes on"),
        ("list_item", "Three"),
    ]
    assert parts("1. Start\n\nText.\n\n2. Next\n\nText.")[0] == ("heading", "1. Start")
    assert parts("12. Mai war kalt.\n13. Mai war warm.")[0][0] == "paragraph"


def test_hard_wrapped_lines_are_joined():
    """Line ends that a typist made do not end a paragraph; quotes and items hang together."""
    text = (
        "The harbour council met on Tuesday and agreed to repair\n"
        "the eastern pier before the winter, after two boats had\n"
        "been damaged there in March.\n\n"
        "> We waited\n> for years.\n\n"
        "- an item\n  that goes on\n"
    )

    assert parts(text) == [
        ("paragraph", FILLER),
        ("quote", "We waited for years."),
        ("list_item", "an item that goes on"),
    ]


def test_many_short_lines_within_a_text_are_a_list_not_headings():
    """A list without bullets at the end of an article is content."""
    text = f"{FILLER}\nThe boats\nHalden Star\nNorth Wind\nLittle Auk"

    assert [kind for kind, _ in parts(text)[1:]] == ["heading", *["paragraph"] * 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_every_kind_of_line_end_ends_a_line(end):
    """Also an old Mac's, and those that only Unicode knows."""
    assert parts(f"One.{end}{end}Two.{end}Three.") == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "Three."),
    ]


@pytest.mark.parametrize(
    "line",
    ["the end of it", "He left.", "They want:", "x" * 101, "1 2 3", "word " * 15, "Is it. Or not?"],
)
def test_what_is_a_sentence_or_a_piece_of_one_is_no_heading(line):
    """A heading begins with a capital, is short and does not stop."""
    assert parts(f"{FILLER}\n\n{line}\n\n{FILLER}")[1][0] == "paragraph"


def test_rules_fences_and_front_matter_that_is_none_are_told_apart():
    """A rule ends a block; text between rules that is no list of keys is text."""
    assert parts("---\nOne is text.\n---\n```\nTwo.\n```\n[1]: http://news.example") == [
        ("paragraph", "One is text."),
        ("paragraph", "Two."),
    ]


def test_a_title_directly_above_one_long_paragraph_stays_a_title():
    """What a typist wrapped has no line that is far longer than the others."""
    title = "Harbour council agrees to repair the eastern pier"
    body = f"{FILLER} {FILLER} {COST}"
    assert parts(f"{title}\n{body}") == [("heading", title), ("paragraph", body)]
