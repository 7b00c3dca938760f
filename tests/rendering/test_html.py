"""The HTML fragment: accessible, and inert whatever the article says."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from lxml import html

from keyquestions.analysis import Severity
from keyquestions.rendering import PageView, as_html

Build = Callable[..., PageView]

ALLOWED = {
    "div", "section", "h2", "h3", "h4", "p", "dl", "dt", "dd", "ul", "ol", "li", "blockquote", "q",
    "strong", "em", "small", "span", "details", "summary", "footer",
}  # fmt: skip
ATTRIBUTES = {"class", "lang", "dir", "id", "role", "aria-label", "aria-labelledby"}


def _parsed(view: PageView) -> html.HtmlElement:
    return html.fragment_fromstring(as_html(view).strip())


def _texts(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in element.xpath(path)]


def test_it_has_the_two_headings_of_the_page(page_of: Build) -> None:
    """The two sections that the sample article leaves empty, in their order, and no other h2."""
    assert _texts(_parsed(page_of()), "//h2") == [
        "Bias Analysis",
        "Key Questions About This Article",
    ]


def test_headings_do_not_skip_a_level(page_of: Build) -> None:
    """A screen reader's outline is whole: each heading is at most one level below the last."""
    levels = [int(each.tag[1]) for each in _parsed(page_of()).xpath("//h2|//h3|//h4")]
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {2, 3, 4} == set(levels)


def test_sections_are_named_by_their_headings(page_of: Build) -> None:
    """Each section points to a heading that is there, and ids are unique to the analysis."""
    fragment = _parsed(page_of())
    ids = fragment.xpath("//@id")
    assert len(ids) == len(set(ids)) == 2
    assert fragment.xpath("//section/@aria-labelledby") == ids
    other = _parsed(page_of(id="an_other")).xpath("//@id")
    assert not set(ids) & set(other)


def test_quotes_are_marked_up_as_quotes(page_of: Build) -> None:
    """The article's words stand in q and blockquote, and nothing else does."""
    fragment = _parsed(page_of())
    assert set(_texts(fragment, "//q | //blockquote")) == {
        "its roof would cost $1.2 million to repair",
        "The town could not afford the work.",
        "rammed through",
        "a shameless plan",
        "Observers fear the worst",
        "reckless",
        "We did not take this lightly",
        "The council did not publish the report.",
    }
    assert _texts(fragment, "//em") == ["adopted"]


def test_a_quote_is_not_said_twice_in_one_finding(page_of: Build) -> None:
    """A finding whose text has the quote in it does not repeat it beneath."""
    fragment = _parsed(page_of())
    problem = "//li[contains(., 'names the problem')]"
    assert _texts(fragment, f"{problem}//q") == ["The town could not afford the work."]
    assert _texts(fragment, f"{problem}//blockquote") == []
    assert _texts(fragment, "//li[contains(., 'hides who fears')]") == [
        "Observers fear the worst hides who fears."
    ]


def test_questions_fold_and_tell_their_status(page_of: Build) -> None:
    """A question can be read without its answer, and says in words whether there is one."""
    fragment = _parsed(page_of())
    assert _texts(fragment, "//details/summary") == [
        "Why did Marlow vote to close the library? (Answered in the article)",
        "What does the engineers' report say? (Left open)",
        "Who else was asked about the roof? (Left open)",
    ]
    assert fragment.xpath("//details/@class") == [
        "keyquestions-answered", "keyquestions-open", "keyquestions-open",
    ]  # fmt: skip
    answered, with_gap, without = fragment.xpath("//details")
    assert "Because of what its roof" in answered.text_content()
    assert "The article says:" in with_gap.text_content()
    assert "The article says:" not in without.text_content()


def test_signals_of_one_kind_stand_together(page_of: Build) -> None:
    """Kinds come in the order of their first signal; a source's words are kept apart."""
    fragment = _parsed(page_of())
    assert _texts(fragment, "//h4") == ["Loaded language", "Vague attribution", "Loaded language"]
    first = fragment.xpath("//h4")[0].getnext()
    assert _texts(first, "./li/q[1]") == ["rammed through", "a shameless plan"]
    source = fragment.xpath("//h3[contains(., 'sources')]/following-sibling::ul//q")
    assert [each.text_content() for each in source] == ["reckless"]


