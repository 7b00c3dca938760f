"""A sitemap and the pages that it lists, as they were saved beside it. Nothing is ever fetched.

What is expected is what `wget --mirror` leaves: a folder with `sitemap.xml` in it, and each page at
the path of its address (`/news/7` in `news/7`, `news/7.html` or `news/7/index.html`), perhaps in
a folder with the host's name.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from keyquestions.archive.inputs.entries import Entries, Entry, faulty
from keyquestions.archive.inputs.folder import file_entry
from keyquestions.archive.inputs.names import fitting
from keyquestions.archive.inputs.xml import Element, address, elements, name_of, text_of
from keyquestions.errors import InputUnreadable

ROOTS = frozenset({"urlset", "sitemapindex"})

NAMES = tuple(
    f"{name}.xml{compressed}"
    for name in ("sitemap", "sitemap_index", "sitemap-index", "wp-sitemap")
    for compressed in ("", ".gz")
)
"""What a sitemap is usually called, the first choice first."""

_DEPTH = 3
"""How deep sitemaps may list sitemaps; the protocol has one level."""


def find_sitemap(folder: Path) -> Path | None:
    """The sitemap in a folder, where there is one."""
    return next((folder / name for name in NAMES if (folder / name).is_file()), None)


def read_sitemap(path: Path) -> Entries:
    """The pages in the order of the sitemap, each called by its address.

    Raises:
        InputUnreadable: the folder has no sitemap.
    """
    sitemap = find_sitemap(path) if path.is_dir() else path
    if sitemap is None:
        raise InputUnreadable(f"There is no sitemap in {path}; {NAMES[0]} is looked for.")
    number = 0
    try:
        for number, url in enumerate(_urls(sitemap, sitemap.parent, _DEPTH), start=1):
            yield _entry(number, url, sitemap.parent)
    except InputUnreadable as error:
        yield Entry(number + 1, f"Page {number + 1}", {}, error)


def _urls(sitemap: Path, base: Path, depth: int) -> Iterator[str]:
    for element in elements(sitemap, "{*}url", "{*}sitemap"):
        url = text_of(element, "{*}loc")
        if name_of(element) == "url":
            yield url
            continue
        nested = _beside(url, base) or _named_alike(url, base)
        if nested is None or not depth:
            raise InputUnreadable(
                f"{sitemap.name} lists the sitemap {url}, which is not beside it; save it there."
            )
        yield from _urls(nested, base, depth - 1)


def _entry(number: int, url: str, base: Path) -> Entry:
    page = _beside(url, base)
    if page is None:
        where, fields = f"Page {number}", {"custom_id": fitting(url)}
        return faulty(
            number, where, f"of the sitemap, {fitting(url)}, is not saved beside it.", fields
        )
    entry = file_entry(number, page, url)
    link = address(url)
    fields = {**entry.fields, "url": link} if link else dict(entry.fields)
    return Entry(number, entry.where, fields, entry.error)


def _beside(url: str, base: Path) -> Path | None:
    """The file that a page was saved in; never one outside of the folder."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = f"?{parts.query}" if parts.query else ""
    names = dict.fromkeys(each.lstrip("/") + query for each in (parts.path, unquote(parts.path)))
    for root in (base, base / (parts.netloc or ".")):
        for name in names:
            for each in _spellings(name):
                if (found := _inside(root / each, base)) is not None:
                    return found
    return None


def _spellings(name: str) -> tuple[str, ...]:
    if not name or name.endswith("/"):
        return (f"{name}index.html",)
    return name, f"{name}.html", f"{name}/index.html"


def _named_alike(url: str, base: Path) -> Path | None:
    return _inside(base / Path(urlsplit(url).path).name, base)


def _inside(file: Path, base: Path) -> Path | None:
    try:
        is_there = file.is_file() and file.resolve().is_relative_to(base.resolve())
    except (OSError, ValueError):
        return None  # a name that no file can have
    return file if is_there else None


def is_sitemap(root: Element) -> bool:
    """Whether what begins with that element is a sitemap, or a list of them."""
    return name_of(root) in ROOTS
