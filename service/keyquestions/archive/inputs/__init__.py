"""What an archive may be: JSONL, CSV, Parquet, a folder, a WordPress export, a feed, a sitemap."""

from keyquestions.archive.inputs.opening import FORMATS, format_of, open_input

__all__ = ["FORMATS", "format_of", "open_input"]
