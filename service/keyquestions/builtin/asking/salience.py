"""How much a question is about what its article is about."""

from functools import lru_cache

from keyquestions.builtin.asking.checks import content_words
from keyquestions.builtin.document import Document

_ARTICLES = 4
"""So many articles' beginnings are remembered: the questions of one are weighed together."""


def bearing(question: str, document: Document) -> int:
    """How many of its words the title and the first sentence have: there the matter is named."""
    first = document.body[0].text if document.body else ""
    return len(content_words(question) & _matter(document.article.title or "", first))


@lru_cache(_ARTICLES)
def _matter(title: str, first: str) -> frozenset[str]:
    return content_words(title) | content_words(first)
