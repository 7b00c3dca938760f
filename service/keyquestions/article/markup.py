"""HTML to parts: a CMS's body, or the part of a page that holds the article."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from keyquestions.article.blocks import BlockKind
from keyquestions.article.characters import FOLDS, clean
from keyquestions.article.furniture import Part
from keyquestions.article.plain import looks_like_heading

_SKIPPED = frozenset(
    (
        "script style noscript template iframe object embed svg math canvas audio video picture"
        " form button input select textarea option datalist dialog nav footer aside figcaption"
        " caption head title meta link base"
    ).split()
)
_KINDS = {f"h{level}": BlockKind.HEADING for level in range(1, 7)} | {
    "li": BlockKind.LIST_ITEM,
    "tr": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
}
_BLOCKS = frozenset(
    (
        "address article blockquote body center dd details div dl dt fieldset figure h1 h2 h3 h4"
        " h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul"
    ).split()
)
_BOLD = frozenset(["b", "strong"])
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(r"(?:^|\s)(?:screen-reader-text|sr-only|visually-?hidden)(?:\s|$)")
_FURNITURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:newsletter|subscri(?:be|ption)|sign-?up|share|sharing|sharedaddy|social|related"
    r"|relatedposts|recirc\w*|advert\w*|promo|byline|breadcrumbs?|comments?|cookies?|keyquestions"
    r"|wp-caption-text|tags-links|post-tags|paywall)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PULLQUOTE = re.compile(r"pull-?quote", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,6}|[a-zA-Z]{2,8}\d{0,2});")
_BREAK = "\n"


@dataclass(slots=True)
class _Walk:
    """Collects parts while a tree is walked."""

    parts: list[Part] = field(default_factory=list)
    pulled: list[str] = field(default_factory=list)
    kinds: list[BlockKind] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    bold: int = 0
    bold_length: int = 0
    pulling: int = 0

    def text(self, text: str | None) -> None:
        if text:
            self.buffer.append(re.sub(r"\s+", " ", text))
            if self.bold:
                self.bold_length += len(text.strip())

    def flush(self) -> None:
        """End the block that was being read; two line breaks end one, too."""
        whole = "".join(self.buffer)
        bold = self.bold_length and self.bold_length >= len(whole.strip())
        self.buffer.clear()
        self.bold_length = 0
        for piece in re.split(r"\n\s*\n", whole):
            text = clean(html.unescape(piece) if _ENTITY.search(piece) else piece)
            if not text:
                continue
            if self.pulling:
                self.pulled.append(text)
                continue
            kind = self.kinds[-1] if self.kinds else BlockKind.PARAGRAPH
            if bold and kind is BlockKind.PARAGRAPH and looks_like_heading(text):
                kind = BlockKind.HEADING
            self.parts.append((kind, text))


def parse(markup: str) -> HtmlElement | None:
    """A tree, however broken the markup; None where there is nothing in it."""
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    # A declared encoding is no longer true of text that has been decoded.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup.replace("\0", ""), count=1)
    try:
        return document_fromstring(text, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def markup_parts(root: HtmlElement) -> list[Part]:
    """The parts of a tree.

    What is named like furniture is left out, unless next to nothing would be left: some sites name
    the article itself so.
    """
    strict, lenient = _walk(root, _is_out), _walk(root, _is_hidden)
    return lenient if _size(strict) * 4 < _size(lenient) else strict


def remove_hidden(root: HtmlElement) -> None:
    """Take out of a tree what no reader of the page sees."""
    for element in [each for each in root.iter(etree.Element) if _is_unseen(each)]:
        if element.getparent() is not None:
            element.drop_tree()


def _size(parts: list[Part]) -> int:
    return sum(len(text) for _, text in parts)


def _walk(root: HtmlElement, is_out: Callable[[HtmlElement], bool]) -> list[Part]:
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        out = is_out(element)
        if event == "start":
            if out:
                events.skip_subtree()
            else:
                _open(walk, element)
        else:
            if not out:
                _close(walk, element)
            if element is not root:
                walk.text(element.tail)
    walk.flush()
    return _with_pulled(walk)


def _open(walk: _Walk, element: HtmlElement) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        if tag in {"td", "th"}:
            walk.buffer.append(" ")
        else:
            walk.flush()
    if tag in _KINDS:
        walk.kinds.append(_KINDS[tag])
    walk.bold += tag in _BOLD
    walk.pulling += _is_pullquote(element)
    if tag == "br":
        walk.buffer.append(_BREAK)
    walk.text(element.text)


def _close(walk: _Walk, element: HtmlElement) -> None:
    tag = element.tag
    if tag in _BLOCKS and tag not in {"td", "th"}:
        walk.flush()
    if tag in _KINDS:
        walk.kinds.pop()
    walk.bold -= tag in _BOLD
    walk.pulling -= _is_pullquote(element)


def _is_pullquote(element: HtmlElement) -> bool:
    return element.tag in _BLOCKS and bool(_PULLQUOTE.search(element.get("class", "")))


def _with_pulled(walk: _Walk) -> list[Part]:
    """A pull quote repeats the text; one that doesn't is a quote of its own, at the end."""
    whole = " ".join(text for _, text in walk.parts).translate(FOLDS).casefold()
    for text in walk.pulled:
        words = text.translate(FOLDS).casefold().strip(" \"'.")
        if words not in whole and walk.parts:
            walk.parts.append((BlockKind.QUOTE, text))
    return walk.parts


def _is_out(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return _is_hidden(element) or bool(_FURNITURE_CLASS.search(names))


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in _SKIPPED:
        # A pull quote in an aside is looked at like any other.
        return not (element.tag == "aside" and _PULLQUOTE.search(element.get("class", "")))
    return _is_unseen(element)


def _is_unseen(element: HtmlElement) -> bool:
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
        or bool(_HIDDEN_CLASS.search(element.get("class", "")))
    )
