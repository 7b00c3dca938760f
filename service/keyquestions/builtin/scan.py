"""An article as the framing rules look at it: its sentences with words, and who says what."""

from bisect import bisect_right
from dataclasses import dataclass

from keyquestions.article import Article, BlockKind
from keyquestions.builtin.attribution import Voices, attribute
from keyquestions.builtin.document import Document, Remembering
from keyquestions.builtin.words import Line, lines


@dataclass(frozen=True)
class Scan(Remembering):
    """What every rule of the framing needs; `lines` are in reading order, the title first."""

    article: Article
    lines: tuple[Line, ...]
    voices: Voices

    @classmethod
    def of(cls, document: Document) -> "Scan":
        """Look at an article once for all rules."""
        text = lines(document)
        return cls(document.article, text, attribute(document.article, text, document.names))

    def line_at(self, place: int) -> int:
        """The index of the sentence that a code point of the article stands in."""
        return max(0, bisect_right(self.lines, place, key=lambda line: line.start) - 1)

    def is_title(self, line: Line) -> bool:
        """Whether a sentence belongs to the title."""
        return line.block == 0 and self.article.title is not None

    @property
    def body(self) -> tuple[Line, ...]:
        """The sentences that are neither title nor heading."""
        return tuple(line for line in self.lines if line.kind is not BlockKind.HEADING)
