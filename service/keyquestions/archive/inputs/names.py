"""What records are called: columns by their usual names, ids that fit, ids that were there."""

from array import array
from collections.abc import Iterable, Mapping
from hashlib import blake2b, sha256
from os import urandom
from types import MappingProxyType
from typing import Any

from keyquestions.errors import LineInvalid

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "custom_id": ("custom_id", "id", "guid"),
        "content_html": ("content_html", "html", "body"),
        "content_text": ("content_text", "text"),
        "title": ("title", "headline"),
        "url": ("url", "link"),
        "external_id": ("external_id",),
        "language": ("language", "lang"),
        "output_language": ("output_language",),
    }
)
"""The fields of a record, and the columns that they are read from; the first that is there wins."""

LONGEST_ID = 200
_DIGITS = 16


def columns_of(header: Iterable[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which column each field is read from; `chosen` names some by hand, field by field.

    Columns that mean nothing here are left alone: archives have many.

    Raises:
        LineInvalid: a column that is needed, or was chosen, is not there; the message says which
            and begins in the middle of a sentence.
    """
    names = {name.strip().casefold(): name for name in reversed(list(header))}
    found: dict[str, str] = {}
    for field, usual in COLUMNS.items():
        wanted = (chosen[field],) if chosen and field in chosen else usual
        name = next((each for each in wanted if each.casefold() in names), None)
        if name is not None:
            found[field] = names[name.casefold()]
        elif chosen and field in chosen:
            raise LineInvalid(f'has no column "{chosen[field]}"; check its header')
    if "custom_id" not in found:
        raise LineInvalid("has no column custom_id (or id, or guid) to tell articles apart by")
    if not found.keys() & {"content_html", "content_text", "url"}:
        raise LineInvalid(
            "has no column with the articles: name it content_html (or html, or body), or "
            "content_text (or text)"
        )
    return found


def fields_of(row: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """A row's fields. Blank cells are no values; where there is HTML, the plain text is left."""
    given = {field: row.get(column) for field, column in columns.items()}
    fields = {name: value for name, value in given.items() if _is_value(value)}
    if "content_html" in fields:
        fields.pop("content_text", None)
    number = fields.get("custom_id")
    if isinstance(number, int) and not isinstance(number, bool):
        fields["custom_id"] = str(number)  # numbers are what most tables have for ids
    return fields


def _is_value(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def fitting(name: str) -> str:
    """An address or a path as an id: as it is, or its beginning and a digest where it is long."""
    if len(name) <= LONGEST_ID:
        return name
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
    return f"{name[: LONGEST_ID - _DIGITS - 1]}~{digest}"


class Seen:
    """Ids that were there, in 16 bytes or less each: 400,000 of them take 8 MB.

    Of an id only 64 bits of a keyed digest are kept, in a table of open addresses. That two of a
    million ids are taken for one another has a chance of 1 to 37 million, and another one when the
    same archive is read again, since the key is new each time.
    """

    def __init__(self) -> None:
        self._key = urandom(16)
        self._slots = array("Q", bytes(8 * 1024))
        self._count = 0

    def add(self, name: str) -> bool:
        """Whether it is new."""
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key)
        mark = int.from_bytes(digest.digest(), "big") or 1  # 0 is an empty slot
        if not _put(self._slots, mark):
            return False
        self._count += 1
        if self._count * 2 > len(self._slots):
            self._grow()
        return True

    def _grow(self) -> None:
        wider = array("Q", bytes(8 * 2 * len(self._slots)))
        for mark in self._slots:
            if mark:
                _put(wider, mark)
        self._slots = wider


def _put(slots: "array[int]", mark: int) -> bool:
    last = len(slots) - 1
    at = mark & last
    while slots[at]:
        if slots[at] == mark:
            return False
        at = (at + 1) & last
    slots[at] = mark
    return True
