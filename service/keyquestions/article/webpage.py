"""A whole web page to a title and parts: trafilatura finds the article in it."""

import json
import re
from typing import Any

from lxml.html import HtmlElement

from keyquestions.article.blocks import BlockKind
from keyquestions.article.characters import clean
from keyquestions.article.furniture import Part
from keyquestions.article.markup import markup_parts, parse, remove_hidden
from keyquestions.telemetry import quiet

ENOUGH = 40
"""Words of prose from which something is taken for the article."""

_KINDS = {
    "head": BlockKind.HEADING,
    "p": BlockKind.PARAGRAPH,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.LIST_ITEM,
}
_SITE = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,40}$")


def page_parts(markup: str) -> tuple[str | None, list[Part]]:
    """The title and the parts of the article in a page; no parts where there is none."""
    root = parse(markup)
    if root is None:
        return None, []
    title = _title(root)
    structured = _article_body(root)
    remove_hidden(root)
    for parts in (_extracted(root), _container(root), structured):
        if _prose(parts) >= ENOUGH:
            return title, parts
    return title, []


def _extracted(root: HtmlElement) -> list[Part]:
    """What trafilatura takes for the article, with its block kinds."""
    import trafilatura  # noqa: PLC0415 - 0.4 s and 400 modules, for whole pages alone

    quiet("trafilatura", "htmldate", "courlan", "justext")  # they log what they read
    document = trafilatura.bare_extraction(root, include_comments=False, include_tables=True)
    body = getattr(document, "body", None)
    if body is None:
        return []
    parts: list[Part] = []
    for element in body.iter(*_KINDS):
        inside = next((a for a in element.iterancestors() if a.tag in _KINDS), None)
        if inside is None or (inside.tag == "quote" and element.tag == "p"):
            kind = _KINDS[element.tag] if inside is None else BlockKind.QUOTE
            if element.tag == "quote" and element.find("p") is not None:
                continue
            text = clean(_text_of(element))
            if text:
                parts.append((kind, text))
    return parts


def _text_of(element: HtmlElement) -> str:
    """All text in an element; a line break (trafilatura's lb) is a space."""
    pieces = [element.text or ""]
    for inner in element.iterdescendants():
        pieces += (" " if inner.tag == "lb" else "", inner.text or "", inner.tail or "")
    return "".join(pieces)


def _container(root: HtmlElement) -> list[Part]:
    """The one element that says it is the article, where trafilatura finds nothing."""
    found = root.xpath("//*[@itemprop='articleBody'] | //article | //main | //*[@role='main']")
    elements = found if isinstance(found, list) else []
    candidates = [markup_parts(each) for each in elements if isinstance(each, HtmlElement)]
    return max(candidates, key=_prose, default=[])


def _article_body(root: HtmlElement) -> list[Part]:
    """The text in a page's structured data (schema.org articleBody)."""
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            body = _find_body(script.text or "")
            if body:
                lines = re.split(r"\s*\n\s*", body)
                return [(BlockKind.PARAGRAPH, text) for line in lines if (text := clean(line))]
    return []


def _find_body(text: str) -> str | None:
    try:
        waiting: list[Any] = [json.loads(text)]
    except (json.JSONDecodeError, RecursionError):
        return None
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            body = node.get("articleBody")
            if isinstance(body, str):
                return body
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return None


def _title(root: HtmlElement) -> str | None:
    """The headline: the h1 that the page's own title repeats, else that title without the site."""
    named = _first(root, "//meta[@property='og:title']/@content") or _first(root, "//title/text()")
    heads = [clean(head.text_content()) for head in root.iter("h1")]
    heads = [head for head in heads if head]
    if named is None:
        return heads[0] if len(heads) == 1 else None
    repeated = [head for head in heads if head.casefold() in named.casefold()]
    site = _first(root, "//meta[@property='og:site_name']/@content")
    if repeated:
        return max(repeated, key=len)
    bare = named.removesuffix(site or "").rstrip(" |–—-»·") if site else _SITE.sub("", named)
    return bare or named


def _first(root: HtmlElement, path: str) -> str | None:
    found = root.xpath(path)
    texts = [clean(str(each)) for each in found] if isinstance(found, list) else []
    return next((text for text in texts if text), None)


def _prose(parts: list[Part]) -> int:
    return sum(len(text.split()) for kind, text in parts if kind is not BlockKind.HEADING)
