"""An article as the built-in analyst reads it: sentences, words, tags, names, quoted passages."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Self, TypeVar, cast

from keyquestions.article import Article, BlockKind, sentences
from keyquestions.article.quotations import quoted_spans
from keyquestions.builtin.chunks import Chunk, chunks
from keyquestions.builtin.names import Names
from keyquestions.builtin.tagging import tag_all, untagged
from keyquestions.builtin.tokens import Token, tokenise

TAGGED = frozenset({"en"})
"""The languages whose words are tagged; in others a document has sentences and bare words."""


_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Remembering:
    """Something that is read by many rules: what they all need of it is worked out once."""

    _made: dict[Callable[..., Any], Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, make: Callable[[Self], _Made]) -> _Made:
        """What `make` gives for this, worked out at the first call; `make` changes nothing."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("_Made", self._made[make])


@dataclass(frozen=True)
class Passage(Remembering):
    """One sentence of the article with its words; places are code points in the canonical text.

    `index` counts the sentences of the document, `place` those of the block.
    """

    text: str
    start: int
    end: int
    block: int
    kind: BlockKind
    index: int
    place: int
    tokens: tuple[Token, ...]

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """The noun chunks, as token indices."""
        return chunks(self.tokens)

    def chunk_from(self, first: int) -> Chunk | None:
        """The noun chunk that begins at a token, None where none does."""
        return next((chunk for chunk in self.chunks if chunk.first == first), None)

    def with_of(self, last: int) -> int:
        """The end of "of the bridge" behind a chunk that ends at `last`, else `last`."""
        if last < len(self.tokens) and self.tokens[last].lower == "of":
            inner = self.chunk_from(last + 1)
            return inner.last if inner is not None else last
        return last

    def words(self, first: int, last: int) -> str:
        """The article's own text from token `first` to token `last` (exclusive)."""
        if first >= last:
            return ""
        return self.text[
            self.tokens[first].start - self.start : self.tokens[last - 1].end - self.start
        ]


@dataclass(frozen=True)
class Document(Remembering):
    """One article, read once; everything in it keeps its place in the canonical text."""

    article: Article
    passages: tuple[Passage, ...]

    @classmethod
    def of(cls, article: Article) -> "Document":
        """Split, tokenise and (in English) tag an article; linear in its length."""
        found = sentences(article)
        words = [tokenise(sentence.text, sentence.start) for sentence in found]
        if article.language in TAGGED:
            tagged = tag_all(words)
        else:
            tagged = [untagged(sentence) for sentence in words]
        passages: list[Passage] = []
        for index, (sentence, tokens) in enumerate(zip(found, tagged, strict=True)):
            fresh = not passages or passages[-1].block != sentence.block
            place = 0 if fresh else passages[-1].place + 1
            kind = article.blocks[sentence.block].kind
            passages.append(
                Passage(
                    text=sentence.text,
                    start=sentence.start,
                    end=sentence.end,
                    block=sentence.block,
                    kind=kind,
                    index=index,
                    place=place,
                    tokens=tokens,
                )
            )
        return cls(article, tuple(passages))

    @property
    def tagged(self) -> bool:
        """Whether words have tags, and everything that rests on them can be used."""
        return self.article.language in TAGGED

    @cached_property
    def body(self) -> tuple[Passage, ...]:
        """The sentences that are neither title, heading nor caption."""
        silent = {BlockKind.HEADING, BlockKind.CAPTION}
        return tuple(p for p in self.passages if p.kind not in silent)

    @cached_property
    def title(self) -> Passage | None:
        """The title as a passage."""
        has = self.article.title is not None and self.passages
        return self.passages[0] if has else None

    @cached_property
    def quotations(self) -> tuple[tuple[int, int], ...]:
        """Where the article has quotation marks: spans without the marks, in order."""
        return quoted_spans(self.article)

    @cached_property
    def names(self) -> Names:
        """The people, places and organisations, with their short forms."""
        return Names.of((p.text, p.tokens) for p in self.body)

    def quoted(self, start: int, end: int) -> bool:
        """Whether any of `start` to `end` stands inside quotation marks."""
        at = bisect_left(self.quotations, end, key=lambda span: span[0])
        return at > 0 and start < self._reach[at - 1]

    @cached_property
    def _reach(self) -> tuple[int, ...]:
        """Up to where each quoted span reaches, or one before it."""
        return tuple(accumulate((last for _, last in self.quotations), max))
