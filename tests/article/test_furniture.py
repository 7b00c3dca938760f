"""Page furniture goes, and what only looks like it stays."""

import pytest

from keyquestions.article import BlockKind, read_article
from keyquestions.article.furniture import without_furniture

from .conftest import FILLER

HEADING, PARAGRAPH, CAPTION = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "Share this",
        "Share this article on Facebook",
        "Teilen",
        "By Anna Meyer",
        "BY ANNA MEYER AND TOM O’NEIL, Staff Writers",
        "Von Anna Meyer",
        "Par Jean Dupont | Le Journal",
        "Published: 12 May 2025, 10:30",
        "Last updated on: Tuesday, June 3, 2025 at 10:30 BST",
        "Veröffentlicht am 12. Mai 2025",
        "Publicado el 3 de mayo de 2025",
        "Publié le 3 mai 2025 à 10h30",
        "Advertisement",
        "ANZEIGE",
        "Article continues below",
        "Read more: Council wins again",
        "Related stories: The vote",
        "Lire aussi : Le vote",
        "Lesen Sie auch: Die Wahl",
        "Subscribe to our newsletter for the day’s news.",
        "Sign up for the Morning Briefing",
        "Get our weekly newsletter",
        "Follow us on Mastodon",
        "Click here to read more",
        "© 2025 Bay Gazette. All rights reserved.",
        "3 min read",
        "12 comments",
        "Comments (3)",
        "We use cookies to make this site better.",
        "Photo: Jane Roe/Agency",
        "Photograph by Jane Roe",
        "Foto: Anna Meyer",
        "https://video.example/watch?v=x",
    ],
)
def test_a_line_of_furniture_goes_wherever_it_stands(line):
    """Bylines, dates of print, boxes in one line, captions and bare links are no content."""
    assert without_furniture([(PARAGRAPH, FILLER), (PARAGRAPH, line), (PARAGRAPH, FILLER)]) == [
        (PARAGRAPH, FILLER),
        (PARAGRAPH, FILLER),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Share the burden, the minister said, or lose the alliance.",
        "Share this burden fairly, she said.",
        "Published estimates put the toll above 1200 last week.",
        "Published in 1998, it sold well.",
        "Updated figures for 2024 show a fall.",
        "Von der Leyen",
        "By Friday the river had risen.",
        "By the end of 2024, prices had doubled.",
        "Photographs by the victims’ families were shown.",
        "March 2025 was the driest month since 1891.",
        "In June 2024",
        "June 3, 2025",
        "Listen to the people, he said.",
        "Watch the river, she said.",
        "Related costs rose.",
        "Comments on the plan are due.",
        "Subscribe to that view and you will lose.",
        "Advertisements were banned.",
        "Read more: " + "and more " * 50,
        "Photo: " + "and more " * 50,
    ],
)
def test_a_line_that_begins_like_furniture_stays(line):
    """Content is not lost for its first words; a date within the text heads a chronicle."""
    parts = [(PARAGRAPH, FILLER), (PARAGRAPH, line), (PARAGRAPH, FILLER)]

    assert without_furniture(parts) == parts


@pytest.mark.parametrize(
    "date",
    [
        "June 3, 2025",
        "Tuesday, 3 June 2025 10:30 GMT",
        "2025-06-03T10:30",
        "3.6.2025",
        "3. Mai 2025",
    ],
)
def test_a_date_above_the_text_goes(date):
    """It is the day of print."""
    assert without_furniture([(HEADING, "Pier"), (PARAGRAPH, date), (PARAGRAPH, FILLER)]) == [
        (HEADING, "Pier"),
        (PARAGRAPH, FILLER),
    ]


def test_captions_go():
    """A caption belongs to a picture."""
    assert without_furniture([(PARAGRAPH, FILLER), (CAPTION, "A boat.")]) == [(PARAGRAPH, FILLER)]


@pytest.mark.parametrize(
    "trailing",
    [
        ["Bias Analysis"],
        ["Bias Analysis", "Key Questions About This Article"],
        ["Related"],
        ["Related", "Ten bridges older than this one", "Why rust never sleeps?"],
        ["You might also like", "A pier"],
        ["Tags", "pier", "harbour"],
        ["The cost", "The plan"],
        ["Mehr zum Thema", "Ein Steg"],
        ["Most read", "1. A pier"],
    ],
)
def test_headings_at_the_end_go_with_the_links_under_them(trailing):
    """As headings and paragraphs of HTML, and as lines of text."""
    texts = [FILLER, *trailing]
    headed = [(PARAGRAPH, FILLER), (HEADING, trailing[0])]
    headed += [(PARAGRAPH, text) for text in trailing[1:]]

    if trailing != ["The cost", "The plan"]:
        assert without_furniture(headed) == [(PARAGRAPH, FILLER)]
    assert read_article("\n".join(texts)).text == FILLER


def test_prose_after_a_list_of_links_is_content():
    """A box of links in mid-article ends where sentences begin again."""
    parts = [
        (PARAGRAPH, FILLER),
        (HEADING, "Related"),
        (PARAGRAPH, "Why rust never sleeps"),
        (PARAGRAPH, "The pier was built in 1931."),
        (HEADING, "The cost"),
        (PARAGRAPH, "Nobody knows."),
    ]

    assert without_furniture(parts) == [parts[0], *parts[3:]]


def test_an_analysis_that_the_page_already_carries_is_not_analysed_again():
    """What was made from the article is no part of it; one heading alone may be the article's."""
    ours = [
        (PARAGRAPH, "Bias Analysis"),
        (PARAGRAPH, "The article labels the plan “reckless”."),
        (PARAGRAPH, "Key Questions About This Article"),
        (PARAGRAPH, "Why was the pier closed? Because of its age."),
    ]

    assert without_furniture([(PARAGRAPH, FILLER), *ours]) == [(PARAGRAPH, FILLER)]
    assert without_furniture([(PARAGRAPH, FILLER), *ours[2:]]) == [(PARAGRAPH, FILLER)]
    assert len(without_furniture([(PARAGRAPH, FILLER), *ours[:2]])) == 3


def test_nothing_but_furniture_is_nothing():
    """Headings without anything under them are no article."""
    assert without_furniture([(HEADING, "Pier"), (HEADING, "Related")]) == []
    assert without_furniture([]) == []
