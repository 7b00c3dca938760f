"""Words of an article with their places, tags and what stands between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from keyquestions.article import BlockKind
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.tokens import Token

_ENDINGS = frozenset({"'s", "'re", "'ve", "'ll", "'d", "'m", "n't"})
_BE = frozenset("it that there he she what who let here how where when".split())
"""Words whose "'s" is a verb, not a possessive."""

STOPS = frozenset(
    "the a an and or but of in on at to for with from by as that which who whom whose is are "
    "was were be been has have had will would can could may might must should not no than "
    "then when while if because so it its this these those they them their he him his she her "
    "we us our i you your do does did into over under about after before between against "
    "during without within through said says say also there here what how why where all some "
    "any each more most less very too enough still even just only now again ever never often "
    "always yet for".split()
)
"""Words that carry no matter of their own."""


@dataclass(slots=True)
class Word:
    """One word; `lower` is without a possessive ending, `before` is what stands before it.

    `start` and `end` are code points in the canonical text; `tag` is its Penn tag, "" without one.
    """

    text: str
    lower: str
    tag: str
    start: int
    end: int
    before: str
    possessive: bool = False
    capitalised: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its words; `tail` is what follows the last word."""

    text: str
    start: int
    end: int
    block: int
    kind: BlockKind
    words: tuple[Word, ...]
    lowers: list[str]
    tail: str

    @classmethod
    def of(cls, passage: Passage) -> Self:
        """The words of a sentence, contractions and possessives in one piece, marks between."""
        words = _words(passage.tokens, passage)
        end = words[-1].end - passage.start if words else 0
        return cls(
            text=passage.text,
            start=passage.start,
            end=passage.end,
            block=passage.block,
            kind=passage.kind,
            words=words,
            lowers=[word.lower for word in words],
            tail=passage.text[end:],
        )


def lines(document: Document) -> tuple[Line, ...]:
    """The sentences of an article with their words, in reading order."""
    return tuple(Line.of(passage) for passage in document.passages)


def _words(tokens: Sequence[Token], passage: Passage) -> tuple[Word, ...]:
    found: list[Word] = []
    text, offset, at = passage.text, passage.start, passage.start
    for token in tokens:
        if found and token.start == at and token.lower in _ENDINGS:
            _join(found[-1], token)
            at = token.end
        elif token.text[0].isalnum():
            before = text[at - offset : token.start - offset]
            upper = token.text[0].isupper()
            found.append(Word(token.text, token.lower, token.tag, token.start, token.end, before))
            found[-1].capitalised = upper
            at = token.end
    return tuple(found)


def _join(word: Word, ending: Token) -> None:
    """Add "'s" or "n't" to the word before it."""
    word.text += ending.text
    word.end = ending.end
    if ending.lower == "'s" and word.lower not in _BE:
        word.possessive = True
    else:
        word.lower += ending.lower
