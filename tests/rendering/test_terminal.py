"""Text for a terminal and for files."""

import re
from collections.abc import Callable

import pytest

from keyquestions.analysis import FramingFunction, Perspective, PerspectiveStatus
from keyquestions.rendering import PageView, as_html, as_markdown, as_text

from .conftest import anchor

Build = Callable[..., PageView]
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
@pytest.mark.parametrize("verbose", [True, False])
def test_no_line_is_wider_than_the_terminal(
    page_of: Build, hostile_page: PageView, width: int, *, verbose: bool
) -> None:
    """Whatever the width, nothing runs over it and no line ends in spaces."""
    for view in (page_of(), hostile_page):
        lines = as_text(view, width=width, verbose=verbose).splitlines()
        assert max(map(len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_word_is_lost_by_wrapping(page_of: Build, width: int) -> None:
    """A narrow page says word for word what a wide one says."""
    bullets = re.compile(r"[•─\s]+")
    wide, narrow = as_text(page_of(), width=500), as_text(page_of(), width=width)
    assert bullets.sub(" ", narrow) == bullets.sub(" ", wide)


def test_what_matters_comes_first(page_of: Build) -> None:
    """Title, summary, how biased, then the details; the questions in their order of weight."""
    text = as_text(page_of(), width=80)
    landmarks = (
        "Marlow council closes the library", "Marlow closes its library.", "Bias Analysis",
        "Kind of text: News report.", "own words: moderate.", "How the matter is presented",
        "What the article says about it", "Whose side is told",
        "Wording to notice in the article's own voice", "Strong words of quoted sources",
        "Key Questions About This Article", "1. Why did", "2. What does", "3. Who else",
        "Made by rules. (keyquestions 0.1.0, codebook/1)",
    )  # fmt: skip
    places = [text.find(each) for each in landmarks]
    assert -1 not in places
    assert places == sorted(places)


def test_the_articles_words_stand_in_quotation_marks(page_of: Build) -> None:
    """Without colours, too, it is plain what the article says and what is said about it."""
    text = as_text(page_of(), width=100)
    assert "   • “rammed through”: It judges" in text
    assert "A neutral wording: adopted" in text
    assert "The article names the problem: “The town could not afford the work.”" in text
    assert "• “Observers fear the worst” hides who fears." in text
    assert "      “its roof would cost $1.2 million to repair”" in text


def test_status_is_told_in_words(page_of: Build) -> None:
    """Answered or open, heard or missing: the words say it, not the colour alone."""
    text = as_text(page_of(), width=100)
    assert "   [Answered in the article] Because of what its roof" in text
    assert "   [Left open]\n   The article says:\n      “The council" in text
    assert "report.”\n   Why it matters: The cost rests on it.\n" in text
    assert (
        "   [Left open]\n   Why it matters: One opinion is not many.\n\nHow this was made\n" in text
    )
    assert "• Mayor Okafor [heard]: She explains the vote." in text
    assert "• The readers [missing]: They lose it." in text


def test_colours_only_where_they_are_wanted(page_of: Build) -> None:
    """A file gets no escape codes; a terminal gets the same text with them."""
    plain, coloured = as_text(page_of(), width=80), as_text(page_of(), width=80, colour=True)
    assert "\x1b" not in plain
    assert ESCAPE.sub("", coloured) == plain
    assert "\x1b[36m“rammed through”" in coloured
    assert "\x1b[32m[Answered in the article]" in coloured
    assert "\x1b[3mMayor Okafor\x1b[0m \x1b[32m[heard]\x1b[0m: She explains the vote.\n" in coloured


def test_escape_codes_of_an_article_do_not_reach_the_terminal(hostile_page: PageView) -> None:
    """Only our own colours are on the page, whatever an article or a model wrote."""
    coloured = as_text(hostile_page, width=80, colour=True, verbose=True)
    assert "\x1b" not in ESCAPE.sub("", coloured)
    assert "\x1b[31m" not in coloured
    assert not set(coloured) & set("\u202e\u2066\u2069")


def test_what_was_dropped_is_counted_and_listed_on_request(page_of: Build) -> None:
    """One line says how much was dropped; --verbose lists it with the reason."""
    text, full = as_text(page_of(), width=100), as_text(page_of(), width=100, verbose=True)
    assert "1 finding could not be verified" in text
    assert "--verbose" in text
    assert "Paris burns." not in text
    assert "• summary: Paris burns.: the article does not say so" in full


def test_every_question_says_why_it_matters(page_of: Build) -> None:
    """As in HTML and Markdown, and without being asked for it."""
    assert as_text(page_of(), width=100).count("   Why it matters: ") == 3


def test_marks_in_a_quote_are_not_doubled(page_of: Build, framing) -> None:
    """Whatever marks an article uses, a passage has one pair around it, and single ones in it."""
    said = "“They are leaving for other work,” said Petra Walsh."
    texts = {
        "causal_interpretation": said,
        "moral_evaluation": "Walsh called it „a cold betrayal of all“.",
        "treatment_recommendation": '"It is too late."',
    }
    spoken = {
        label: FramingFunction(text=each, evidence=(anchor(each),)) for label, each in texts.items()
    }
    text = as_text(page_of(framing=framing(functions=spoken)), width=200)
    assert "What causes it: “‘They are leaving for other work,’ said Petra Walsh.”\n" in text
    assert "How it is judged: “Walsh called it ‚a cold betrayal of all‘.”\n" in text
    assert "What should be done: “It is too late.”\n" in text


def test_a_long_quote_is_shown_in_full_once(page_of: Build, framing) -> None:
    """Further down it is recalled by its first words; short quotes are simply shown."""
    long = "“Nurses are leaving because they can earn more elsewhere,” said Petra Walsh."
    short = "Nurses leave in numbers"
    parties = tuple(
        Perspective(who=who, status=PerspectiveStatus.PRESENT, why="Why.", evidence=evidence)
        for who in ("Petra Walsh", "Nurses", "Doctors")
        for evidence in [(anchor(long), anchor(short))]
    )
    view = page_of(framing=framing(perspectives=parties))
    text = as_text(view, width=200)
    assert text.count("said Petra Walsh.”") == 1
    assert text.count("“Nurses are leaving because they can” … (quoted in full above)") == 2
    assert text.count(f"“{short}”") == 3
    assert as_markdown(view).count("> “Nurses are leaving because they can” … (quoted in full") == 2
    assert as_html(view).count('<q dir="auto">Nurses are leaving because they can</q> …') == 2


def test_nothing_dropped_is_not_worth_a_line(page_of: Build) -> None:
    """A clean analysis ends with who made it."""
    assert as_text(page_of(dropped=()), width=100).endswith("codebook/1)\n")


def test_several_dropped_findings_are_counted(page_of: Build, analysis) -> None:
    """The count is right in the plural, too."""
    text = as_text(page_of(dropped=analysis.dropped * 3), width=100)
    assert "3 findings could not be verified" in text


def test_a_missing_part_is_told(failed_page: PageView) -> None:
    """A part that failed says so in its place."""
    text = as_text(failed_page, width=100)
    for stage in ("summary", "framing", "questions"):
        assert f"This part is missing: The {stage} was cut off." in text


def test_a_page_without_a_title_begins_with_the_summary(page_of: Build, analysis) -> None:
    """There is no empty line where the article has no title."""
    untitled = analysis.article.model_copy(update={"title": None})
    assert as_text(page_of(article=untitled)).startswith("Marlow closes its library.")
