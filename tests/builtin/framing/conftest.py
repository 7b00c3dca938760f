"""Articles of our own, read and framed by the built-in analyst's rules."""

import gc
import warnings
from pathlib import Path
from typing import Protocol

import pytest

from keyquestions.analyst import FramingDraft
from keyquestions.article import Article, BlockKind, read_article
from keyquestions.builtin.document import Document
from keyquestions.builtin.framing import frame
from keyquestions.builtin.scan import Scan

FOLDERS = (Path(__file__).parents[1] / "data", Path(__file__).parent / "articles")
SAMPLE = Path(__file__).parents[3] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"


class Reads(Protocol):
    """Makes an article of paragraphs, with or without a title."""

    def __call__(self, *paragraphs: str, title: str | None = None, language: str = "en") -> Article:
        """An article in blocks."""
        ...


@pytest.fixture(scope="session", autouse=True)
def tagger() -> None:
    """The tagger's library leaves its word list open where it loads it: let it do so now."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        Document.of(read_article(SAMPLE.read_text(encoding="utf-8")))
        gc.collect()


@pytest.fixture(scope="session")
def read() -> Reads:
    """Paragraphs of any length as an article; "- " begins a list item, "# " a heading."""

    def reading(*paragraphs: str, title: str | None = None, language: str = "en") -> Article:
        kinds = {"- ": BlockKind.LIST_ITEM, "# ": BlockKind.HEADING, "> ": BlockKind.QUOTE}
        parts = [
            (kinds[text[:2]], text[2:]) if text[:2] in kinds else (BlockKind.PARAGRAPH, text)
            for text in paragraphs
        ]
        return Article.of(parts, title=title, language=language)

    return reading


@pytest.fixture(scope="session")
def scanned(read: Reads):
    """The scan of an article that is given in paragraphs."""

    def scan(*paragraphs: str, title: str | None = None, language: str = "en") -> Scan:
        return Scan.of(Document.of(read(*paragraphs, title=title, language=language)))

    return scan


@pytest.fixture(scope="session")
def framed(read: Reads):
    """The framing of an article that is given in paragraphs."""

    def framing(*paragraphs: str, title: str | None = None, language: str = "en") -> FramingDraft:
        return frame(Document.of(read(*paragraphs, title=title, language=language)))

    return framing


@pytest.fixture(scope="session")
def articles():
    """One of the articles of our own by its name, or the sample as "istanbul"."""

    def reading(name: str) -> Article:
        found = (folder / f"{name}.txt" for folder in FOLDERS)
        path = SAMPLE if name == "istanbul" else next(path for path in found if path.is_file())
        return read_article(path.read_text(encoding="utf-8"))

    return reading


@pytest.fixture(scope="session")
def printed(articles):
    """The framing of one of these articles."""

    def framing(name: str) -> FramingDraft:
        return frame(Document.of(articles(name)))

    return framing


@pytest.fixture(scope="session")
def sample(articles) -> Article:
    """The article about the talks in Istanbul, as the project ships it."""
    return articles("istanbul")


@pytest.fixture(scope="session")
def sample_framing(sample: Article) -> FramingDraft:
    """The framing of the sample."""
    return frame(Document.of(sample))
