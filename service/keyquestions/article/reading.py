"""One door for every kind of input: text or HTML in, an article out."""

import re

from keyquestions.article.blocks import Article, BlockKind
from keyquestions.article.characters import clean

_HEADING_LENGTH = 90


def read_article(content: str, *, title: str | None = None, language: str | None = None) -> Article:
    """Read text as an article. (A first version: one line is one block.)."""
    parts = []
    for line in content.splitlines():
        text = clean(line)
        if not text:
            continue
        if re.match(r"[-*•] ", text):
            parts.append((BlockKind.LIST_ITEM, text[2:]))
        elif len(text) <= _HEADING_LENGTH and text[-1] not in '.:;!?”"':
            parts.append((BlockKind.HEADING, text))
        else:
            parts.append((BlockKind.PARAGRAPH, text))
    while parts and parts[-1][0] is BlockKind.HEADING:
        parts.pop()
    if title is None and parts and parts[0][0] is BlockKind.HEADING:
        title = parts[0][1]
    return Article.of(parts, title=title, language=language or "en")
