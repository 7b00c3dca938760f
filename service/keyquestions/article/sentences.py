"""Sentences of an article, with their places."""

from dataclasses import dataclass

import sentencex

from keyquestions.article.blocks import Article, Block


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `start` and `end` are code points in the canonical text of the article."""

    text: str
    start: int
    end: int
    block: int


def sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of all blocks in reading order; none crosses the end of a block."""
    found: list[Sentence] = []
    for index, block in enumerate(article.blocks):
        found += _of_block(block, index, article.language)
    return tuple(found)


def _of_block(block: Block, index: int, language: str) -> list[Sentence]:
    found = []
    for piece in sentencex.get_sentence_boundaries(language, block.text):
        raw = block.text[piece["start_index"] : piece["end_index"]]
        text = raw.strip()
        if text:
            start = block.start + piece["start_index"] + len(raw) - len(raw.lstrip())
            found.append(Sentence(text, start, start + len(text), index))
    return found
