"""Archives as they are on disk, read line by line."""

from collections.abc import Iterator
from pathlib import Path

from keyquestions.archive.items import ArchiveItem, ItemError
from keyquestions.errors import LineInvalid
from keyquestions.jobs.batches.requests import custom_id_of, read_line, read_object


def open_input(path: Path, format: str | None = None) -> Iterator[ArchiveItem]:  # noqa: A002, ARG001
    """The items of a JSONL file."""
    with path.open("rb") as file:
        for number, data in enumerate(file, start=1):
            given = read_object(data)
            if given is None:
                told = f"Line {number} is not a JSON object."
                yield ArchiveItem(number, None, error=ItemError(LineInvalid.code, told))
                continue
            name = custom_id_of(given)
            try:
                yield ArchiveItem(number, name, read_line(given, number))
            except LineInvalid as error:
                yield ArchiveItem(number, name, error=ItemError(error.code, error.message))
