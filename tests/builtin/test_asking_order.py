"""Which of equally salient questions comes first."""

from keyquestions.article import Article, BlockKind
from keyquestions.builtin.asking import ask
from keyquestions.builtin.asking.salience import bearing
from keyquestions.builtin.document import Document

MATTER = "The ferry Alda ran aground near Skerra on Tuesday."
ASIDE = "Lifeboats took all passengers ashore before noon."


def document(*paragraphs: str, title: str | None = None) -> Document:
    parts = [(BlockKind.PARAGRAPH, text) for text in paragraphs]
    return Document.of(Article.of(parts, title=title, language="en"))


def test_a_question_bears_on_what_the_beginning_names() -> None:
    """Words of the title and the first sentence count, those of later ones do not."""
    told = document(MATTER, ASIDE, title="Owner blames the rudder")
    assert bearing("Why did the ferry Alda run aground?", told) == 4
    assert bearing("Who is the owner?", told) == 1
    assert bearing("Where were the passengers taken?", told) == 0
    assert bearing("Why did the ferry run aground?", document(title="Talks")) == 0


def test_of_equal_questions_the_one_on_the_matter_comes_first() -> None:
    """Although the article answers it later."""
    told = document(
        MATTER,
        "The strike at the port of Lund began because wages were cut, the union said.",
        "The ferry Alda ran aground because its rudder had failed, the coastguard said.",
        "The town council called on the owner to inspect its other ferries by Friday.",
    )
    strike, ferry = sorted(ask(told).questions, key=lambda q: bearing(q.text, told))
    assert told.article.text.index(strike.quotes[0]) < told.article.text.index(ferry.quotes[0])
    assert strike.salience == ferry.salience
    assert ask(told).questions == (ferry, strike)
