"""A whole web page to what its article says: trafilatura finds the article in it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement

from keyquestions.article.blocks import BlockKind, Found, Part
from keyquestions.article.characters import clean, count_words, unescaped
from keyquestions.article.completeness import restored
from keyquestions.article.headline import headline, language_of
from keyquestions.article.links import without_link_boxes
from keyquestions.article.markup import markup_parts
from keyquestions.article.parsing import parse, unnest_paragraphs
from keyquestions.article.visibility import remove_hidden
from keyquestions.telemetry import quiet

ENOUGH = 40
"""Words of prose from which something is taken for the article."""

MAX_ELEMENTS = 15_000
"""Elements of a page that trafilatura is given: it takes 0.2 ms for each."""

MAX_DEPTH = 200
"""Levels of a page that trafilatura is given: it looks at all ancestors of everything."""

_MENU = 60
"""Words above a headline that a menu may have."""

_AS_HTML = {
    "head": "h2",
    "item": "li",
    "quote": "blockquote",
    "row": "tr",
    "cell": "td",
    "lb": "br",
}
_CONTAINERS: tuple[Callable[[HtmlElement], bool], ...] = (
    lambda element: element.get("itemprop") == "articleBody",
    lambda element: element.tag == "article",
    lambda element: element.tag == "main" or element.get("role") == "main",
)
_TAG = re.compile(r"</?(?:p|br|div|li|h\d)\b[^>]{0,200}>", re.IGNORECASE)


def find_article(markup: str) -> Found:
    """What the article in a page says; no parts where there is none."""
    root = parse(markup)
    if root is None:
        return Found([])
    elements, depth = remove_hidden(root)
    unnest_paragraphs(root)
    title, language = headline(root), language_of(root)
    structured = _take_structured_data(root)
    parts = _extracted(root) if elements <= MAX_ELEMENTS and depth <= MAX_DEPTH else []
    if _prose(parts) < ENOUGH:
        parts = _container(root)
    if _prose(parts) < ENOUGH:
        parts = _structured(structured)
    return Found(_below(title, parts) if _prose(parts) >= ENOUGH else [], title, language)


def _below(title: str | None, parts: list[Part]) -> list[Part]:
    """The parts from the headline on: what an old page has above it is its menu."""
    folded = None if title is None else title.casefold()
    at = next((at for at, (_, text) in enumerate(parts) if text.casefold() == folded), 0)
    if at == 0 or _prose(parts[:at]) >= _MENU:
        return parts
    return [(BlockKind.HEADING, parts[at][1]), *parts[at + 1 :]]


def _extracted(root: HtmlElement) -> list[Part]:
    """What trafilatura takes for the article, with its block kinds, and what it lost within."""
    import trafilatura  # noqa: PLC0415 - 0.4 s and 400 modules, for whole pages alone

    quiet("trafilatura", "htmldate", "courlan", "justext")  # they log what they read
    document = trafilatura.bare_extraction(root, include_comments=False, include_tables=True)
    body = getattr(document, "body", None)
    if body is None:
        return []
    for element in body.iter(etree.Element):
        element.tag = _AS_HTML.get(element.tag, element.tag)
    parts = markup_parts(cast("HtmlElement", body))
    return without_link_boxes(root, restored(root, parts))


def _container(root: HtmlElement) -> list[Part]:
    """The element that says it is the article, where trafilatura finds nothing."""
    for is_one in _CONTAINERS:
        parts = max(map(markup_parts, _outermost(root, is_one)), key=_prose, default=[])
        if _prose(parts) >= ENOUGH:
            return parts
    return []


def _outermost(root: HtmlElement, is_one: Callable[[HtmlElement], bool]) -> Iterator[HtmlElement]:
    events = etree.iterwalk(root, events=("start",))
    for _, element in events:
        if is_one(element):
            events.skip_subtree()
            yield element


def _take_structured_data(root: HtmlElement) -> list[str]:
    """The page's structured data, taken out of it: trafilatura would read it as plain text."""
    found = []
    for script in root.iter("script"):
        if script.get("type", "").strip().lower().startswith("application/ld+json"):
            found.append(script.text or "")
            script.text = None
    return found


def _structured(data: list[str]) -> list[Part]:
    """The text in a page's structured data (schema.org articleBody), where a script shows it."""
    body = next(filter(None, map(_find_body, data)), None)
    return _body_parts(body) if body else []


def _body_parts(body: str) -> list[Part]:
    body = unescaped(body)
    if _TAG.search(body):
        root = parse(body)
        return [] if root is None else markup_parts(root)
    return [(BlockKind.PARAGRAPH, text) for line in body.splitlines() if (text := clean(line))]


def _find_body(text: str) -> str | None:
    try:
        waiting: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
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


def _prose(parts: list[Part]) -> int:
    return sum(count_words(text) for kind, text in parts if kind is not BlockKind.HEADING)
