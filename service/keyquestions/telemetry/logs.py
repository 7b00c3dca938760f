"""The handler that writes events to standard error, as JSON or as text, one line each.

Any other record of the tree is left out: what it says has not been vetted.
"""

import contextlib
import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from keyquestions.telemetry.events import ROOT
from keyquestions.telemetry.fields import Admitted

Form = Callable[[logging.LogRecord], str]


class StandardError(logging.Handler):
    """Writes to whatever standard error is now; a line that cannot be written is no failure."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, at once."""
        stream = sys.stderr
        if stream is None or not isinstance(getattr(record, "fields", None), Admitted):
            return
        with contextlib.suppress(OSError, ValueError):
            stream.write(self._form(record) + "\n")
            stream.flush()


def as_json_line(record: logging.LogRecord) -> str:
    """`{"time": …, "level": …, "logger": …, "event": …, then the fields}`."""
    said = vars(record)
    line = {
        "time": _time(record),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": said["event"],
        **said["fields"],
    }
    if said["trace"]:
        trace, span = said["trace"]
        line |= {"trace_id": f"{trace:032x}", "span_id": f"{span:016x}"}
    return json.dumps(line)


def as_text_line(record: logging.LogRecord) -> str:
    """Time, level, event, then `field=value`."""
    return f"{_time(record)} {record.levelname:<7} {record.getMessage()}"


def write_logs(form: Form | None, level: int) -> None:
    """Write the tree's records from that level on; None leaves them to the host's handlers."""
    root = logging.getLogger(ROOT)
    ours = [handler for handler in root.handlers if isinstance(handler, StandardError)]
    if form is None and not ours:
        return  # what the host has set stays
    for handler in ours:
        root.removeHandler(handler)
    root.propagate = form is None
    root.setLevel(logging.NOTSET if form is None else level)
    if form is not None:
        root.addHandler(StandardError(form))


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
