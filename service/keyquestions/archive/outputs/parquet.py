"""Parquet, a row an outcome: what is often asked for in columns, and the whole analysis as JSON."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from keyquestions.archive.items import OutcomeLine
from keyquestions.archive.outputs.port import Output, write_failed
from keyquestions.archive.packages import pyarrow, pyarrow_parquet
from keyquestions.errors import OutputError

ROWS = 500
"""How many outcomes are in memory at once, and in a row group."""

_Row = dict[str, Any]


class ParquetOutput(Output):
    """A file of that path, which appears, in place of one that was there, when it is whole.

    Parquet cannot be gone on with: its index is at its end. Until it is closed it is a hidden file
    beside its place, and whoever goes on writes it from the beginning.

    Raises:
        OutputError: it cannot be opened.
        FormatUnknown: pyarrow is not installed.
    """

    def __init__(self, path: Path) -> None:
        parquet = pyarrow_parquet(path.name)
        self._path = path
        self._draft = path.with_name(f".{path.name}.partial")
        self._rows: list[_Row] = []
        self._count = 0
        self._schema = _schema()
        try:
            self._file = self._draft.open("wb")
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
        self._writer = parquet.ParquetWriter(self._file, self._schema, compression="zstd")

    def write(self, outcome: OutcomeLine) -> None:
        """Add one row."""
        self._rows.append(_row(outcome))
        self._count += 1
        if len(self._rows) >= ROWS:
            self._flush()

    def checkpoint(self) -> int:
        """Nothing is safe before the file is whole: this returns 0."""
        return 0

    def close(self) -> None:
        """Write the rest and the index, and put the file in its place."""
        self._flush()
        try:
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._draft.replace(self._path)
        except OSError as error:
            self.abandon()
            raise write_failed(self._path, error, 0) from error

    def abandon(self) -> None:
        """Remove what was written."""
        with suppress(OSError):  # it could not be written, which was told
            self._file.close()
        self._draft.unlink(missing_ok=True)

    def lines(self) -> Iterator[int]:
        """None: it is written from the beginning."""
        return iter(())

    def _flush(self) -> None:
        if not self._rows:
            return
        table = pyarrow().Table.from_pylist(self._rows, schema=self._schema)
        try:
            self._writer.write_table(table)
        except OSError as error:
            self.abandon()
            raise write_failed(self._path, error, 0) from error
        self._rows = []


def _schema() -> Any:  # noqa: ANN401 - a module without types
    pa = pyarrow()
    texts = pa.list_(pa.string())
    return pa.schema(
        {
            "line": pa.int64(),
            "custom_id": pa.string(),
            "state": pa.string(),
            "error_code": pa.string(),
            "error_message": pa.string(),
            "title": pa.string(),
            "language": pa.string(),
            "content_hash": pa.string(),
            "summary": pa.string(),
            "genre": pa.string(),
            "frames": texts,
            "severity": pa.string(),
            "questions": texts,
            "model": pa.string(),
            "cost_usd": pa.float64(),
            "analysis": pa.string(),
        }
    )


def _row(outcome: OutcomeLine) -> _Row:
    error = outcome.error
    row: _Row = {
        "line": outcome.line,
        "custom_id": outcome.custom_id,
        "state": outcome.state,
        "error_code": error and error.code,
        "error_message": error and error.message,
        "analysis": outcome.analysis,
    }
    return row | _told(json.loads(outcome.analysis)) if outcome.analysis else row


def _told(analysis: _Row) -> _Row:
    article, made = analysis["article"], analysis["provenance"]
    framing = analysis.get("framing") or {}
    return {
        "title": article["title"],
        "language": article["language"],
        "content_hash": article["content_hash"],
        "summary": (analysis.get("summary") or {}).get("text"),
        "genre": framing.get("genre"),
        "frames": [each["label"] for each in framing.get("frames", ())],
        "severity": framing.get("severity"),
        "questions": [each["text"] for each in analysis["questions"]],
        "model": made["model"],
        "cost_usd": made["cost_usd"],
    }
