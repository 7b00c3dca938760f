"""One door for every kind of input: text or HTML in, an article out."""

import re
from typing import Literal

from keyquestions.article.blocks import Article, BlockKind
from keyquestions.article.characters import clean, content_hash
from keyquestions.article.furniture import Part, without_furniture
from keyquestions.article.language import detect_language
from keyquestions.article.markup import markup_parts, parse
from keyquestions.article.plain import plain_parts
from keyquestions.errors import ArticleEmpty, ArticleTooLong, ArticleTooShort, ExtractionFailed

MIN_WORDS = 20
MAX_CHARACTERS = 1_000_000
MAX_RAW_CHARACTERS = 20_000_000

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!--\s*/?wp:|</(?:p|div|h[1-6]|ul|ol|li|span|a|em|strong|b|i|article|section|figure|blockquote"
    r"|table|body|html)\s*>|<(?:br|p|hr)\s*/?>",
    re.IGNORECASE,
)
_DETECTED_WITHIN = 100_000

Markup = Literal["text", "html"]


def read_article(
    content: str,
    *,
    title: str | None = None,
    language: str | None = None,
    markup: Markup | None = None,
) -> Article:
    """Read text or HTML as an article.

    Args:
        content: the text, a CMS's HTML body, or a whole HTML page.
        title: the headline, where the content does not begin with it.
        language: ISO 639-1 code; detected where it is None.
        markup: what the content is; detected where it is None.

    Raises:
        ArticleEmpty: there is nothing in it.
        ArticleTooShort: there are fewer than MIN_WORDS words in it.
        ArticleTooLong: there are more than MAX_CHARACTERS characters in it.
        ExtractionFailed: it is HTML without an article in it.
    """
    if len(content) > MAX_RAW_CHARACTERS:
        raise _too_long(len(content), MAX_RAW_CHARACTERS)
    if not clean(content[:MAX_CHARACTERS]) and not content.strip():
        raise ArticleEmpty("There is no text in the input; give an article.")
    if markup is None:
        markup = (
            "html" if _MARKUP.search(content[:_DETECTED_WITHIN]) or _is_page(content) else "text"
        )
    found, parts = _html(content) if markup == "html" else (None, plain_parts(content))
    article = _laid_out(without_furniture(parts), clean(title or "") or found, language)
    _check_length(article, markup)
    return article


def _html(content: str) -> tuple[str | None, list[Part]]:
    if _is_page(content):
        from keyquestions.article.webpage import page_parts  # noqa: PLC0415 - rarely needed

        return page_parts(content)
    root = parse(content)
    return None, [] if root is None else markup_parts(root)


def _is_page(content: str) -> bool:
    return bool(_PAGE.search(content[:_DETECTED_WITHIN]))


def _laid_out(parts: list[Part], title: str | None, language: str | None) -> Article:
    """An article with its title in front, once."""
    first = parts[0] if parts else None
    if first and first[0] is BlockKind.HEADING:
        if title is None:
            title = first[1]
        elif content_hash(title.casefold()) == content_hash(first[1].casefold()):
            parts = parts[1:]
    if language is None:
        body = " ".join(text for kind, text in parts if kind is not BlockKind.HEADING)
        language = detect_language(body)
    return Article.of(parts, title=title, language=language)


def _check_length(article: Article, markup: Markup) -> None:
    if len(article.text) > MAX_CHARACTERS:
        raise _too_long(len(article.text), MAX_CHARACTERS)
    words = article.words - (len(article.title.split()) if article.title else 0)
    if words >= MIN_WORDS:
        return
    if markup == "html":
        raise ExtractionFailed(
            "No article was found in this HTML; give the article's own text or HTML body."
        )
    raise ArticleTooShort(
        f"The text has {words} words; at least {MIN_WORDS} are needed to analyse an article."
    )


def _too_long(length: int, limit: int) -> ArticleTooLong:
    return ArticleTooLong(
        f"The input has {length:,} characters, and the limit is {limit:,}; split it into articles."
    )