def test_languages_are_told(page_of: Build, page_language: Callable[..., PageView]) -> None:
    """A German article's quotes, and what is said about it, are not in the English of the page."""
    assert _parsed(page_of()).xpath("//@lang") == ["en"]
    by_rules = _parsed(page_language("de", model=None))
    assert by_rules.get("lang") == "en"
    assert set(by_rules.xpath("//q/@lang | //blockquote/@lang")) == {"de"}
    assert by_rules.xpath("//span/@lang | //p/@lang") == ["de"] * len(
        by_rules.xpath("//span | //p[@dir]")
    )
    translated = _parsed(page_language("de", model="some-model", output_language="en"))
    assert translated.xpath("//span/@lang | //p/@lang") == []
    assert set(translated.xpath("//q/@lang | //blockquote/@lang")) == {"de"}
    by_model = _parsed(page_language("de", model="some-model"))
    assert set(by_model.xpath("//details/summary/span/@lang")) == {"de"}


def test_a_missing_part_is_told_and_its_heading_stays(failed_page: PageView) -> None:
    """A failure looks like one: the sections are there and say what is missing and why."""
    fragment = _parsed(failed_page)
    assert len(fragment.xpath("//h2")) == 2
    assert _texts(fragment, "//*[@role='note']") == [
        "This part is missing: The summary was cut off.",
        "This part is missing: The framing was cut off.",
        "This part is missing: The questions was cut off.",
    ]
    assert fragment.xpath("//h3 | //details") == []


def test_a_fair_article_is_told_so(page_of: Build, framing) -> None:
    """Without frames and signals there are no empty headings, and abstention is said in words."""
    fair = framing(frames=(), functions={}, signals=(), severity=Severity.NONE)
    fragment = _parsed(page_of(framing=fair))
    assert _texts(fragment, "//h3") == ["How the matter is presented", "Whose side is told"]
    text = fragment.text_content()
    assert "could be shown by quotes" in text
    assert "none found" in text


def test_an_opinion_piece_is_told_to_be_one(page_of: Build, framing) -> None:
    """Beside the genre it says that a view was to be expected."""
    fragment = _parsed(page_of(framing=framing(genre="opinion")))
    assert "Opinion. A text of this kind is expected to take a view" in fragment.text_content()


@pytest.mark.parametrize("genre", ["gazette", "press_release"])
def test_a_label_of_another_codebook_is_still_shown(page_of: Build, framing, genre: str) -> None:
    """An analysis that was made by an older codebook can be read, without its note."""
    fragment = _parsed(page_of(framing=framing(genre=genre)))
    assert any(dd.lower().startswith(genre.replace("_", " ")) for dd in _texts(fragment, "//dd"))


def test_hostile_text_stays_text(hostile_page: PageView) -> None:
    """No text of an article or a model becomes an element, an attribute or a link."""
    written = as_html(hostile_page)
    fragment = html.fragment_fromstring(written.strip())
    assert {each.tag for each in fragment.iter()} <= ALLOWED
    assert {name for each in fragment.iter() for name in each.attrib} <= ATTRIBUTES
    assert "<script>alert(1)</script>" in fragment.text_content()
    assert "\x1b" not in written
    assert not set(written) & set("\u202e\u2066\u2069")
    assert set(fragment.xpath("//q/@lang")) == {'"><i>'}
    assert "7*7" in written


def test_who_made_it_is_told(page_of: Build, page_language: Callable[..., PageView]) -> None:
    """The footer names the means: notice, model, software and codebook."""
    (rules,) = _texts(_parsed(page_of()), "//footer")
    assert rules == "How this was made: Made by rules. (keyquestions 0.1.0, codebook/1)"
    (model,) = _texts(_parsed(page_language("en", model="some-model")), "//footer")
    assert "(some-model, keyquestions 0.1.0, codebook/1)" in model
