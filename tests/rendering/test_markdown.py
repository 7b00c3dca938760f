"""Markdown and JSON."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from keyquestions.analysis import Analysis
from keyquestions.rendering import PageView, as_json, as_markdown

Build = Callable[..., PageView]


def _tokens(view: PageView) -> list[Token]:
    # GitHub's dialect: tables, strikethrough, and HTML let through.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(as_markdown(view))


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def _headings(tokens: list[Token]) -> list[tuple[str, str]]:
    return [
        (opening.tag, inline.content)
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open"
    ]


def test_the_page_has_its_headings(page_of: Build) -> None:
    """The article's title, the two sections, and what is in the first."""
    headings = _headings(_tokens(page_of()))
    assert headings[0] == ("h1", "Marlow council closes the library")
    assert [text for tag, text in headings if tag == "h2"] == [
        "Bias Analysis",
        "Key Questions About This Article",
    ]
    assert len([text for tag, text in headings if tag == "h3"]) == 5


def test_questions_are_one_numbered_list_with_their_quotes(page_of: Build) -> None:
    """The list is not broken by its answers, and each proof stands in its question's item."""
    tokens = _tokens(page_of())
    lists = [each for each in tokens if each.type == "ordered_list_open"]
    assert len(lists) == 1
    items = [each for each in tokens if each.type == "list_item_open" and each.level == 1]
    assert [each.info for each in items if each.markup == "."] == ["1", "2", "3"]
    text = as_markdown(page_of())
    assert "   > its roof would cost $1.2 million to repair" in text
    assert "   The article says:\n\n   > The council did not publish the report." in text


def test_signals_are_a_list_under_their_kind(page_of: Build) -> None:
    """The kind is the outer item; the neutral wording is set apart from the quote."""
    text = as_markdown(page_of())
    assert "- **Loaded language**\n  - “rammed through”: It judges" in text
    assert "A neutral wording: *adopted*" in text


def test_a_missing_part_is_told(failed_page: PageView) -> None:
    """Each missing part says so where it would have been."""
    text = as_markdown(failed_page)
    for stage in ("summary", "framing", "questions"):
        assert f"*This part is missing: The {stage} was cut off.*" in text
    assert len([tag for tag, _ in _headings(_tokens(failed_page)) if tag == "h2"]) == 2


def test_a_page_without_a_title_begins_with_the_summary(page_of: Build, analysis: Analysis) -> None:
    """There is no empty heading where the article has none."""
    untitled = analysis.article.model_copy(update={"title": None})
    assert as_markdown(page_of(article=untitled)).startswith("Marlow closes its library.")


def test_hostile_text_stays_text(hostile_page: PageView) -> None:
    """No markup, HTML, link, picture or code comes out of an article's or a model's words."""
    tokens = _tokens(hostile_page)
    inline = _inline(tokens)
    assert {each.type for each in inline} <= {
        "text", "text_special", "strong_open", "strong_close", "em_open", "em_close", "softbreak",
    }  # fmt: skip
    assert not {each.type for each in tokens} & {"html_block", "table_open", "code_block", "fence"}
    shown = "".join(each.content for each in inline)
    assert "<script>alert(1)</script> [click](javascript:alert(2))" in shown
    assert "**bold** `code`" in shown
    assert "{{" not in as_markdown(hostile_page)
    assert not set(as_markdown(hostile_page)) & set("\x1b\u202e\u2066")


@pytest.mark.parametrize("start", ["1. first", "2) second", "- dash", "+ plus", "# hash", "=== x"])
def test_a_summary_does_not_become_a_list_or_heading(
    page_of: Build, analysis: Analysis, start: str
) -> None:
    """What would be markup at the start of a line is text there, too."""
    changed = analysis.summary.model_copy(update={"text": start})
    tokens = _tokens(page_of(summary=changed))
    opening = [each.type for each in tokens].index("heading_close") + 1
    assert tokens[opening].type == "paragraph_open"
    assert "".join(each.content for each in tokens[opening + 1].children) == start


@pytest.mark.parametrize("address", ["https://evil.example/x", "www.evil.example", "me@x.example"])
def test_bare_addresses_do_not_become_links(
    page_of: Build, analysis: Analysis, address: str
) -> None:
    """GitHub's dialect makes links of bare addresses; a backslash stands between."""
    text = as_markdown(page_of(summary=analysis.summary.model_copy(update={"text": address})))
    assert address not in text
    rendered = MarkdownIt("commonmark").render(text)
    assert f"<p>{address}</p>" in rendered


def test_ordinary_text_is_not_littered_with_backslashes(page_of: Build, analysis: Analysis) -> None:
    """Brackets, dashes, dots and times read as they were written."""
    text = "Okafor (mayor) – re-elected at 20:30, with 1,000 votes; 3.5% more! #1."
    summary = analysis.summary.model_copy(update={"text": text})
    assert text in as_markdown(page_of(summary=summary))


def test_json_is_the_whole_analysis(analysis: Analysis) -> None:
    """What is written can be read again, and nothing is lost on the way."""
    written = as_json(analysis)
    assert written.endswith("}\n")
    assert Analysis.model_validate_json(written) == analysis
    assert list(json.loads(written))[:4] == ["id", "status", "article", "summary"]
