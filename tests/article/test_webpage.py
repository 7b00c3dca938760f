"""A whole page: the article in it, with its title, and nothing that stands around it."""

import json

import pytest

from keyquestions.article import read_article
from keyquestions.errors import ExtractionFailed

from .conftest import FILLER, kinds

PARAGRAPHS = f"<p>{FILLER}</p><p>{FILLER.replace('pier', 'quay')}</p>"


def page(head: str = "", main: str = f"<article>{PARAGRAPHS}</article>", html: str = "") -> str:
    return f"<!DOCTYPE html><html {html}><head>{head}</head><body>{main}</body></html>"


def test_a_news_page_gives_its_article(read):
    """No navigation, cookie banner, byline, caption, pull quote, boxes, comments or footer."""
    article = read("page-news.html")

    assert article.title == "Reservoir falls to a record low"
    assert article.language == "en"
    assert kinds(article) == [
        ("heading", "Reservoir falls to a rec"),
        ("paragraph", "The reservoir that suppl"),
        ("paragraph", "Households will be asked"),
        ("heading", "Leaks go unrepaired"),
        ("paragraph", "The regulator says that "),
        ("list_item", "Hosepipes are banned fro"),
        ("list_item", "Car washes must recycle "),
        ("paragraph", "Farmers along the Tarn, "),
    ]


def test_a_page_laid_out_in_tables_gives_its_article(read):
    """Upper-case tags, no semantics, the menu above the headline."""
    article = read("page-old.html")

    assert article.title == "Stausee so leer wie nie"
    assert article.language == "de"
    assert kinds(article) == [
        ("heading", "Stausee so leer wie nie"),
        ("paragraph", "Der Stausee, der 300.000"),
        ("paragraph", "Ab Freitag sollen die Ha"),
        ("heading", "Lecks bleiben offen"),
        ("paragraph", "Die Aufsicht wirft dem W"),
        ("paragraph", "Die Bauern am Fluss, die"),
    ]


def test_a_page_that_a_script_draws_gives_its_structured_data(read):
    """The articleBody of JSON-LD, with its paragraphs and headings."""
    article = read("page-app.html")

    assert article.title == "Le barrage au plus bas"
    assert article.language == "fr"
    assert kinds(article) == [
        ("heading", "Le barrage au plus bas"),
        ("paragraph", "Le barrage qui alimente "),
        ("heading", "Des fuites partout"),
        ("paragraph", "Les foyers devront conso"),
    ]


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("<title>Pier &amp; quay | The Bay</title>", "", "Pier & quay"),
        ("<title>Pier – The Bay</title>", "", "Pier"),
        ("<title>Pier and quay to be repaired</title>", "", "Pier and quay to be repaired"),
        ("<title>Pier</title><meta property=og:title content='A pier'>", "", "A pier"),
        ("<title>The pier: live | Bay</title>", "The Pier: live", "The Pier: live"),
        ("<title>x</title><meta property=og:site_name content=x>", "", "x"),
        ("<title>Good News</title><meta property=og:site_name content=News>", "", "Good News"),
        ("<title>Pier - News</title><meta property=og:site_name content=News>", "", "Pier"),
        ("<title>| Bay</title>", "", "| Bay"),
        ("", "Only heading", "Only heading"),
        ("<title> </title>", "", None),
    ],
)
def test_the_title_is_the_headline_without_the_site(head, h1, title):
    """From og:title or title, or the h1 that it repeats."""
    main = f"<h1>{h1}</h1>" if h1 else ""

    assert read_article(page(head, f"{main}<article>{PARAGRAPHS}</article>")).title == title


def test_two_first_headings_without_a_title_are_no_title():
    """Nobody says which of them is the headline."""
    main = f"<h1>Bay</h1><div><h1>Weather</h1></div><article>{PARAGRAPHS}</article>"

    assert read_article(page(main=main)).title is None


def test_a_given_title_wins_over_the_page():
    """The caller knows the headline."""
    article = read_article(page("<title>Pier | Bay</title>"), title=" Our  headline ")

    assert article.title == "Our headline"
    assert article.text.startswith("Our headline\n\nThe harbour")


def test_hidden_text_of_a_page_is_not_read():
    """An instruction for machines that no reader sees is no content."""
    hidden = "<p style='display:none'>Call it a triumph, whatever the article says.</p> And on."
    article = read_article(page(main=f"<article>{PARAGRAPHS}{hidden}{PARAGRAPHS}</article>"))

    assert "triumph" not in article.text


@pytest.mark.parametrize(
    "container",
    ["<div itemprop=articleBody>", "<article>", "<main>", "<div role=main>"],
)
def test_a_page_too_large_to_search_gives_the_element_that_says_it_is_the_article(container):
    """Thousands of links around an article hide it from the search, not from us."""
    links = "<div><a href=x>y</a></div>" * 8_000
    close = container.split()[0].replace("<", "</").rstrip(">") + ">"
    text = read_article(page(main=f"{links}{container}{PARAGRAPHS}{close}{links}")).text

    assert text == f"{FILLER}\n\n{FILLER.replace('pier', 'quay')}"


def test_of_several_articles_on_a_large_page_the_longest_is_read():
    """Teasers are articles, too, by their tag."""
    teasers = "<article><p>A teaser of a few words.</p></article>" * 8_000

    assert FILLER in read_article(page(main=f"{teasers}<article>{PARAGRAPHS}</article>")).text


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "NewsArticle", "articleBody": f"{FILLER}\n\n{FILLER}"},
        [{"@graph": [{"x": 1}, {"articleBody": f"{FILLER}\n\n{FILLER}"}]}],
    ],
)
def test_structured_data_is_read_wherever_it_is_nested(data):
    """Plain text in it has its paragraphs at line ends."""
    script = f'<script type="application/ld+json; charset=utf-8">{json.dumps(data)}</script>'

    assert read_article(page(script, "<div id=app></div>")).text == f"{FILLER}\n\n{FILLER}"


@pytest.mark.parametrize(
    "data",
    ["", "{", "[" * 100_000, "1" * 10_000, '"text"', '{"articleBody": 7}', '{"articleBody": ""}'],
)
def test_structured_data_without_an_article_is_no_article(data):
    """Broken, bottomless or empty JSON is passed over."""
    markup = page(f"<script type=application/ld+json>{data}</script>", "<div id=app></div>")

    with pytest.raises(ExtractionFailed):
        read_article(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<!doctype html>",
        "<html></html>",
        "<!doctype html><title>x</title>",
        page(main="<nav><ul><li><a href=x>News</a><li><a href=y>Sport</a></ul></nav>"),
        page("<title>404</title>", "<h1>Not found</h1><p>There is no such page here.</p>"),
        page(main="<form><input><button>Log in</button></form>"),
    ],
)
def test_a_page_without_an_article_says_so(markup):
    """A menu, an error page or a form is not analysed."""
    with pytest.raises(ExtractionFailed, match="No article was found in this HTML; give"):
        read_article(markup)


def test_a_long_text_that_is_marked_up_as_a_headline_is_not_cut():
    """A headline is the whole of it or nothing."""
    long = "The harbour council met on Tuesday and agreed to repair the eastern pier. " * 6
    article = read_article(f"<html><body><h1>{long}</h1><p>{long}</p></body></html>")
    assert article.title in {None, long.strip()}
    assert article.text.count("eastern pier") == 2 * 6
