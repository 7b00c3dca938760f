"""What goes into an archive job, line by line, and what comes out of it."""

import json
from dataclasses import dataclass

from keyquestions.jobs.batches.requests import BatchLine


@dataclass(frozen=True, slots=True)
class ItemError:
    """Why a line came to nothing; with `retryable` another try may go better."""

    code: str
    message: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """One line or record of an input: what is asked for, or what is wrong with it, never both.

    `line` is its place in the input, from 1. There is exactly one item for each line, in their
    order; `custom_id` is None only where the line has no name that can be used.
    """

    line: int
    custom_id: str | None
    request: BatchLine | None = None
    error: ItemError | None = None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What came of one line, in the shape of the results of a batch over REST.

    `state` is `succeeded`, `partial`, `failed` or `cancelled`. `analysis` is JSON text, as it is
    kept: most lines are written out without being parsed again.
    """

    line: int
    custom_id: str | None
    state: str
    analysis: str | None = None
    error: ItemError | None = None

    def as_json(self) -> str:
        """One line of JSONL, without its end."""
        head = json.dumps(
            {"line": self.line, "custom_id": self.custom_id, "state": self.state},
            ensure_ascii=False,
        )
        return f'{head[:-1]}, "analysis": {self.analysis or "null"}, "error": {self._error()}}}'

    def _error(self) -> str:
        if self.error is None:
            return "null"
        told = {
            "code": self.error.code,
            "message": self.error.message,
            "retryable": self.error.retryable,
        }
        return json.dumps(told, ensure_ascii=False)
