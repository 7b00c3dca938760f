"""What holds for any text in any script: drafts are made, and every quote stands in the text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyquestions.article import Article, read_article
from keyquestions.builtin.asking import ask
from keyquestions.builtin.document import Document
from keyquestions.builtin.summary import LIMIT, summarise
from keyquestions.errors import ArticleError

PIECES = (
    "The mayor said", "Ruth Bell", "she", "It", "they", "“", "”", '"', "(", ")", ".", ",", ";", ":",
    "because", "whether to", "who", "whose", "did not say", "where", "there were 40",
    "£3.4 million", "was passed by 3 votes to 2", "beat Orme 2-1", "according to",
    "were killed",
    "Under the plan,",
    "The cause was not clear", "\n\n", "\n- ", "# ", "😀", "e\u0301", "中文新聞",
    "العربية", "Москва", "\u200b", "\u202e", "1", "per cent", "after", "and",
    "the", "a", "of", "will",
    "would",
)  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(min_size=1, max_size=12)), min_size=1, max_size=60
).map(" ".join)


def article(text: str) -> Article | None:
    try:
        return read_article(text, language="en", markup="text")
    except ArticleError:
        return None


@given(texts)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_has_drafts_that_quote_it(text: str) -> None:
    """No text raises, no quote is made up, and no summary is longer than its limit."""
    read = article(text)
    if read is None:
        return
    document = Document.of(read)
    summary, questions = summarise(document), ask(document).questions
    assert sum(len(sentence.text.split()) for sentence in summary.sentences) <= LIMIT
    quotes = [quote for each in (*summary.sentences, *questions) for quote in each.quotes]
    assert all(quote in read.text for quote in quotes)
    assert all(question.text.endswith("?") for question in questions)


@pytest.mark.parametrize("text", ["?", "a", "\u202e", "“" * 400, "It. " * 900, "1 " * 700])
def test_texts_without_a_matter_ask_nothing(text: str) -> None:
    """One sign, or the same one over and over, is no article to ask about."""
    read = article(text)
    assert read is None or ask(Document.of(read)).questions == ()
