"""JSONL: an article a line, as `POST /v1/batches` takes it, in files of any length."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from keyquestions.archive.inputs.entries import Entries, Entry, faulty
from keyquestions.archive.inputs.files import opened, reading
from keyquestions.errors import InputUnreadable
from keyquestions.jobs.batches.lines import MOST_LINE_BYTES
from keyquestions.jobs.batches.requests import read_object

_BOM = b"\xef\xbb\xbf"


def read_jsonl(path: Path) -> Entries:
    """The lines that are not blank. Where the file breaks off, the last entry says so."""
    number = 0
    with opened(path) as file:
        lines = _lines(file)
        while True:
            try:
                with reading(path):
                    line = next(lines, None)
            except InputUnreadable as error:
                yield Entry(number + 1, f"Line {number + 1}", {}, error)
                return
            if line is None:
                return
            number += 1
            if number == 1:
                line = line.removeprefix(_BOM)
            if line.strip():
                yield _entry(line, number)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines with their ends; of one that is too long, only more than may be."""
    while line := file.readline(MOST_LINE_BYTES + 2):
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(1 << 20)):
            pass
        yield line


def _entry(line: bytes, number: int) -> Entry:
    where = f"Line {number}"
    if len(line.removesuffix(b"\n")) > MOST_LINE_BYTES:
        return faulty(number, where, f"has more than {MOST_LINE_BYTES:,} bytes.")
    given = read_object(line)
    if given is not None:
        return Entry(number, where, given)
    try:
        line.decode()
    except UnicodeDecodeError:
        return faulty(number, where, "is not UTF-8; convert the file to UTF-8.")
    return faulty(number, where, "is not a JSON object.")
