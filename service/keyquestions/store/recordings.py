"""Recordings: replies as JSON Lines, one record a line, in a stable order, fit for git."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from keyquestions.errors import StoreFailed
from keyquestions.models.accounts import Charge
from keyquestions.models.nearest import nearest
from keyquestions.models.records import Asked, Record
from keyquestions.models.stored import ReplyStore
from keyquestions.notices import notify
from keyquestions.telemetry import Event, event

SUFFIX = ".jsonl"
NEW = f"replies{SUFFIX}"
"""The file of a folder that new replies are written to."""


def read_recordings(path: Path) -> Iterator[Record]:
    """The records of a file, or of all `.jsonl` files of a folder, by name.

    Raises:
        StoreFailed: it cannot be read, or a line is no record; file and line are named.
    """
    files = sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]
    for file in files:
        try:
            lines = file.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise StoreFailed(f"The recordings {file} cannot be read; check the path.") from error
        for number, line in enumerate(lines[:-1], start=1):
            if line.strip():
                yield _parse(line, f"{file}, line {number}")
        if lines[-1]:
            yield from _unfinished(lines[-1], file)


def write_recordings(path: Path, records: Iterable[Record]) -> None:
    """Write a file, at once or not at all: sorted by model, task and key, one line for each key.

    Of two records with the same key the later one is kept.

    Raises:
        StoreFailed: it cannot be written.
    """
    newest = {record.request.key: record for record in records}
    lines = [f"{record.model_dump_json()}\n" for record in sorted(newest.values(), key=_order)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(lines)
            draft.chmod(0o644)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise StoreFailed(f"The recordings {path} cannot be written; check the path.") from error


class RecordedReplies(ReplyStore):
    """A reply store in memory, out of recordings; new replies are added to their file.

    For a folder that is its `replies.jsonl`. A new reply is appended when it comes, so that a crash
    loses none, and the file is put in order when the store is closed. Only one process at a time
    may add to a file.
    """

    def __init__(self, path: Path) -> None:
        self._file = path if path.suffix == SUFFIX else path / NEW
        read = read_recordings(path) if path.exists() else ()
        self._records = {each.request.key: each for each in read}
        self._tidy = True

    async def get(self, key: str) -> Record | None:
        """What is recorded under that key."""
        return self._records.get(key)

    async def put(
        self,
        record: Record,
        charge: Charge | None = None,  # noqa: ARG002 - a file of recordings keeps no accounts
    ) -> None:
        """Append it to the file."""
        if self._tidy:
            self._tidy = False
            self._arrange()  # also mends a last line that a crash cut off
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8", newline="\n") as file:
                file.write(f"{record.model_dump_json()}\n")
        except OSError as error:
            raise StoreFailed(
                f"The recordings {self._file} cannot be written; check the path."
            ) from error
        self._records[record.request.key] = record

    async def nearest(self, asked: Asked) -> Asked | None:
        """The most similar request that is recorded."""
        return nearest(asked, (record.request for record in self._records.values()))

    async def records(self) -> AsyncIterator[Record]:
        """Everything, in the order of the file."""
        for record in sorted(self._records.values(), key=_order):
            yield record

    async def erase(self, places: Sequence[str]) -> None:
        """Take them out of the file that new replies go to; other files are left as they are."""
        gone = [self._records.pop(key, None) for key in places]
        if any(gone) and self._file.exists():
            read = read_recordings(self._file)
            write_recordings(self._file, [each for each in read if each.request.key not in places])

    async def aclose(self) -> None:
        """Put the file in order, if anything was added to it."""
        if not self._tidy:
            self._arrange()

    def _arrange(self) -> None:
        if self._file.exists():
            write_recordings(self._file, read_recordings(self._file))


async def export_recordings(store: ReplyStore, path: Path) -> int:
    """Write all that a store holds to a file of recordings; how many there were."""
    records = [record async for record in store.records()]
    write_recordings(path, records)
    return len(records)


async def import_recordings(store: ReplyStore, path: Path) -> int:
    """Put recordings into a store, in place of what has the same key; how many there were."""
    return await store.add(read_recordings(path))


def _unfinished(line: str, file: Path) -> Iterator[Record]:
    """The last line, where nothing ends it: a whole record, or what a crash left of one."""
    try:
        yield _parse(line, f"{file}, last line")
    except StoreFailed as error:
        event(Event.STORE_FAILED, code=error.code)
        notify(f"The last line of {file} was not written to its end and is left out.")


def _parse(line: str, where: str) -> Record:
    try:
        return Record.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise StoreFailed(f"{where} is no recorded reply ({place}: {first['msg']}).") from None


def _order(record: Record) -> tuple[str, str, str]:
    task = record.request.json_schema.name if record.request.json_schema else ""
    return record.request.model, task, record.request.key
