"""Which output a path is."""

from pathlib import Path

from keyquestions.archive.outputs.jsonl import JsonlOutput
from keyquestions.archive.outputs.parquet import ParquetOutput
from keyquestions.archive.outputs.port import Output
from keyquestions.errors import FormatUnknown, OutputError

_PARQUET = frozenset({".parquet", ".pq"})
_JSONL = frozenset({".jsonl", ".ndjson"})


def open_output(path: Path, *, going_on: bool) -> Output:
    """The output for a file of that name: .jsonl, .jsonl.gz or .parquet.

    Args:
        path: the file.
        going_on: whether what is there is ours, to be gone on with (JSONL) or replaced (Parquet).

    Raises:
        FormatUnknown: its ending names no format, or one that needs another package.
        OutputError: it cannot be written, or there is something in it that is not ours.
    """
    inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    ending = inner.suffix.lower()
    if ending not in _JSONL and not (ending in _PARQUET and inner is path):
        raise FormatUnknown(
            f"It cannot be told in what format {path.name} is to be written; let it end in "
            ".jsonl, .jsonl.gz or .parquet."
        )
    try:
        is_taken = not going_on and path.exists() and path.stat().st_size > 0
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from error
    if is_taken:
        raise OutputError(f"{path} is there already; name another, or remove it.")
    return ParquetOutput(path) if ending in _PARQUET else JsonlOutput(path)
