"""Articles: text and HTML to canonical blocks, with title, language and content hash."""

from keyquestions.article.blocks import SEPARATOR, Article, Block, BlockKind
from keyquestions.article.decoding import decode
from keyquestions.article.language import given_language, language_name
from keyquestions.article.reading import read_article
from keyquestions.article.sentences import Sentence, sentences

__all__ = [
    "SEPARATOR", "Article", "Block", "BlockKind", "Sentence", "decode", "given_language",
    "language_name", "read_article", "sentences",
]  # fmt: skip
