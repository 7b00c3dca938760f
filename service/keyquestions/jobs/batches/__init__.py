"""Batches of articles: taken in line by line, worked on by an engine, given back in order."""

from keyquestions.jobs.batches.batches import Batches, Result
from keyquestions.jobs.batches.engine import BatchEngine
from keyquestions.jobs.batches.lines import MOST_BYTES, MOST_LINE_BYTES, MOST_LINES
from keyquestions.jobs.batches.reading import Reader
from keyquestions.jobs.batches.requests import BatchLine

__all__ = [
    "MOST_BYTES", "MOST_LINES", "MOST_LINE_BYTES", "BatchEngine", "BatchLine", "Batches",
    "Reader", "Result",
]  # fmt: skip
