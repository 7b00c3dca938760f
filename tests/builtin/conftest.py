"""Articles of our own as the built-in analyst reads them, sentence by sentence or whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from keyquestions.analyst import QuestionDraft
from keyquestions.article import Article, read_article
from keyquestions.builtin.asking import ask
from keyquestions.builtin.document import Document, Passage

DATA = Path(__file__).parent / "data"
SAMPLE = Path(__file__).parents[2] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
PADDING = (
    "\n\nNobody was there. Nothing else was found in the old files that lay on that table there."
    " Everything stood as it had always stood before."
)
"""Sentences without a matter, so that one sentence becomes long enough to be an article."""


@pytest.fixture(scope="session")
def passage_of() -> Callable[[str], Passage]:
    """One sentence, tagged."""
    return lambda text: document(text + PADDING).passages[0]


@pytest.fixture(scope="session")
def document_of() -> Callable[[str], Document]:
    """A few English sentences or paragraphs as a document."""
    return lambda text: document(text + PADDING)


@pytest.fixture(scope="session")
def questions_to() -> Callable[[str], dict[str, QuestionDraft]]:
    """The questions that are asked about a few English sentences, by their text."""

    def asked(text: str) -> dict[str, QuestionDraft]:
        return {q.text: q for q in ask(document(text + PADDING)).questions}

    return asked


@pytest.fixture(scope="session")
def sample() -> Article:
    """The article on the Istanbul talks, with two empty headings at its end."""
    return read_article(SAMPLE.read_text("utf-8"))


def document(text: str) -> Document:
    return Document.of(read_article(text, language="en", markup="text"))
