"""Fixture articles, all of them invented, and how a test looks at what was read."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from keyquestions.article import SEPARATOR, Article, BlockKind, decode, read_article, sentences
from keyquestions.article.characters import INVISIBLE
from keyquestions.article.reading import MAX_CHARACTERS
from keyquestions.errors import ArticleError

DATA = Path(__file__).parent / "data"

FILLER = (
    "The harbour council met on Tuesday and agreed to repair the eastern pier before the winter, "
    "after two boats had been damaged there in March."
)
"""Enough running text for an article."""

Read = Callable[[str], Article]


@pytest.fixture
def read() -> Read:
    """Read a fixture file by its name."""
    return lambda name: read_article(decode((DATA / name).read_bytes()))


def kinds(article: Article) -> list[tuple[str, str]]:
    """What each block is and how it begins."""
    return [(block.kind.value, block.text[:24]) for block in article.blocks]


def body(markup: str) -> list[tuple[str, str]]:
    """The blocks of some HTML, between two paragraphs that are left out."""
    article = read_article(f"<p>{FILLER}</p>{markup}<p>{FILLER}</p>", markup="html")
    return [(block.kind.value, block.text) for block in article.blocks if block.text != FILLER]


def check(article: Article) -> None:
    """What holds for every article."""
    assert SEPARATOR.join(block.text for block in article.blocks) == article.text
    for block in article.blocks:
        assert article.text[block.start : block.end] == block.text
        assert block.text == " ".join(block.text.split()) != ""
        assert block.kind is not BlockKind.CAPTION
    assert unicodedata.is_normalized("NFC", article.text)
    bare = article.text.replace(SEPARATOR, "")
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in bare)
    assert not INVISIBLE.search(bare.replace("\u200c", "").replace("\u200d", ""))
    assert article.title is None or article.blocks[0].text == article.title
    assert len(article.text) <= MAX_CHARACTERS
    assert len(article.content_hash) == 64
    assert Article.model_validate_json(article.model_dump_json()) == article
    for sentence in sentences(article):
        block = article.blocks[sentence.block]
        assert article.text[sentence.start : sentence.end] == sentence.text
        assert block.start <= sentence.start < sentence.end <= block.end


def outcome(content: str, **options: str) -> Article | ArticleError:
    """An article that is checked, or an article error whose message is one line."""
    try:
        article = read_article(content, **options)
    except ArticleError as error:
        message = str(error)
        assert message.isprintable()
        assert message.endswith(".")
        assert len(message) < 200
        return error
    check(article)
    return article
