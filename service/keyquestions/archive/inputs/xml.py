"""XML as a stream: no entity is expanded, nothing is loaded from elsewhere, nothing piles up."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

from lxml import etree

from keyquestions.archive.inputs.files import opened, reading
from keyquestions.errors import InputUnreadable

Element = etree._Element  # noqa: SLF001 - lxml has no other name for it

_ADDRESS = "!#$%&'()*+,/:;=?@[]~"
_LONGEST_ADDRESS = 2000


def elements(path: Path, *tags: str) -> Iterator[Element]:
    """The elements of these tags, each complete, until the next one is asked for.

    Raises:
        InputUnreadable: the file is cut off, or no well-formed XML from some line on.
    """
    with opened(path) as file:
        found = _parsed(file, path, tags)
        for element in found:
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _parsed(file: IO[bytes], path: Path, tags: tuple[str, ...]) -> Iterator[Element]:
    events = etree.iterparse(
        file, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
    )
    while True:
        try:
            with reading(path):
                event = next(events, None)
        except etree.XMLSyntaxError as error:
            line = error.lineno or 1
            raise InputUnreadable(
                f"{path.name} is no well-formed XML from line {line} on; what comes before that "
                "line is used. Mend it, or export it again, and go on with the same command."
            ) from None
        if event is None:
            return
        yield event[1]


def root_of(head: bytes) -> Element | None:
    """The outermost element of what begins so; None where it is no XML."""
    parser = etree.XMLPullParser(
        events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        with suppress(etree.XMLSyntaxError):  # further on it may be wrong; that is told by its line
            parser.feed(head)
        return next((each for _, each in parser.read_events() if isinstance(each, Element)), None)
    except etree.XMLSyntaxError:
        return None


def name_of(element: Element) -> str:
    """Its name without the namespace."""
    return etree.QName(element).localname


def text_of(element: Element, tag: str) -> str:
    """All the text in the first child of that tag, without what is around it; "" for none."""
    child = element.find(tag)
    return "" if child is None else "".join(map(str, child.itertext())).strip()


def address(given: str) -> str | None:
    """An address as it is sent, or None where it is none of the web's."""
    sent = quote(given.strip(), safe=_ADDRESS)
    try:
        is_web = urlsplit(sent).scheme in {"http", "https"}
    except ValueError:
        return None
    return sent if is_web and len(sent) <= _LONGEST_ADDRESS else None
