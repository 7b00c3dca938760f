"""The summary: whole sentences that read as one text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from keyquestions.article import Article, read_article
from keyquestions.builtin.centrality import centrality, likeness, vectors
from keyquestions.builtin.document import Document
from keyquestions.builtin.standing import standing_alone, without_connective
from keyquestions.builtin.stops import connectives, first_person, leaning, stops
from keyquestions.builtin.summary import LIMIT, summarise

DocumentOf = Callable[[str], Document]
DATA = Path(__file__).parent / "data"
ARTICLES = sorted(DATA.rglob("*.txt"))
POINTERS = {"it", "they", "them", "he", "she", "his", "her", "their", "these", "those", "this"}


def words(text: str) -> list[str]:
    return [word.strip("\"'“”‘’.,;:()") for word in text.split()]


def test_the_sample_in_eighty_words(sample: Article) -> None:
    """Whole sentences of the article, in its order, none out of the empty headings."""
    draft = summarise(Document.of(sample))
    texts = [sentence.text for sentence in draft.sentences]
    assert len(" ".join(texts).split()) <= LIMIT
    assert texts[0].startswith("Ukrainian President Volodymyr Zelenskyy has announced")
    places = [sample.text.find(sentence.quotes[0]) for sentence in draft.sentences]
    assert -1 not in places
    assert places == sorted(places)
    for text in texts:
        assert text.endswith(".")
        assert words(text)[0].lower() not in POINTERS | {"notably", "further", "however"}
        assert "Bias Analysis" not in text


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_article_has_a_summary(path: Path) -> None:
    """In every language: whole sentences out of the article, at most 80 words, none twice."""
    article = read_article(path.read_text("utf-8"))
    draft = summarise(Document.of(article))
    texts = [sentence.text for sentence in draft.sentences]
    assert 1 <= len(texts) == len(set(texts))
    assert len(" ".join(texts).split()) <= LIMIT
    for sentence in draft.sentences:
        assert sentence.quotes[0] in article.text
        assert sentence.quotes[0].endswith(" ".join(sentence.text.split()[-4:]))
        assert words(sentence.text)[0].lower() not in POINTERS


@pytest.mark.parametrize(
    "text",
    [
        "It was closed in May.",
        "Draining them is reckless for the town.",
        "For its part, Larne will appeal.",
        "The same goes for Larne.",
        "After his speech the mayor left.",
        "My son leaves the house at six.",
        "Is the mill closed?",
        "The mill is closed…",
        "“We are closing,” he said, and we left.",
        "“The mill is closed.",
    ],
)
def test_sentences_that_lean_on_others(document_of: DocumentOf, text: str) -> None:
    """Pronouns without a noun, questions, torn quotations and the author's "my" need more."""
    document = document_of(text)
    assert standing_alone(document, document.passages[0]) is None


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("However, the mill in Larne is closed.", "The mill in Larne is closed."),
        ("But the mill in Larne is closed.", "The mill in Larne is closed."),
        ("The trust sold its mill in May.", "The trust sold its mill in May."),
        ("Teachers fear for their jobs.", "Teachers fear for their jobs."),
        ("Moll said, “we will sell it”.", "Moll said, “we will sell it”."),
    ],
)
def test_sentences_that_stand_alone(document_of: DocumentOf, text: str, alone: str) -> None:
    """A joining word is cut off; a pronoun may point back within its sentence."""
    document = document_of(text)
    assert standing_alone(document, document.passages[0]) == alone


def test_what_was_not_introduced_is_not_told(document_of: DocumentOf) -> None:
    """ "The memo" is not in a summary without the sentence that brings the memo up."""
    filler = "The long debate in the council of Larne went on about the mill and its price. " * 4
    document = document_of(
        "The council of Larne sold the mill for a low price after a long debate.\n\n"
        f"{filler}\n\nTwo clerks had read a memo.\n\nThe trust declined to talk about the memo."
    )
    texts = [sentence.text for sentence in summarise(document).sentences]
    told = [text for text in texts if "the memo" in text]
    assert not told or "Two clerks had read a memo." in texts


def test_nothing_that_stands_alone() -> None:
    """Where no sentence can stand alone, the first that fits has to do."""
    article = read_article("He left. " * 12, language="en", markup="text")
    draft = summarise(Document.of(article))
    assert [sentence.text for sentence in draft.sentences] == ["He left."]


def test_a_sentence_beyond_all_measure() -> None:
    """An article that is one endless sentence has no summary."""
    article = read_article("the mill and " * 60 + "the town.", language="en", markup="text")
    assert summarise(Document.of(article)).sentences == ()


def test_central_sentences_share_the_words_of_the_others(document_of: DocumentOf) -> None:
    """What most sentences speak of is central; what one alone mentions is not."""
    document = document_of("The mill burned. The mill was old. A heron flew by.")
    found = vectors(document.passages[:3], "en")
    scores = centrality(found)
    assert scores[0] > scores[2]
    assert likeness(found[0], found[1]) > likeness(found[0], found[2]) == 0
    assert centrality([]) == []
    assert centrality([{}]) == [0.0]


def test_word_lists_by_language() -> None:
    """Four languages have lists; any other has none, and nothing breaks."""
    for language in ("en", "de", "es", "fr"):
        for words_of in (stops, leaning, connectives, first_person):
            assert words_of(language)
    assert stops("xx") == frozenset()
    assert without_connective("Sin embargo, el puerto cerró.", "es") == "El puerto cerró."
    assert without_connective("Aber das Bad blieb zu.", "de") == "Das Bad blieb zu."
    assert without_connective("Sin embargo, nada.", "xx") == "Sin embargo, nada."
