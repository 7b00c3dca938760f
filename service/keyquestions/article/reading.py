"""One door for every kind of input: text or HTML in, an article out."""

import re
from typing import Literal

from keyquestions.article.blocks import SEPARATOR, Article, BlockKind, Found, Part
from keyquestions.article.characters import clean, content_hash, count_words, unescaped
from keyquestions.article.furniture import without_furniture
from keyquestions.article.language import UNKNOWN, detect_language, given_language
from keyquestions.article.markup import markup_parts
from keyquestions.article.parsing import parse
from keyquestions.article.plain import plain_parts
from keyquestions.errors import ArticleEmpty, ArticleTooLong, ArticleTooShort, ExtractionFailed

MIN_WORDS = 20
MAX_CHARACTERS = 1_000_000
MAX_RAW_CHARACTERS = 20_000_000
MAX_TAGS = 200_000
MAX_LINES = 50_000

_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!--\s*/?wp:|</(?:p|div|h[1-6]|ul|ol|li|span|a|em|strong|b|i|article|section|figure|blockquote"
    r"|table|body|html)\s*>|<(?:br|p|hr)\s*/?>",
    re.IGNORECASE,
)
_SHORTCODES = re.compile(
    # WordPress keeps captions and embeds so; page builders wrap everything in theirs.
    r"\[(caption|wp_caption|embed|video|audio|gallery|playlist)\b[^\[\]]{0,500}\]"
    r"(?:[^\[]{0,2000}\[/\1\])?|\[/?[a-z]{2,20}(?:_[a-z0-9]{1,20})+(?:\s[^\[\]]{0,2000})?\]"
)
_BLANK_LINES = re.compile(r"\n{3,}")
_DETECTED_WITHIN = 100_000
_TOP = 3

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
        language: ISO 639-1 code, also with a region; detected where it is None or empty.
        markup: what the content is; detected where it is None.

    Raises:
        ArticleEmpty: there is nothing in it.
        ArticleTooShort: there are fewer than MIN_WORDS words in it.
        ArticleTooLong: there are more than MAX_CHARACTERS characters, MAX_TAGS tags or
            MAX_LINES lines in it.
        ExtractionFailed: it is HTML without an article in it.
        LanguageUnknown: `language` names no language.
    """
    code = given_language(language) if language and language != UNKNOWN else None
    if len(content) > MAX_RAW_CHARACTERS:
        raise _too_long(len(content), "characters", MAX_RAW_CHARACTERS)
    content = content.strip()
    if not clean(content[:_DETECTED_WITHIN]) and not clean(content):
        raise ArticleEmpty("There is no text in the input; give an article.")
    markup = markup or _detected(content)
    found = _html(content) if markup == "html" else _text(content)
    title, parts = _titled(
        without_furniture(found.parts), clean(unescaped(title or "")) or found.title
    )
    _check_length(title, parts, markup)
    if code is None:
        body = " ".join(text for kind, text in parts if kind is not BlockKind.HEADING)
        code = detect_language(body, declared=found.language)
    return Article.of(parts, title=title, language=code)


def _detected(content: str) -> Markup:
    return "html" if _MARKUP.search(content[:_DETECTED_WITHIN]) or _is_page(content) else "text"


def _text(content: str) -> Found:
    content = _BLANK_LINES.sub("\n\n", content)
    characters = len(" ".join(content.split()))
    if characters > MAX_CHARACTERS:
        raise _too_long(characters, "characters", MAX_CHARACTERS)
    lines = len(content.splitlines())
    if lines > MAX_LINES:
        raise _too_long(lines, "lines", MAX_LINES)
    return Found(plain_parts(content))


def _html(content: str) -> Found:
    tags = content.count("<")
    if tags > MAX_TAGS:
        raise _too_long(tags, "tags", MAX_TAGS)
    if _is_page(content):
        from keyquestions.article.webpage import find_article  # noqa: PLC0415 - rarely needed

        return find_article(content)
    root = parse(_SHORTCODES.sub("", content))
    return Found([] if root is None else markup_parts(root))


def _is_page(content: str) -> bool:
    return bool(_PAGE.search(content[:_DETECTED_WITHIN]))


def _titled(parts: list[Part], title: str | None) -> tuple[str | None, list[Part]]:
    """The title, and the parts without one that repeats it at their top."""
    top = next((at for at, part in enumerate(parts[:_TOP]) if part[0] is BlockKind.HEADING), None)
    if title is None:
        return (parts[0][1] if top == 0 else None), parts
    if top is None or _folded(title) != _folded(parts[top][1]):
        return title, parts
    return title, parts[:top] + parts[top + 1 :]


def _folded(title: str) -> str:
    return content_hash(title.casefold())


def _check_length(title: str | None, parts: list[Part], markup: Markup) -> None:
    characters = len(title or "") + sum(len(text) + len(SEPARATOR) for _, text in parts)
    if characters > MAX_CHARACTERS:
        raise _too_long(characters, "characters", MAX_CHARACTERS)
    first = parts[0][1] if parts else ""
    words = sum(count_words(text) for _, text in parts) - (
        count_words(first) if first == title else 0
    )
    if words >= MIN_WORDS:
        return
    if markup == "html":
        raise ExtractionFailed(
            "No article was found in this HTML; give the article's own text or HTML body."
        )
    raise ArticleTooShort(
        f"The text has {words} {'word' if words == 1 else 'words'}; "
        f"at least {MIN_WORDS} are needed to analyse an article."
    )


def _too_long(length: int, unit: str, limit: int) -> ArticleTooLong:
    return ArticleTooLong(
        f"The input has {length:,} {unit}, and the limit is {limit:,}; split it into articles."
    )
