"""What a benchmark is: items out of a public data set, and what each shows about an analyst."""

import csv
import hashlib
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from keyquestions.wiring import Service
from keyquestions_evals.bench.figures import Column, Row
from keyquestions_evals.errors import BenchDataInvalid

Item = TypeVar("Item")
Record = dict[str, Any]
"""One line of a file of a data set."""

_MALFORMED = (KeyError, TypeError, ValueError, SyntaxError, AttributeError)
"""What reading a record raises that is not as it should be."""


class Half(StrEnum):
    """Which part of a data set is measured: one may tune on one, and report on the other only."""

    TUNE = "tune"
    REPORT = "report"
    ALL = "all"

    def has(self, group: str) -> bool:
        """Whether the items of a group are in it; that depends on the group's name alone."""
        odd = hashlib.sha256(group.encode()).digest()[0] % 2 == 1
        return self is Half.ALL or (self is Half.REPORT) == odd


class Benchmark(ABC, Generic[Item]):
    """A data set with its protocol; `published.yaml` says where it is from and what others reached.

    `file` is what it reads; `rules` says that it measures rules that all variants share, so that no
    model is asked.
    """

    name: ClassVar[str]
    file: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    rules: ClassVar[bool] = False

    @abstractmethod
    def read(self, records: Sequence[Record]) -> Iterator[Item]:
        """The items of the file's records, in their order."""

    @abstractmethod
    def group(self, item: Item) -> str:
        """What an item is drawn, and put into a half, together with: its id, or its article's."""

    @abstractmethod
    async def measure(self, item: Item, service: Service) -> Row:
        """What the analyst makes of an item, in numbers.

        Raises:
            KeyQuestionsError: the analyst, or the reading, failed.
        """

    @abstractmethod
    def failed(self, item: Item) -> Row:
        """What is booked for an item where `measure` failed: it stays in the denominator."""

    def load(self, folder: Path) -> tuple[Item, ...]:
        """Read the data set; its file is in the folder, or in the one folder there that has it.

        Raises:
            BenchDataInvalid: it is not there, or not as it should be.
        """
        path = self._found(folder)
        try:
            items = tuple(self.read(_records(path)))
        except OSError as error:
            raise BenchDataInvalid(f"{path}: it cannot be read: {error.strerror}.") from error
        except _MALFORMED as error:
            told = " ".join(f"{type(error).__name__}: {error}".split())
            raise BenchDataInvalid(f"{path}: it is not the file of {self.name}: {told}") from error
        if not items:
            raise BenchDataInvalid(f"{path}: it has no items.")
        return items

    def _found(self, folder: Path) -> Path:
        if not folder.is_dir():
            raise BenchDataInvalid(f"{folder}: there is no such folder; --data names the one of "
                                   f"{self.name}'s file {self.file}.")  # fmt: skip
        below = list(folder.glob(f"*/{self.file}"))
        places = [folder / self.file, folder / self.name / self.file]
        places += below if len(below) == 1 else []
        for path in places:
            if path.is_file():
                return path
        raise BenchDataInvalid(f"{folder}: {self.name}'s file {self.file} is not in this folder.")


def _records(path: Path) -> Sequence[Record]:
    return _READERS[path.suffix](path.read_text(encoding="utf-8"))


def _csv(text: str) -> list[Record]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _jsonl(text: str) -> list[Record]:
    return [json.loads(line) for line in text.split("\n") if line.strip()]


_READERS: dict[str, Callable[[str], list[Record]]] = {
    ".csv": _csv,
    ".json": json.loads,
    ".jsonl": _jsonl,
}
