"""Packages that only some formats need."""

import importlib
from typing import Any

from keyquestions.errors import FormatUnknown


def pyarrow_parquet(what: str) -> Any:  # noqa: ANN401 - a module without types
    """The module that reads and writes Parquet, imported only here: it takes its time.

    Raises:
        FormatUnknown: it is not installed; `what` is the file that needs it.
    """
    try:
        return importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise FormatUnknown(
            f'{what} is Parquet, which needs a package that is missing: pip install "keyquestions'
            '[parquet]", or give JSONL.'
        ) from None


def pyarrow() -> Any:  # noqa: ANN401 - a module without types
    """The module itself, for whoever has the other one already."""
    return importlib.import_module("pyarrow")
