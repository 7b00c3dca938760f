"""Fixture articles, all of them invented, and how a test looks at what was read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from keyquestions.article import Article, decode, read_article

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
