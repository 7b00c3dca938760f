"""What a reader of one format finds, before it is known whether it can be analysed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from keyquestions.errors import KeyQuestionsError, LineInvalid


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its fields by the names of `BatchLine`, or what is wrong with it.

    `line` is its place, from 1: a line's number, or the how-manieth record it is. `where` says it
    in words that begin a sentence, such as "Line 7" or "Page a/b.html". Fields of a record that is
    wrong are told as far as they are known.
    """

    line: int
    where: str
    fields: Mapping[str, Any]
    error: KeyQuestionsError | None = None


Entries = Iterator[Entry]


def faulty(line: int, where: str, fault: str, fields: Mapping[str, Any] | None = None) -> Entry:
    """A record that is no article; `fault` goes on where "Line 7" begins."""
    return Entry(line, where, fields or {}, LineInvalid(f"{where} {fault}"))
