"""One spelling for what is written in several ways, with the place that each letter came from.

A folded text has no spaces, no quotation marks and no invisible characters; letters are taken
apart (NFD), ligatures spelled out, dashes and ellipses written in one way and left-over HTML
entities resolved. Apostrophes inside a word stay: "we're" is not "were". What was left out is
remembered as a gap, because "the rapist" is not "therapist".
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

from keyquestions.article.characters import DASHES, DOUBLE_QUOTES, INVISIBLE, SINGLE_QUOTES

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPELLED_OUT = ("<compat>", "<wide>", "<narrow>", "<initial>", "<medial>", "<final>", "<isolated>")
_GAP = " "
_DASHES_AFTER = re.compile("(?<=-)-+")
_MARK = re.compile("'")
_NOT_ASCII = re.compile(r"([^\x00-\x7f]+)")


class _Spellings(dict[int, str]):
    """How each code point is spelled: "" where it is left out, a space where it leaves a gap."""

    def __missing__(self, code: int) -> str:
        self[code] = spelling = _spell(chr(code))
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

    `shape` keeps the letters' case, `key` does not; both have the same length. `gaps` is 1 for each
    of their characters before which a space or a quotation mark was left out.
    """

    key: str
    shape: str
    gaps: bytes

    def __len__(self) -> int:
        """How many folded characters there are."""
        return len(self.key)


@dataclass(frozen=True, slots=True)
class Places:
    """Where the characters of a folded text came from, in code points of its source.

    `starts` has one place for each; `entities` has the ends of HTML entities by their starts.
    """

    starts: list[int]
    entities: dict[int, int]

    def end(self, at: int) -> int:
        """Return where the source of a folded character ends."""
        start = self.starts[at]
        return self.entities.get(start, start + 1)

    def after(self, end: int) -> int:
        """Return the index of the first folded character that begins at a place or after it."""
        return bisect_left(self.starts, end)


def fold(text: str) -> Folded:
    """Fold a text; linear in its length."""
    return _folded(_gapped(_spelled(text)))


def places_of(text: str) -> Places:
    """Tell where the characters of a text come from once it is folded; linear in its length."""
    spelled = _gapped(_spelled(text))
    origins, entities = _origins(text)
    starts: list[int] = []
    at = 0
    for piece in spelled.split(_GAP):
        starts.extend(origins[at : at + len(piece)])
        at += len(piece) + 1
    return Places(starts, entities)


def folded_key(text: str) -> str:
    """Return the key alone of a folded text."""
    return _key(_gapped(_spelled(text)).replace(_GAP, ""))


def _folded(spelled: str) -> Folded:
    shape = spelled.replace(_GAP, "")
    gaps = bytearray(len(shape))
    at = 0
    for piece in spelled.split(_GAP):
        if piece:
            gaps[at] = 1
            at += len(piece)
    if shape:
        gaps[0] = spelled.startswith(_GAP)
    return Folded(key=_key(shape), shape=shape, gaps=bytes(gaps))


def _key(shape: str) -> str:
    # Taken apart, no letter has a lower case of two; a Greek word's last sigma is like the others.
    return shape.lower().replace("\u03c2", "\u03c3")


def _spelled(text: str) -> str:
    """Spell a text in one way, gaps still in it."""
    if "&" not in text:
        return _translated(text)
    return "".join(_translated(raw) for _, _, raw in _pieces(text))


def _translated(text: str) -> str:
    """Spell each character; runs of ASCII are translated some ten times as fast as what is not."""
    if text.isascii():
        return text.translate(_SPELLINGS)
    return "".join([run.translate(_SPELLINGS) for run in _NOT_ASCII.split(text)])


def _origins(text: str) -> tuple[list[int], dict[int, int]]:
    """Return where each character of a text's spelling begins in it, and where entities end."""
    # A list takes in a range several times as fast as an array does.
    starts: list[int] = []
    entities: dict[int, int] = {}
    for start, end, raw in _pieces(text):
        if end - start != len(raw):
            starts.extend(repeat(start, len(raw.translate(_SPELLINGS))))
            entities[start] = end
            continue
        for at, run in _runs(raw):
            length = len(_SPELLINGS[ord(run[0])])
            places = range(start + at, start + at + len(run))
            starts.extend(places if length == 1 else repeat(start + at, length))
    return starts, entities


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the runs of characters that are spelled with one each, and each of the others alone."""
    others = "".join(c for c in set(text) if len(_SPELLINGS[ord(c)]) != 1)
    pattern = f"[{re.escape(others)}]|[^{re.escape(others)}]+" if others else r"(?s:.+)"
    return ((match.start(), match.group()) for match in re.finditer(pattern, text))


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


def _gapped(spelled: str) -> str:
    """Make gaps, too, of quotation marks that are no apostrophes, and of dashes after dashes."""
    if "--" in spelled:
        spelled = _DASHES_AFTER.sub(lambda match: _GAP * len(match.group()), spelled)
    if "'" in spelled:
        spelled = _MARK.sub(lambda match: "'" if _is_apostrophe(match) else _GAP, spelled)
    return spelled


def _is_apostrophe(match: re.Match[str]) -> bool:
    text, at = match.string, match.start()
    return 0 < at < len(text) - 1 and _is_word(text[at - 1]) and _is_word(text[at + 1])


def _is_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
