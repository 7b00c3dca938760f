"""Feeds that were saved: RSS 2.0, RSS 1.0 (RDF) and Atom."""

import re
from pathlib import Path

from lxml import etree

from keyquestions.archive.inputs.entries import Entries, Entry
from keyquestions.archive.inputs.names import fitting
from keyquestions.archive.inputs.xml import Element, address, elements, name_of, text_of
from keyquestions.errors import ArticleTooShort, InputUnreadable

ROOTS = frozenset({"rss", "RDF", "feed"})

SUMMARY_WORDS = 100
"""A description with fewer words is a teaser. Many feeds have the whole article in it."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_RSS = "{*}"
_TAG = re.compile(r"<[^>]{0,2000}>")


def read_feed(path: Path) -> Entries:
    """The items, the whole content before the description; one with a teaser alone says so."""
    number = 0
    try:
        for number, item in enumerate(elements(path, "{*}item", f"{_ATOM}entry"), start=1):
            yield _atom(item, number) if item.tag == f"{_ATOM}entry" else _rss(item, number)
    except InputUnreadable as error:
        yield Entry(number + 1, f"Item {number + 1}", {}, error)


def _rss(item: Element, number: int) -> Entry:
    link = text_of(item, f"{_RSS}link")
    fields = {
        "custom_id": text_of(item, f"{_RSS}guid") or item.get(_ABOUT, "") or link,
        "title": text_of(item, f"{_RSS}title"),
        "url": link,
        "content_html": text_of(item, _CONTENT),
    }
    return _entry(item, number, fields, text_of(item, f"{_RSS}description"))


def _atom(item: Element, number: int) -> Entry:
    links = [
        each for each in item.findall(f"{_ATOM}link") if each.get("rel") in {None, "alternate"}
    ]
    link = links[0].get("href", "") if links else ""
    content = item.find(f"{_ATOM}content")
    kind = "" if content is None else content.get("type", "text")
    name = "content_text" if kind in {"text", "text/plain"} else "content_html"
    fields = {
        "custom_id": text_of(item, f"{_ATOM}id") or link,
        "title": text_of(item, f"{_ATOM}title"),
        "url": link,
        name: "" if content is None else _said(content, kind),
    }
    return _entry(item, number, fields, text_of(item, f"{_ATOM}summary"))


def _said(content: Element, kind: str) -> str:
    """The content; XHTML is written as markup, not as text."""
    if kind == "xhtml" and len(content):
        return str(etree.tostring(content[0], encoding="unicode", with_tail=False))
    return "".join(map(str, content.itertext())).strip()


def _entry(item: Element, number: int, fields: dict[str, str], summary: str) -> Entry:
    where = f"Item {number} (line {item.sourceline})"
    told = {name: value for name, value in fields.items() if value}
    if "custom_id" in told:
        told["custom_id"] = fitting(told["custom_id"])
    if url := address(told.pop("url", "")):
        told["url"] = url
    if not told.keys() & {"content_html", "content_text"}:
        words = len(_TAG.sub(" ", summary).split())
        if words < SUMMARY_WORDS:
            return Entry(number, where, told, _only_summary(where))
        told["content_html"] = summary
    return Entry(number, where, told)


def _only_summary(where: str) -> ArticleTooShort:
    return ArticleTooShort(
        f"{where} of the feed has only a summary, of less than {SUMMARY_WORDS} words; take a feed "
        "with full content, or the articles' pages."
    )


def is_feed(root: Element) -> bool:
    """Whether what begins with that element is a feed."""
    return name_of(root) in ROOTS
