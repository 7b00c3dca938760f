"""CSV with a header row: comma, semicolon or tab between the columns, UTF-8."""

import csv
import io
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from keyquestions.archive.inputs.entries import Entries, Entry, faulty
from keyquestions.archive.inputs.files import opened, reading
from keyquestions.archive.inputs.names import columns_of, fields_of
from keyquestions.errors import FormatUnknown, InputUnreadable, LineInvalid
from keyquestions.jobs.batches.lines import MOST_LINE_BYTES

_DELIMITERS = ",;\t"
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_HEADER_CHARACTERS = 100_000


def read_csv(path: Path, columns: Mapping[str, str] | None = None) -> Entries:
    """The rows; an entry's line is the file's line on which its row begins.

    Where a quotation mark is not closed nobody can tell rows from text any more: the entry that
    says so is the last one.

    Raises:
        FormatUnknown: the header has no columns to be used.
    """
    with opened(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
        with reading(path):
            first = text.readline(_HEADER_CHARACTERS)
        # The module has one limit for all its readers; no other part of this program uses it.
        csv.field_size_limit(MOST_LINE_BYTES)
        header, delimiter = _header(first)
        try:
            chosen = columns_of(header, columns)
        except LineInvalid as error:
            raise FormatUnknown(f"{path.name} {error.message}.") from None
        with closing(_rows(text, delimiter, path)) as rows:
            for number, row in rows:
                if isinstance(row, InputUnreadable):
                    yield Entry(number, f"Line {number}", {}, row)
                elif row:
                    yield _entry(number, row, header, chosen)


def _header(line: str) -> tuple[list[str], str]:
    delimiter = max(_DELIMITERS, key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []), delimiter


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines with their ends, none of them longer than what is taken."""
    while line := text.readline(MOST_LINE_BYTES + 2):
        if len(line) > MOST_LINE_BYTES + 1:
            raise csv.Error("limit")
        yield line


def _rows(
    text: io.TextIOWrapper, delimiter: str, path: Path
) -> Generator[tuple[int, list[str] | InputUnreadable], None, None]:
    """Each row and the line that it begins on; last, where it is so, why there are no more."""
    rows = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    while True:
        number = rows.line_num + 2  # the header was read before
        try:
            with reading(path):
                row = next(rows, None)
        except csv.Error as error:
            yield number, _unclosed(number, str(error))
            return
        except InputUnreadable as error:
            yield number, error
            return
        if row is None:
            return
        yield number, row


def _entry(
    number: int, row: Sequence[str], header: Sequence[str], columns: Mapping[str, str]
) -> Entry:
    where = f"Line {number}"
    fields = fields_of(dict(zip(header, row, strict=False)), columns)
    if any(map(_NOT_UTF8.search, row)):
        named = {"custom_id": fields.get("custom_id")}
        return faulty(number, where, "is not UTF-8; convert the file to UTF-8.", named)
    if len(row) != len(header):
        return faulty(
            number, where, f"has {len(row)} columns, and the header has {len(header)}.", fields
        )
    return Entry(number, where, fields)


def _unclosed(number: int, why: str) -> InputUnreadable:
    fault = (
        f"has more than {MOST_LINE_BYTES:,} characters in one column"
        if "limit" in why
        else "has a quotation mark that is not closed, or closed too early"
    )
    return InputUnreadable(
        f"Line {number} {fault}, so that what comes after it cannot be read; mend that line, and "
        "go on with the same command."
    )
