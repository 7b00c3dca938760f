"""HTML to parts: a CMS's body, or the part of a page that holds the article."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from keyquestions.article.blocks import BlockKind, Part
from keyquestions.article.characters import FOLDS, clean, unescaped
from keyquestions.article.plain import BULLET, looks_like_heading
from keyquestions.article.visibility import is_hidden, is_named_furniture, is_pullquote

_KINDS = {f"h{level}": BlockKind.HEADING for level in range(1, 7)} | {
    "li": BlockKind.LIST_ITEM,
    "tr": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
}
_CELLS = frozenset(["td", "th"])
TIGHT = frozenset("p li dd dt h1 h2 h3 h4 h5 h6 td th pre summary".split())
"""In these, a blank line is white space; elsewhere it ends a paragraph, as WordPress has it."""

BLOCKS = frozenset(
    (
        "address article aside blockquote body center dd details div dl dt fieldset figure h1 h2 h3"
        " h4 h5 h6 header hr html li main ol p pre section summary table tbody tfoot thead tr ul"
    ).split()
)
_BOLD = frozenset(["b", "strong"])
_QUOTATION = {"start": "\u201c", "end": "\u201d"}
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class _Line:
    """Text up to a line break, and how much of it is bold."""

    pieces: list[str] = field(default_factory=list)
    bold: int = 0

    @property
    def text(self) -> str:
        return clean(unescaped("".join(self.pieces)))

    @property
    def is_bold(self) -> bool:
        return bool(self.bold) and self.bold >= sum(len(piece.strip()) for piece in self.pieces)


@dataclass(slots=True)
class _Walk:
    """Collects parts while a tree is walked."""

    parts: list[Part] = field(default_factory=list)
    pulled: list[str] = field(default_factory=list)
    kinds: list[tuple[str, BlockKind]] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=lambda: [_Line()])
    bold: int = 0
    tight: int = 0
    pulling: int = 0

    def text(self, text: str | None) -> None:
        if not text:
            return
        for at, piece in enumerate([text] if self.tight else _BLANK_LINE.split(text)):
            if at:
                self.flush()
            self.lines[-1].pieces.append(_SPACES.sub(" ", piece))
            if self.bold:
                self.lines[-1].bold += len(piece.strip())

    def line_break(self) -> None:
        """End a line; two breaks end a block."""
        if any(piece.strip() for piece in self.lines[-1].pieces):
            self.lines.append(_Line())
        else:
            self.flush()

    def flush(self) -> None:
        """End the block that was being read."""
        lines, self.lines = self.lines, [_Line()]
        kind = self.kinds[-1][1] if self.kinds else BlockKind.PARAGRAPH
        texts = [(line, text) for line in lines if (text := line.text)]
        if self.pulling:
            self.pulled += [" ".join(text for _, text in texts)] if texts else []
        elif kind is BlockKind.PARAGRAPH:
            self.parts += _paragraph(texts)
        elif texts:
            self.parts.append((kind, " ".join(text for _, text in texts)))


def _paragraph(texts: list[tuple[_Line, str]]) -> list[Part]:
    """The parts of a paragraph's lines: a bold one may be a heading, one with a bullet an item."""
    parts: list[tuple[BlockKind, list[str]]] = []
    for line, text in texts:
        joins = bool(parts) and parts[-1][0] is BlockKind.PARAGRAPH
        bullet = BULLET.match(text) if len(texts) > 1 else None
        if bullet:
            parts.append((BlockKind.LIST_ITEM, [text[bullet.end() :]]))
        elif line.is_bold and not joins and looks_like_heading(text):
            parts.append((BlockKind.HEADING, [text]))
        elif joins:
            parts[-1][1].append(text)
        else:
            parts.append((BlockKind.PARAGRAPH, [text]))
    return [(kind, " ".join(pieces)) for kind, pieces in parts]


def markup_parts(root: HtmlElement) -> list[Part]:
    """The parts of a tree.

    What is named like furniture is left out, unless next to nothing would be left: some sites name
    the article itself so.
    """
    named: list[HtmlElement] = []

    def is_out(element: HtmlElement) -> bool:
        if is_hidden(element):
            return True
        if element is root or not is_named_furniture(element):
            return False
        named.append(element)
        return True

    strict = _walk(root, is_out)
    if not named:
        return strict
    lenient = _walk(root, is_hidden)
    return lenient if _size(strict) * 4 < _size(lenient) else strict


def parts_without(root: HtmlElement, is_out: Callable[[HtmlElement], bool]) -> list[Part]:
    """The parts of a tree without what is named like furniture, and without what is out."""
    return _walk(
        root,
        lambda element: (
            is_hidden(element)
            or (element is not root and (is_named_furniture(element) or is_out(element)))
        ),
    )


def _size(parts: list[Part]) -> int:
    return sum(len(text) for _, text in parts)


def _walk(root: HtmlElement, is_out: Callable[[HtmlElement], bool]) -> list[Part]:
    walk = _Walk()
    skipped = None
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start":
            if is_out(element):
                events.skip_subtree()
                skipped = element
            else:
                _open(walk, element)
        else:
            if element is not skipped:
                _close(walk, element)
            if element is not root:
                walk.text(element.tail)
    walk.flush()
    return _with_pulled(walk)


def _open(walk: _Walk, element: HtmlElement) -> None:
    tag = element.tag
    if tag in BLOCKS:
        walk.flush()
        walk.pulling += is_pullquote(element)
    if tag in _KINDS:
        walk.kinds.append((tag, _KINDS[tag]))
    elif tag == "p" and walk.kinds and walk.kinds[-1][0] == "tr":
        # Old pages are laid out in tables; their paragraphs are no items.
        walk.kinds.append((tag, BlockKind.PARAGRAPH))
    walk.tight += tag in TIGHT
    walk.bold += tag in _BOLD
    _inline(walk, tag, "start")
    walk.text(element.text)


def _close(walk: _Walk, element: HtmlElement) -> None:
    tag = element.tag
    _inline(walk, tag, "end")
    if tag in BLOCKS:
        walk.flush()
        walk.pulling -= is_pullquote(element)
    if walk.kinds and walk.kinds[-1][0] == tag:
        walk.kinds.pop()
    walk.tight -= tag in TIGHT
    walk.bold -= tag in _BOLD


def _inline(walk: _Walk, tag: str, event: str) -> None:
    if tag == "br" and event == "start":
        walk.line_break()
    elif tag == "q":
        walk.text(_QUOTATION[event])
    elif tag in _CELLS:
        walk.text(" ")


def _with_pulled(walk: _Walk) -> list[Part]:
    """A pull quote repeats the text; one that doesn't is a quote of its own, at the end."""
    whole = " ".join(text for _, text in walk.parts).translate(FOLDS).casefold()
    for text in walk.pulled:
        words = text.translate(FOLDS).casefold().strip(" \"'.")
        if words not in whole and walk.parts:
            walk.parts.append((BlockKind.QUOTE, text))
    return walk.parts
