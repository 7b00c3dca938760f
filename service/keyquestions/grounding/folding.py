"""One spelling for what is written in several ways, with the place that each letter came from.

A folded text has no spaces, no quotation marks and no invisible characters; letters are taken
apart (NFD), ligatures spelled out, dashes and ellipses written in one way and left-over HTML
entities resolved. Apostrophes inside a word stay: "we're" is not "were". What was left out is
remembered as a gap, because "the rapist" is not "therapist".
"""

import html
import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, repeat

from keyquestions.article.characters import DASHES, DOUBLE_QUOTES, INVISIBLE, SINGLE_QUOTES

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPELLED_OUT = ("<compat>", "<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>")
_GAP = " "


class _Spellings(dict[str, str]):
    """How each character is spelled: "" where it is left out, a space where it leaves a gap."""

    def __missing__(self, character: str) -> str:
        self[character] = spelling = _spell(character)
        return spelling


def _spell(character: str) -> str:
    if character in SINGLE_QUOTES:
        return "'"
    if character in DOUBLE_QUOTES or character.isspace():
        return _GAP
    if character in DASHES:
        return "-"
    if INVISIBLE.match(character) or character == "\ufe0f":
        return ""
    decomposition = unicodedata.decomposition(character)
    compatible = decomposition.startswith(_SPELLED_OUT)
    spelled = unicodedata.normalize("NFKD" if compatible else "NFD", character)
    return "".join(spelled.split()) or _GAP


_SPELLINGS = _Spellings()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text.

    `shape` keeps the letters' case, `key` does not; both have the same length. For each of their
    characters, `starts` and `ends` give its place in the source, in code points, and `gaps` is 1
    where a space or a quotation mark was left out before it.
    """

    key: str
    shape: str
    gaps: bytes
    starts: "array[int]"
    ends: "array[int]"

    def __len__(self) -> int:
        """How many folded characters there are."""
        return len(self.key)


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    spelled, starts, ends = _spelled(text)
    kept = _without_gaps(spelled)
    shape = "".join(map(spelled.__getitem__, kept))
    # Taken apart, no letter has a lower case of two; a Greek word's last sigma is like the others.
    key = shape.lower().replace("\u03c2", "\u03c3")
    gaps = bytearray(len(kept))
    before = -1
    for at, index in enumerate(kept):
        gaps[at] = index != before + 1
        before = index
    return Folded(
        key=key,
        shape=shape,
        gaps=bytes(gaps),
        starts=array("l", map(starts.__getitem__, kept)),
        ends=array("l", map(ends.__getitem__, kept)),
    )


def _spelled(text: str) -> tuple[str, "array[int]", "array[int]"]:
    """Spell a text in one way, gaps still in it, with the place of each character."""
    parts, starts, ends = [], array("l"), array("l")
    for start, end, raw in _pieces(text):
        spellings = list(map(_SPELLINGS.__getitem__, raw))
        parts += spellings
        if end - start == len(raw):
            lengths = list(map(len, spellings))
            starts.extend(chain.from_iterable(map(repeat, count(start), lengths)))
            ends.extend(chain.from_iterable(map(repeat, count(start + 1), lengths)))
        else:
            length = sum(map(len, spellings))
            starts.extend(repeat(start, length))
            ends.extend(repeat(end, length))
    return "".join(parts), starts, ends


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield stretches of text as they are, and HTML entities as what they stand for."""
    at = 0
    for entity in _ENTITY.finditer(text) if "&" in text else ():
        meant = html.unescape(entity.group())
        if meant == entity.group() or len(meant) == len(entity.group()):
            continue
        yield at, entity.start(), text[at : entity.start()]
        yield entity.start(), entity.end(), meant
        at = entity.end()
    yield at, len(text), text[at:]


def _without_gaps(spelled: str) -> list[int]:
    """Return where the characters are that stay: no gap, and no quotation mark but apostrophes."""
    last = len(spelled) - 1
    return [
        at
        for at, character in enumerate(spelled)
        if character != _GAP
        and not (character == "-" and at and spelled[at - 1] == "-")
        and (
            character != "'"
            or (0 < at < last and _is_word(spelled[at - 1]) and _is_word(spelled[at + 1]))
        )
    ]


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
