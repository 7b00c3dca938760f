"""From a path to items: which format it is, and what is an article there."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from keyquestions.archive.inputs.csv_rows import read_csv
from keyquestions.archive.inputs.entries import Entries, Entry
from keyquestions.archive.inputs.feeds import is_feed, read_feed
from keyquestions.archive.inputs.files import head_of
from keyquestions.archive.inputs.folder import read_folder
from keyquestions.archive.inputs.jsonl import read_jsonl
from keyquestions.archive.inputs.names import Seen
from keyquestions.archive.inputs.parquet import read_parquet
from keyquestions.archive.inputs.sitemap import find_sitemap, is_sitemap, read_sitemap
from keyquestions.archive.inputs.wordpress import is_wordpress, read_wordpress
from keyquestions.archive.inputs.xml import root_of
from keyquestions.archive.items import ArchiveItem, ItemError
from keyquestions.errors import (
    FormatUnknown,
    InputEmpty,
    InputUnreadable,
    KeyQuestionsError,
    LineRepeated,
)
from keyquestions.jobs.batches.requests import BatchLine, custom_id_of, read_request

FORMATS = ("jsonl", "csv", "parquet", "folder", "wordpress", "feed", "sitemap")
"""The formats, by the names that can be asked for."""

_ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
        ".csv": "csv",
        ".tsv": "csv",
        ".parquet": "parquet",
        ".pq": "parquet",
    }
)
_COMPRESSED = frozenset({".gz", ".zst", ".zstd"})


def open_input(
    path: Path,
    format: str | None = None,  # noqa: A002 - what the option is called
    *,
    columns: Mapping[str, str] | None = None,
    unpublished: bool = False,
) -> Iterator[ArchiveItem]:
    """The items of an archive, one for each of its records, read as they are asked for.

    In memory are one record at a time and 16 bytes or less for each id that was there. A record
    that is no article is an item with its error, and the others go on; an archive that breaks off
    (a truncated gzip, XML that ends in the middle) keeps all that came before, and its last item
    says where it broke off.

    Args:
        path: a file or a folder.
        format: one of FORMATS; None tells it by the file's ending and how it begins.
        columns: for tables, the columns that fields are read from, where they have other names.
        unpublished: for WordPress, also posts that are not published.

    Raises:
        InputUnreadable: there is no such file, or nothing of it can be read.
        InputEmpty: there is no record in it.
        FormatUnknown: no format, none that can be told, or one that needs another package; also
            where a table has no columns to be used.
    """
    chosen = format or format_of(path)
    read = _readers(columns, unpublished=unpublished).get(chosen)
    if read is None:
        raise FormatUnknown(f'There is no format "{chosen}"; use one of {", ".join(FORMATS)}.')
    _check_kind(path, chosen)
    is_blank = path.is_file() and not path.stat().st_size
    entries = iter(()) if is_blank else read(path)
    first = next(entries, None)
    if first is None:
        raise InputEmpty(f"There are no articles in {path}; check that it is the right one.")
    if isinstance(first.error, InputUnreadable):
        raise first.error
    return _items(chain([first], entries))


def format_of(path: Path) -> str:
    """The format of a file or folder, by its ending and by how it begins.

    Raises:
        InputUnreadable: there is no such file, or it cannot be read.
        FormatUnknown: it cannot be told.
    """
    if path.is_dir():
        return "sitemap" if find_sitemap(path) else "folder"
    if not path.exists():
        raise InputUnreadable(f"There is no {path}; check the path.")
    inner = path.with_suffix("") if path.suffix.lower() in _COMPRESSED else path
    head = head_of(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    known = _ENDINGS.get(inner.suffix.lower()) or _by_content(head)
    if known is None and head:
        raise FormatUnknown(
            f"It cannot be told what {path.name} is; say --format, with one of "
            f"{', '.join(FORMATS)}."
        )
    return known or "jsonl"  # an empty file is empty in every format


def _by_content(head: bytes) -> str | None:
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"{"):
        return "jsonl"
    root = root_of(head) if head.startswith(b"<") else None
    if root is None:
        return None
    tests = {"wordpress": is_wordpress, "feed": is_feed, "sitemap": is_sitemap}
    return next((name for name, test in tests.items() if test(root)), None)


def _readers(
    columns: Mapping[str, str] | None, *, unpublished: bool
) -> dict[str, Callable[[Path], Entries]]:
    return {
        "jsonl": read_jsonl,
        "csv": lambda path: read_csv(path, columns),
        "parquet": lambda path: read_parquet(path, columns),
        "folder": read_folder,
        "wordpress": lambda path: read_wordpress(path, unpublished=unpublished),
        "feed": read_feed,
        "sitemap": read_sitemap,
    }


def _check_kind(path: Path, format_: str) -> None:
    if format_ == "folder" and not path.is_dir():
        raise InputUnreadable(f"{path} is no folder; check the path, or --format.")
    if format_ not in {"folder", "sitemap"} and path.is_dir():
        raise InputUnreadable(f"{path} is a folder; check the path, or --format.")


def _items(entries: Entries) -> Iterator[ArchiveItem]:
    seen = Seen()
    for entry in entries:
        yield _item(entry, seen)


def _item(entry: Entry, seen: Seen) -> ArchiveItem:
    custom_id = custom_id_of(dict(entry.fields))
    try:
        request = _request(entry, seen)
    except KeyQuestionsError as error:
        told = ItemError(error.code, error.message, error.retryable)
        return ArchiveItem(entry.line, custom_id, error=told)
    return ArchiveItem(entry.line, custom_id, request)


def _request(entry: Entry, seen: Seen) -> BatchLine:
    if entry.error is not None:
        raise entry.error
    request = read_request(dict(entry.fields), entry.where)
    if not seen.add(request.custom_id):
        raise LineRepeated(
            f"{entry.where} has the custom_id of a record before it; each needs its own."
        )
    return request
