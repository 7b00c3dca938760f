"""Where a page's links are: in a box of them, the links say more than the text around them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from keyquestions.article.blocks import BlockKind, Part
from keyquestions.article.characters import count_words
from keyquestions.article.furniture import is_furniture, is_prose
from keyquestions.article.markup import BLOCKS, markup_parts

_BOXES = frozenset("table ul ol dl div section".split())
_MOSTLY = 0.6
"""Share of a box's characters that are in links."""

_HEADLINE = 4
"""Words that the links of such a box have on average: the teams of a results table have fewer."""

_LARGEST = 0.25
"""Share of the prose above it that a box is at most: a round-up of links is an article."""


def linked_blocks(root: HtmlElement) -> set[HtmlElement]:
    """The blocks of a tree most of whose text is in links."""
    sizes: dict[HtmlElement, tuple[int, int]] = {}
    linked, inside = set(), 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_link = element.tag == "a" and "href" in element.attrib
        if event == "start":
            inside += is_link
            size = _size(element.text)
            sizes[element] = (size, size if inside else 0)
            continue
        inside -= is_link
        whole, in_links = sizes.pop(element)
        if element.tag in BLOCKS and whole and in_links >= whole * _MOSTLY:
            linked.add(element)
        parent = element.getparent()
        if element is not root and parent is not None:
            tail = _size(element.tail)
            above = sizes[parent]
            sizes[parent] = (above[0] + whole + tail, above[1] + in_links + (inside and tail))
    return linked


def without_link_boxes(root: HtmlElement, parts: list[Part]) -> list[Part]:
    """The parts without the boxes of links to other pages of the site below the last prose."""
    last = next((at for at in reversed(range(len(parts))) if _says_something(parts[at])), -1) + 1
    body, below = parts[:last], parts[last:]
    if not below:
        return parts
    lines = {text for box in _boxes(root) for _, text in markup_parts(box)}
    kept = [part for part in below if part[1] not in lines]
    dropped = sum(count_words(text) for _, text in below if text in lines)
    return body + kept if dropped <= _LARGEST * sum(count_words(t) for _, t in body) else parts


def _says_something(part: Part) -> bool:
    kind, text = part
    return kind is not BlockKind.HEADING and is_prose(text) and not is_furniture(part)


def _boxes(root: HtmlElement) -> Iterator[HtmlElement]:
    """The outermost boxes that hold links to articles of the same site, and little else."""
    site, linked = _site(root), linked_blocks(root)
    events = etree.iterwalk(root, events=("start",))
    for _, element in events:
        if element.tag in _BOXES and element in linked and _holds_headlines(element, site):
            events.skip_subtree()
            yield element


def _holds_headlines(box: HtmlElement, site: str) -> bool:
    links = [link for link in box.iter("a") if "href" in link.attrib]
    words = sum(count_words(str(link.text_content())) for link in links)
    return words >= _HEADLINE * len(links) and all(_leads_to(site, link) for link in links)


def _leads_to(site: str, link: HtmlElement) -> bool:
    return _host(link.get("href", "")) in {"", site}


def _site(root: HtmlElement) -> str:
    """The host that the page says it is on; empty where it does not say."""
    found = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return _host(str(found[0])) if isinstance(found, list) and found else ""


def _host(address: str) -> str:
    try:
        return urlsplit(address.strip()).netloc.lower().removeprefix("www.")
    except ValueError:
        return "?"  # no site's


def _size(text: str | None) -> int:
    return len("".join(text.split())) if text else 0
