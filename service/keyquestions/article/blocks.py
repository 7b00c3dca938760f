"""What an article is once it has been read: canonical text in blocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from keyquestions.article.characters import content_hash, count_words

SEPARATOR = "\n\n"
"""What stands between two blocks in the canonical text."""


class BlockKind(StrEnum):
    """What a block was in the article; it stays what it is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"


Part = tuple[BlockKind, str]
"""What will be a block once it is known where it stands."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in an input: parts in reading order, and what it says of itself."""

    parts: list[Part]
    title: str | None = None
    language: str | None = None


class Block(BaseModel):
    """One block; `start` and `end` are code points in the article's canonical text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: BlockKind
    text: str
    start: int
    end: int


class Article(BaseModel):
    """Canonical text in blocks. `text[block.start:block.end] == block.text` for every block.

    The title, where there is one, is also block 0, a heading: a quote may come from it.
    `language` is an ISO 639-1 code, or "und" where it could not be told.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str | None
    language: str
    text: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, parts: Iterable[Part], *, title: str | None, language: str) -> "Article":
        """Lay out `parts`, which are clean and in reading order, as one canonical text.

        A title that is not already the first part is put before them.
        """
        laid = list(parts)
        if title is not None and (not laid or laid[0][1] != title):
            laid.insert(0, (BlockKind.HEADING, title))
        blocks, at = [], 0
        for kind, text in laid:
            blocks.append(Block(kind=kind, text=text, start=at, end=at + len(text)))
            at += len(text) + len(SEPARATOR)
        whole = SEPARATOR.join(text for _, text in laid)
        return cls(title=title, language=language, text=whole, blocks=tuple(blocks))

    @cached_property
    def content_hash(self) -> str:
        """The same for the same words, whether they came as HTML or as text."""
        return content_hash(self.text)

    @cached_property
    def words(self) -> int:
        """How many words there are; two characters of a script without spaces count as one."""
        return count_words(self.text)

    @property
    def body(self) -> tuple[Block, ...]:
        """All blocks but the title's."""
        return self.blocks[1:] if self.title is not None else self.blocks
