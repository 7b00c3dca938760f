"""A run's journal: one JSON line for what was run, then one for each article and trial.

Everything that is told of a run is worked out from its journal. A line is written, and on the disk,
before the next article begins, so that a killed run loses what was under way and nothing else.
"""

import json
import os
from collections.abc import Iterator, Mapping
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import AwareDatetime, ValidationError

from keyquestions.analysis import Analysis, Value
from keyquestions_evals.errors import JournalInvalid, RunMismatch

Slot = tuple[str, int]
"""An article's name and a trial, counted from 0."""


class RunHead(Value):
    """What was run: a variant over fixtures.

    `variant` is what the user calls it, `prompts` the digest of its prompt files (None for the
    built-in analyst, which has none), `fixtures` the content hash of each article by its name.
    """

    kind: Literal["run"] = "run"
    version: Literal[1] = 1
    variant: str
    analyst: str
    model: str | None
    prompts: str | None
    codebook: str
    software: str
    split: str | None
    trials: int
    fixtures: Mapping[str, str]
    started_at: AwareDatetime

    @property
    def name(self) -> str:
        """The variant and what answered."""
        return f"{self.variant} · {self.model or self.analyst}"


class Mishap(Value):
    """Why an article has no analysis: the error's code and its sentence."""

    code: str
    message: str


class Item(Value):
    """What became of one article in one trial: an analysis, or the error in its place.

    `seconds` is the wall-clock time that it took.
    """

    kind: Literal["item"] = "item"
    article: str
    trial: int
    analysis: Analysis | None
    error: Mishap | None
    seconds: float

    @property
    def slot(self) -> Slot:
        """What it is about."""
        return self.article, self.trial

    @property
    def failed(self) -> bool:
        """Whether a part of the analysis, or all of it, is missing."""
        return self.analysis is None or bool(self.analysis.failures)


class Journal:
    """What has been done of a run, and the file in which it is kept.

    Of several lines about one slot the last one counts.
    """

    def __init__(self, path: Path, head: RunHead, items: Mapping[Slot, Item]) -> None:
        self.path = path
        self.head = head
        self._items = dict(items)
        self._file: FileIO | None = None

    @property
    def items(self) -> Mapping[Slot, Item]:
        """The newest item of each slot."""
        return MappingProxyType(self._items)

    @property
    def missing(self) -> tuple[Slot, ...]:
        """The slots that the run was to fill and has not, in order."""
        return tuple(slot for slot in slots(self.head) if slot not in self._items)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a journal; a last line that is half written counts as not written.

        Raises:
            JournalInvalid: it cannot be read; the error names the file and the line.
        """
        lines, _ = _lines(path)
        if not lines:
            raise JournalInvalid(f"{path}:1: the journal is empty")
        head = _parsed(RunHead, path, 1, lines[0])
        items: dict[Slot, Item] = {}
        for number, line in enumerate(lines[1:], start=2):
            item = _parsed(Item, path, number, line)
            if item.article not in head.fixtures or not 0 <= item.trial < head.trials:
                raise JournalInvalid(
                    f"{path}:{number}: {item.article}, trial {item.trial}, is not of this run"
                )
            items[item.slot] = item
        return cls(path, head, items)

    @classmethod
    def open(cls, path: Path, head: RunHead) -> Self:
        """Begin a run's journal, or go on with it if there is one.

        Raises:
            JournalInvalid: the one that there is cannot be read or written.
            RunMismatch: it is another run's: other articles, prompts, model or trials.
        """
        if path.exists() and path.stat().st_size:
            journal = cls.read(path)
            _check_same(path, journal.head, head)
        else:
            journal = cls(path, head, {})
        try:
            journal._begin()
        except OSError as error:
            raise JournalInvalid(f"{path}:1: it cannot be written: {error.strerror}") from error
        return journal

    def add(self, item: Item) -> None:
        """Write an item; when this returns, it is on the disk.

        Raises:
            JournalInvalid: it cannot be written, for want of space for example.
        """
        if self._file is None:
            raise JournalInvalid(f"{self.path}:1: it is open for reading only")
        try:
            _append(self._file, item)
        except OSError as error:
            raise JournalInvalid(
                f"{self.path}:1: it cannot be written: {error.strerror}"
            ) from error
        self._items[item.slot] = item

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        begun = self.path.exists() and self.path.stat().st_size > 0
        self._file = self.path.open("ab", buffering=0)
        if begun:
            _, whole = _lines(self.path)
            self._file.truncate(whole)  # of a killed run: the line that it was writing
        else:
            _append(self._file, self.head)


def slots(head: RunHead) -> Iterator[Slot]:
    """What a run is to fill: all articles once, then all of them again."""
    for trial in range(head.trials):
        for article in head.fixtures:
            yield article, trial


def _append(file: FileIO, value: Value) -> None:
    line = json.dumps(value.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    data = line.encode("utf-8", "surrogatepass") + b"\n"
    while data:
        data = data[file.write(data) :]
    os.fsync(file.fileno())


def _lines(path: Path) -> tuple[list[bytes], int]:
    """The whole lines of a file, and how many bytes they are."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise JournalInvalid(f"{path}:1: it cannot be read: {error.strerror}") from error
    whole = data.rfind(b"\n") + 1
    return data[:whole].splitlines(), whole


def _parsed(model: type[Any], path: Path, number: int, line: bytes) -> Any:  # noqa: ANN401 - its model
    try:
        return model.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        what = f"{where}: {first['msg']}" if where else first["msg"]
        raise JournalInvalid(
            f"{path}:{number}: this is no line of a run's journal: {what}"
        ) from None


def _check_same(path: Path, there: RunHead, wanted: RunHead) -> None:
    for name in ("fixtures", "analyst", "model", "prompts", "codebook", "software", "trials"):
        if getattr(there, name) != getattr(wanted, name):
            raise RunMismatch(
                f"{path}:1: this run was made with other {_PLURAL.get(name, name)}; "
                "name another file, or delete it"
            )


_PLURAL = {"analyst": "analysts", "model": "models", "codebook": "codebooks", "trials": "trials"}
