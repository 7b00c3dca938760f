"""Parquet, a row group's batches at a time; needs the extra `parquet`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from keyquestions.archive.inputs.entries import Entries, Entry
from keyquestions.archive.inputs.files import reading
from keyquestions.archive.inputs.names import columns_of, fields_of
from keyquestions.archive.packages import pyarrow_parquet
from keyquestions.errors import FormatUnknown, InputUnreadable, LineInvalid

ROWS = 64
"""How many rows are in memory as Python's objects at once."""

BUFFER_BYTES = 1 << 20
"""How much of a column is read from the disk at once."""


def read_parquet(path: Path, columns: Mapping[str, str] | None = None) -> Entries:
    """The rows, of which only the columns that mean something here are read.

    Raises:
        FormatUnknown: pyarrow is not installed, or there are no columns to be used.
        InputUnreadable: it is no Parquet.
    """
    parquet = pyarrow_parquet(path.name)
    with reading(path):
        file = _opened(parquet, path)
    with file:
        try:
            chosen = columns_of(file.schema_arrow.names, columns)
        except LineInvalid as error:
            raise FormatUnknown(f"{path.name} {error.message}.") from None
        yield from _rows(file, chosen, path)


def _opened(parquet: Any, path: Path) -> Any:  # noqa: ANN401 - pyarrow has no types
    try:
        # By default whole columns of a row group are read at once, and a file may have but one.
        return parquet.ParquetFile(path, pre_buffer=False, buffer_size=BUFFER_BYTES)
    except ValueError as error:  # pyarrow's own errors are of that class
        raise InputUnreadable(
            f"{path.name} is no Parquet file, or not a whole one; get it again."
        ) from error


def _rows(
    file: Any,  # noqa: ANN401 - pyarrow has no types
    columns: Mapping[str, str],
    path: Path,
) -> Entries:
    number = 0
    wanted = sorted(set(columns.values()))
    batches = file.iter_batches(batch_size=ROWS, columns=wanted)
    while True:
        try:
            with reading(path):
                batch = next(batches, None)
        except (InputUnreadable, ValueError):
            number += 1
            error = InputUnreadable(
                f"Row {number} of {path.name} and what comes after it cannot be read; get the "
                "file again, and go on with the same command."
            )
            yield Entry(number, f"Row {number}", {}, error)
            return
        if batch is None:
            return
        for row in batch.to_pylist():
            number += 1
            yield Entry(number, f"Row {number}", fields_of(row, columns))
