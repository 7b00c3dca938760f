"""The one door: what is refused and why, hostile input, and titles."""

import pytest

from keyquestions.article import Article, read_article
from keyquestions.article.reading import MAX_CHARACTERS, MAX_LINES, MAX_RAW_CHARACTERS, MAX_TAGS
from keyquestions.errors import ArticleEmpty, ArticleTooLong, ArticleTooShort, ExtractionFailed

from .conftest import FILLER, outcome


@pytest.mark.parametrize(
    "content", ["", " ", "\n\t\u00a0\u3000 ", "\u200b\ufeff\u00ad", "\0\x01", " " * 1_000_000]
)
def test_nothing_is_empty(content):
    """White space and invisible characters are nothing."""
    assert isinstance(outcome(content), ArticleEmpty)


@pytest.mark.parametrize(
    "content", ["Only three words.", "word " * 19, "Title\n\nOnly a few words."]
)
def test_a_few_words_are_too_short(content):
    """The message says how many there are and how many are needed."""
    error = outcome(content)

    assert isinstance(error, ArticleTooShort)
    assert "at least 20 are needed" in str(error)


def test_one_word_is_counted_in_the_singular():
    """The count and its noun agree."""
    assert str(outcome("Bridge.")).startswith("The text has 1 word; ")


def test_a_language_without_spaces_is_not_too_short():
    """Two characters of Chinese, Japanese or Thai count as a word."""
    chinese = (
        "港口议会周二开会同意在冬季之前修复东码头因为三月份有两艘船在那里受损居民们说这太晚了。"
    )

    article = outcome(chinese)

    assert isinstance(article, Article)
    assert 20 <= article.words < 30
    assert article.language == "zh"


@pytest.mark.parametrize(
    "content", ["<p>Only three words.</p>", "<br>", "<p></p>", "<!-- wp:x -->"]
)
def test_html_without_an_article_says_so(content):
    """The remedy differs from that of a short text: give the right HTML."""
    assert isinstance(outcome(content), ExtractionFailed)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            "The town voted. " * 330_000,
            f"5,279,999 characters, and the limit is {MAX_CHARACTERS:,}",
        ),
        ("a" * 5_000_000, "5,000,000 characters"),
        (f"{FILLER}\n" * 40_000, "characters, and the limit"),
        ("A line.\n" * 50_001, f"50,001 lines, and the limit is {MAX_LINES:,}"),
        ("x" * (MAX_RAW_CHARACTERS + 1), f"20,000,001 characters, and the limit is {20_000_000:,}"),
        (f"<p>{FILLER * 40_000}</p>", "characters, and the limit is 1,000,000"),
        ("<p>" + "<br>" * MAX_TAGS, f"200,001 tags, and the limit is {MAX_TAGS:,}"),
        ("<html><body>" + "<h1>a</h1>" * MAX_TAGS, "400,002 tags"),
        (f"<p>{FILLER}" + "&amp;" * 1_000_000, "characters, and the limit is 1,000,000"),
    ],
    ids=["text", "line", "long lines", "lines", "raw", "html", "breaks", "page", "entities"],
)
def test_too_much_is_an_error_and_never_cut(content, says):
    """Millions of characters, lines, tags or entities: the message has both numbers."""
    error = outcome(content)

    assert isinstance(error, ArticleTooLong)
    assert says in str(error)
    assert "split it into articles" in str(error)


def test_white_space_does_not_make_an_article_too_long():
    """What counts is what is left."""
    article = outcome("\n" * 5_000_000 + FILLER + " " * 5_000_000 + "It was late.")

    assert isinstance(article, Article)
    assert article.text == f"{FILLER} It was late."


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 100_000 + FILLER,
        "<p>" + "<span>" * 100_000 + FILLER,
        "<html><body>" + "<div>" * 100_000 + f"<p>{FILLER}",
        "<html><body>" + "<article>" * 3_000 + f"<p>{FILLER * 3}",
        "<html><body><article><p>" + FILLER * 3 + "<table><tr><td>" * 5_000 + "x",
        "<html><body><article><p>" + FILLER * 3 + "<i hidden></i>x" * 60_000,
        "<html><body><p>" + FILLER * 3 + "&nbsp;" * 1_000_000,
        "<html><body>" + "<blockquote>" * 50_000 + f"<p>{FILLER}",
        "<ul><li>a" * 50_000 + FILLER,
        f"<p>{FILLER}" + "<br>x" * 30_000,
        f"<p class='{'a-' * 500_000}'>{FILLER}",
        f"<p style='height:{'0' * 500_000}'>{FILLER}",
        f"<p style='{'/*' * 500_000}'>{FILLER}",
        f"<p {'a=b ' * 300_000}>{FILLER}",
        f"<html><title>{'a - ' * 300_000}</title><body><p>{FILLER * 3}",
        f"<p>{FILLER}" + "[caption " * 100_000,
        f"{FILLER}" + "[" * 900_000,
        f"{FILLER}" + "[a](" * 220_000,
        f"{FILLER}" + "**a " * 220_000,
        f"{FILLER}" + "__a**" * 180_000,
        f"{FILLER}" + "`a" * 400_000,
        f"{FILLER}" + "e" + "\u0301\u0323" * 400_000,
        f"{FILLER}\n\n" + '".' * 400_000,
        f"{FILLER}\n" + "- " * 400_000,
        f"{FILLER}\n" + "1. a\n" * 15_000,
        "---\n" + "a: b\n" * 15_000 + FILLER,
        f"{FILLER}\n" + "By A" + " B" * 400_000,
        f"{FILLER}\n" + "Share this on " * 60_000,
    ],
    ids=range(28),
)
def test_hostile_input_ends_in_an_article_or_an_error(content):
    """Deep, wide or endless markup: nothing here takes quadratic time (it would not end)."""
    outcome(content)


def test_a_title_is_the_first_heading_or_given():
    """It is block 0 and stands there once, however it is spelled."""
    own = read_article(f"The pier\n\n{FILLER}")
    same = read_article(f"The pier\n\n{FILLER}", title="THE PIER")
    other = read_article(f"<h2>The pier</h2><p>{FILLER}</p>", title="Pier &amp; quay")
    none = read_article(FILLER)

    assert (own.title, own.body[0].text) == ("The pier", FILLER)
    assert (same.title, [block.text for block in same.blocks]) == ("THE PIER", ["THE PIER", FILLER])
    assert [block.text for block in other.blocks] == ["Pier & quay", "The pier", FILLER]
    assert (none.title, none.body) == (None, none.blocks)


def test_a_title_below_a_kicker_is_found_once():
    """A section's name above the headline does not double it."""
    article = read_article(f"<p>Local news</p><h1>The pier</h1><p>{FILLER}</p>", title="The pier")

    assert [block.text for block in article.blocks] == ["The pier", "Local news", FILLER]


def test_what_the_caller_says_it_is_is_believed():
    """Text that mentions tags is text where the caller says so."""
    content = f"{FILLER} It wrote <p>in</p> the page."

    assert "<p>in</p>" in read_article(content, markup="text").text
    assert "<p>" not in read_article(content).text
