"""A long article in parts, each of them an article that can be shown on its own."""

from collections.abc import Iterable, Iterator
from math import ceil

from keyquestions.article import Article, Block, Sentence, sentences
from keyquestions.article.blocks import Part
from keyquestions.model_analyst.window import estimated_tokens

BLOCK_TOKENS = 4
"""What a block takes beside its text: its mark and the empty line before it."""

TITLE_SHARE = 4
"""A title that takes more than one part in so many of the room is not repeated in every part."""

_EVEN = 1.1
_SHORTEST = 40


def split(article: Article, room: int) -> tuple[Article, ...]:
    """Split an article into parts of at most `room` tokens each, by the estimate.

    It is split between blocks; a block that is too large is split between its sentences, and a
    sentence that is too large between its words. Every part has the article's title again, so that
    it is understood; all other text is in exactly one part, in order. Parts are about even.
    """
    title = article.title
    if title is not None and _size(title) * TITLE_SHARE > room:
        title = None
    room -= _size(title) if title is not None else 0
    blocks = article.blocks if title is None else article.body
    pieces = [piece for block in blocks for piece in _fitting(article, block, room)]
    total = sum(_size(text) for _, text in pieces)
    count = ceil(total / room)
    packed = _packed(pieces, min(room, ceil(_EVEN * total / max(count, 1))))
    if len(packed) > count:
        packed = _packed(pieces, room)
    return tuple(Article.of(part, title=title, language=article.language) for part in packed)


def _size(text: str) -> int:
    return estimated_tokens(text) + BLOCK_TOKENS


def _packed(pieces: Iterable[Part], room: int) -> list[list[Part]]:
    packed: list[list[Part]] = []
    taken = 0
    for piece in pieces:
        size = _size(piece[1])
        if not packed or taken + size > room:
            packed.append([])
            taken = 0
        packed[-1].append(piece)
        taken += size
    return packed


def _fitting(article: Article, block: Block, room: int) -> Iterator[Part]:
    """A block, or as many pieces of it as are needed, none larger than the room if that can be."""
    if _size(block.text) <= room:
        yield block.kind, block.text
        return
    alone = Article.of([(block.kind, block.text)], title=None, language=article.language)
    spans = [span for each in sentences(alone) for span in _words_of(block.text, each, room)]
    taken, first = 0, 0
    for at, (start, end) in enumerate(spans):
        size = _size(block.text[start:end])
        if at > first and taken + size > room:
            yield block.kind, block.text[spans[first][0] : spans[at - 1][1]]
            taken, first = 0, at
        taken += size
    yield block.kind, block.text[spans[first][0] : spans[-1][1]]


def _words_of(text: str, sentence: Sentence, room: int) -> Iterator[tuple[int, int]]:
    """Where a sentence stands, or the pieces of it that fit; cut at a space where there is one."""
    start = sentence.start
    while _size(text[start : sentence.end]) > room and sentence.end - start > _SHORTEST:
        length = sentence.end - start
        reach = start + max(_SHORTEST, length * room // (_size(text[start : sentence.end]) + 1) - 1)
        space = text.rfind(" ", start + _SHORTEST // 2, reach)
        cut = reach if space < 0 else space + 1
        yield start, cut
        start = cut
    yield start, sentence.end
