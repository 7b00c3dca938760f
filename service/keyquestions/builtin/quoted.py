"""Where an article has quotation marks."""

import re

from keyquestions.article import Article, BlockKind

_PAIRS = re.compile(
    r"“[^“”]{1,1500}”|„[^„“”]{1,1500}[“”]|«[^«»]{1,1500}»|»[^«»]{1,1500}«"
    r"|(?<![^\W_])\"[^\"]{1,1500}\"|(?<![^\W_])‘[^‘]{1,1500}?’(?![^\W_])"
)


def quoted_spans(article: Article) -> tuple[tuple[int, int], ...]:
    """Quoted passages without their marks, in reading order; a quote block is one as a whole."""
    found = []
    for block in article.blocks:
        if block.kind is BlockKind.QUOTE:
            found.append((block.start, block.end))
            continue
        for match in _PAIRS.finditer(block.text):
            found.append((block.start + match.start() + 1, block.start + match.end() - 1))
    return tuple(found)
