"""Where an article has quotation marks: spans of direct speech."""

import re
from dataclasses import dataclass

from keyquestions.article.blocks import Article, Block, BlockKind

_MARK = re.compile(
    r"""["“”„‟«»'‘’‚](?:"""  # a class first: the engine skips whatever is not in it
    r"""(?<=["“”„‟«»])|(?<=['‘‚])(?<![^\W_].)(?=\S)|(?<=['’])(?<=\S.)(?![^\W_]))""",
    re.DOTALL,
)
_OPENS = {"“": "”", "„": "“”", "«": "»", "‘": "’'", "‚": "‘’", "'": "'’", '"': '"'}
_LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words, without the marks; `start` and `end` are code points in the article."""

    start: int
    end: int
    block: int


def quotations(article: Article) -> tuple[Quotation, ...]:
    """All quoted passages in reading order; a quote block is one as a whole.

    A paragraph that opens a quotation and does not close it is quoted to its end where the next
    paragraph opens one again, as newspapers print long quotations.
    """
    found: list[Quotation] = []
    for index, block in enumerate(article.blocks):
        if block.kind is BlockKind.QUOTE:
            found.append(Quotation(block.start, block.end, index))
            continue
        after = article.blocks[index + 1].text if index + 1 < len(article.blocks) else ""
        found += _of_block(block, index, continues=after[:1] in {"“", '"'})
    return tuple(found)


def quoted_spans(article: Article) -> tuple[tuple[int, int], ...]:
    """The start and end of every quoted passage, as code points in the canonical text."""
    return tuple((quotation.start, quotation.end) for quotation in quotations(article))


def _of_block(block: Block, index: int, *, continues: bool) -> list[Quotation]:
    found: list[Quotation] = []
    opened, closers = -1, ""
    for match in _MARK.finditer(block.text):
        mark, at = match[0], match.start()
        if opened >= 0 and mark in closers and at > opened + 1:
            if at - opened <= _LONGEST:
                found.append(Quotation(block.start + opened + 1, block.start + at, index))
            opened = -1
        elif opened < 0 and mark in _OPENS and _may_open(block.text, at, mark):
            opened, closers = at, _OPENS[mark]
        elif opened < 0 and mark == "»":
            opened, closers = at, "«"
    if opened >= 0 and continues and closers in {"”", '"'}:
        found.append(Quotation(block.start + opened + 1, block.end, index))
    return found


def _may_open(text: str, at: int, mark: str) -> bool:
    """A straight mark opens only at the beginning of a word, an apostrophe never does."""
    if mark not in {"'", "‘", '"'}:
        return True
    before = text[at - 1] if at else " "
    if not (before.isspace() or before in "([—–-:,"):
        return False
    if mark == '"':
        return True
    return re.search(r"\S['’](?![^\W_])", text[at + 1 : at + 400]) is not None
