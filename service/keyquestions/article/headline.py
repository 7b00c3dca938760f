"""What a web page says of its article: the headline and the language."""

import re

from lxml.html import HtmlElement

from keyquestions.article.characters import clean

_SITE = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,40}$")
_SEPARATORS = " |–—-»·"
_LONGEST = 300
"""Characters; what is longer is no headline but a text that is marked up as one."""
_MOST_HEADS = 20


def headline(root: HtmlElement) -> str | None:
    """The h1 that the page's own title repeats, else that title without the site's name."""
    named = _first(root, "//meta[@property='og:title']/@content") or _first(root, "//title/text()")
    heads = [clean(str(head.text_content())) for head in root.findall(".//h1")[:_MOST_HEADS]]
    heads = [head for head in heads if 0 < len(head) <= _LONGEST]
    if named is None:
        return heads[0] if len(heads) == 1 else None
    repeated = [head for head in heads if head.casefold() in named.casefold()]
    return max(repeated, key=len) if repeated else _without_site(root, named)


def language_of(root: HtmlElement) -> str | None:
    """The tag in the page's `lang`, where it has one."""
    return _first(root, "/html/@lang") or _first(root, "/html/@*[name()='xml:lang']")


def _without_site(root: HtmlElement, named: str) -> str:
    site = _first(root, "//meta[@property='og:site_name']/@content")
    if site is None:
        return _SITE.sub("", named) or named
    bare = named.removesuffix(site)
    stripped = bare.rstrip(_SEPARATORS)
    # "Good News" on a site called "News" is not "Good".
    return stripped if stripped and bare[len(stripped) :].strip() else named


def _first(root: HtmlElement, path: str) -> str | None:
    found = root.xpath(path)
    texts = [clean(str(each)) for each in found] if isinstance(found, list) else []
    return next((text for text in texts if 0 < len(text) <= _LONGEST), None)
