"""A WordPress export (WXR, Tools → Export): its posts, as HTML."""

import re
from pathlib import Path
from typing import Any

from keyquestions.archive.inputs.entries import Entries, Entry, faulty
from keyquestions.archive.inputs.names import fitting
from keyquestions.archive.inputs.xml import Element, address, elements, name_of, text_of
from keyquestions.errors import InputUnreadable
from keyquestions.notices import notify

NAMESPACE = "http://wordpress.org/export/"

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_WORDPRESS = "{*}"  # its namespace has the version in it
_GONE = frozenset({"trash", "auto-draft", "inherit"})
_CAPTION = re.compile(
    r"\[(caption|wp_caption)\b[^\[\]]{0,500}\]\s*"
    r"((?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,2000}>(?:\s*</a>)?)([^\[]{0,2000})\[/\1\]",
    re.IGNORECASE,
)
_WITH_ATTRIBUTE = re.compile(r"\[[A-Za-z][\w-]{0,40}\s[^\[\]<>]{0,1000}?=\s*[\"'][^\[\]]{0,1000}\]")
_ENDED = re.compile(r"\[/([A-Za-z][\w-]{0,40})\]")


def read_wordpress(path: Path, *, unpublished: bool = False) -> Entries:
    """The posts; an entry's line counts all items of the export, pages and pictures among them.

    Posts that readers cannot see (drafts, private ones, those with a password) are left out, unless
    they are asked for; the trash always is. What was left out is counted and told.
    """
    number = left_out = 0
    try:
        for number, item in enumerate(elements(path, "item"), start=1):
            if text_of(item, f"{_WORDPRESS}post_type") != "post":
                continue
            if _is_wanted(item, unpublished=unpublished):
                yield _entry(item, number)
            else:
                left_out += 1
    except InputUnreadable as error:
        yield Entry(number + 1, f"Item {number + 1}", {}, error)
    if left_out:
        notify(f"{left_out:,} posts of {path.name} are not published and were left out.")


def _is_wanted(item: Element, *, unpublished: bool) -> bool:
    status = text_of(item, f"{_WORDPRESS}status")
    if unpublished:
        return status not in _GONE
    return status == "publish" and not text_of(item, f"{_WORDPRESS}post_password")


def _entry(item: Element, number: int) -> Entry:
    where = f"Item {number} (line {item.sourceline})"
    link, guid = text_of(item, "link"), text_of(item, "guid")
    id_ = text_of(item, f"{_WORDPRESS}post_id")
    fields: dict[str, Any] = {
        "custom_id": f"wp-{id_}" if id_ else fitting(guid or link),
        "content_html": plain_html(text_of(item, _CONTENT)),
        "title": text_of(item, "title"),
        "url": address(link) or address(guid),
    }
    fields = {name: value for name, value in fields.items() if value}
    if "content_html" not in fields:
        return faulty(number, where, "is a post without any content.", fields)
    return Entry(number, where, fields)


def plain_html(content: str) -> str:
    """The content without WordPress's shortcodes, which are no text that anybody reads.

    Captions become captions. Of shortcodes around text the text stays. What stands in brackets in
    an article, such as [sic], stays: a shortcode has attributes, or an end.
    """
    content = _CAPTION.sub(r"<figure>\2<figcaption>\3</figcaption></figure>", content)
    for name in {found[1] for found in _ENDED.finditer(content)}:
        if name.lower() not in _EMBEDDED:
            content = re.sub(rf"\[/?{re.escape(name)}(?:\s[^\[\]]{{0,1000}})?\]", "", content)
    return _WITH_ATTRIBUTE.sub(_unless_embedded, content)


_EMBEDDED = frozenset({"caption", "wp_caption", "embed", "video", "audio", "gallery", "playlist"})
"""What reading an article takes away, along with what is inside."""


def _unless_embedded(found: "re.Match[str]") -> str:
    name = re.split(r"[\s\]]", found[0][1:], maxsplit=1)[0].lower()
    return found[0] if name in _EMBEDDED else ""


def is_wordpress(root: Element) -> bool:
    """Whether what begins with that element is such an export."""
    return name_of(root) == "rss" and any(
        each.startswith(NAMESPACE) for each in root.nsmap.values()
    )
