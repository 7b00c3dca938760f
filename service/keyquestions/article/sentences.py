"""Sentences of an article, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import sentencex

from keyquestions.article.blocks import Article, Block

_NO_ABBREVIATION = re.compile(
    r"\b(?:no|me|art|miss|may|ok|May|OK)\.[\u201d\u2019\"']?(?=\s+[\u201c\u2018\"']?[^\W\d_a-z])"
)
"""Words before a new sentence which the library takes for abbreviations ("voted no. Archuleta")."""


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
    for first, last in _boundaries(block.text, language):
        raw = block.text[first:last]
        text = raw.strip()
        if text:
            start = block.start + first + len(raw) - len(raw.lstrip())
            found.append(Sentence(text, start, start + len(text), index))
    return found


def _boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    for piece in sentencex.get_sentence_boundaries(language, text):
        start, end = piece["start_index"], piece["end_index"]
        if language == "en":
            for word in _NO_ABBREVIATION.finditer(text, start, end):
                yield start, word.end()
                start = word.end()
        yield start, end
