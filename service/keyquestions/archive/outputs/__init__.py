"""Where outcomes go: JSONL, also compressed, or Parquet."""

from keyquestions.archive.outputs.jsonl import JsonlOutput
from keyquestions.archive.outputs.opening import open_output
from keyquestions.archive.outputs.parquet import ParquetOutput
from keyquestions.archive.outputs.port import Output

__all__ = ["JsonlOutput", "Output", "ParquetOutput", "open_output"]
