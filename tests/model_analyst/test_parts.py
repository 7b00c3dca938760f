"""A long article is split without losing or repeating anything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyquestions.article import Article, read_article
from keyquestions.article.blocks import BlockKind
from keyquestions.model_analyst.parts import split
from keyquestions.model_analyst.window import estimated_tokens

from .conftest import long_text

PARAGRAPH = BlockKind.PARAGRAPH


def of(*texts, title=None, language="en"):
    return Article.of([(PARAGRAPH, text) for text in texts], title=title, language=language)


def squeezed(text):
    """The text without white space."""
    return "".join(text.split())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("ab é。.字 🙂", min_size=1).filter(str.strip), min_size=1, max_size=8),
    st.integers(30, 400),
)
def test_every_character_is_in_exactly_one_part(texts, room):
    """Whatever the text, and in order; white space aside."""
    article = of(*(text.strip() for text in texts))
    parts = split(article, room)
    shown = "".join(squeezed(part.text) for part in parts)
    assert shown == squeezed(article.text)


def test_no_part_is_larger_than_its_room():
    """By the estimate, and the title, which every part has, included."""
    article = read_article(long_text(4000))
    parts = split(article, 900)
    assert len(parts) > 5
    assert all(estimated_tokens(part.text) <= 900 for part in parts)
    assert {part.title for part in parts} == {article.title}
    assert [b.text for part in parts for b in part.body] == [b.text for b in article.body]
    sizes = [estimated_tokens(part.text) for part in parts]
    assert min(sizes) > max(sizes) / 3


def test_blocks_stay_what_they_are():
    """A list item in a part is one."""
    parts = split(
        Article.of(
            [(BlockKind.LIST_ITEM, "A word. " * 40), (BlockKind.QUOTE, "B word. " * 40)],
            title=None,
            language="en",
        ),
        120,
    )
    assert [part.blocks[0].kind for part in parts] == [BlockKind.LIST_ITEM, BlockKind.QUOTE]


def test_a_block_that_is_too_large_is_split_between_sentences():
    """No sentence is cut that fits."""
    told = " ".join(f"The council of Marlow met on day {n} of the year." for n in range(60))
    parts = split(of(told), 200)
    assert len(parts) > 2
    assert all(part.text.endswith("year.") for part in parts)
    assert all(part.text in told for part in parts)


@pytest.mark.parametrize(
    ("text", "language"), [("word " * 900, "en"), ("字" * 900, "zh"), ("x" * 4000, "en")]
)
def test_a_sentence_that_is_too_large_is_split_too(text, language):
    """Between its words, where it has any."""
    parts = split(of(text.strip(), language=language), 200)
    assert len(parts) > 3
    assert all(estimated_tokens(part.text) <= 200 for part in parts)
    assert "".join(squeezed(part.text) for part in parts) == squeezed(text)
    if " " in text:
        assert {word for part in parts for word in part.text.split()} == {"word"}


def test_a_huge_title_is_shown_once():
    """It would leave no room for anything else."""
    article = of("First paragraph of it. " * 20, "Second one. " * 20, title="A long title " * 40)
    parts = split(article, 250)
    assert all(part.title is None for part in parts)
    assert sum("A long title" in part.text for part in parts) == 1
