"""Markup to a tree, and what browsers mend in damaged markup and the parser does not."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from keyquestions.article.characters import well_formed
from keyquestions.article.markup import BLOCKS

_XML = re.compile(r"\s{0,99}<\?xml[^>]{0,999}>")
_HEADING_TAG = re.compile(r"<(/?)h([1-6])\b", re.IGNORECASE)


def parse(markup: str) -> HtmlElement | None:
    """A tree, however broken the markup; None where there is nothing in it."""
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    # A declared encoding is no longer true of text that has been decoded.
    text = _XML.sub("", well_formed(markup).replace("\0", ""), count=1)
    text = _with_closed_headings(text)
    try:
        return document_fromstring(text, parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _with_closed_headings(markup: str) -> str:
    """The markup with each heading closed by the end tag it has, of whatever level, as browsers do.

    The parser waits for the right one, and takes all that follows for the heading.
    """
    level = ""

    def mended(tag: re.Match[str]) -> str:
        nonlocal level
        if not tag[1]:
            level = tag[2]
            return tag[0]
        opened, level = level or tag[2], ""
        return f"</h{opened}"

    return _HEADING_TAG.sub(mended, markup)


def unnest_paragraphs(root: HtmlElement) -> None:
    """Make a paragraph that holds others a container, with all that is between them.

    It was never closed: `<p>One <font>two <p>three`. Browsers close it there; the parser doesn't.
    """
    above: list[HtmlElement] = []
    holders: set[HtmlElement] = set()
    open_paragraphs = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            open_paragraphs -= above.pop().tag == "p"
            continue
        if element.tag == "p" and open_paragraphs:
            new = takewhile(lambda each: each not in holders, reversed(above))
            holders.update(_up_to_paragraph(new))
        open_paragraphs += element.tag == "p"
        above.append(element)
    for element in holders:
        if element.tag == "p" or element.tag not in BLOCKS:
            element.tag = "div"


def _up_to_paragraph(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    for element in elements:
        yield element
        if element.tag == "p":
            return
