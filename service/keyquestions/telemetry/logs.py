"""The handler that writes events to standard error, as JSON or as text, one line each.

It writes what has passed `admitted`, and of any other record in the tree only where it was made:
what such a record says has not been vetted.
"""

import contextlib
import json
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from keyquestions.telemetry.events import LEVELS, ROOT, as_text
from keyquestions.telemetry.fields import Admitted, Scalar, admitted, failure

OTHER = "other"
"""The event of a record that is not one of ours."""

Form = Callable[[logging.LogRecord], str]


class StandardError(logging.Handler):
    """Writes to whatever standard error is now; a line that cannot be written is no failure."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, at once."""
        stream = sys.stderr
        if stream is None:
            return
        with contextlib.suppress(OSError, ValueError):
            stream.write(self._form(record) + "\n")
            stream.flush()


def as_json_line(record: logging.LogRecord) -> str:
    """`{"time": …, "level": …, "logger": …, "event": …, then the fields}`."""
    name, fields = _told(record)
    line = {
        "time": _time(record),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": name,
        **fields,
        **_trace(record),
    }
    return json.dumps(line)


def as_text_line(record: logging.LogRecord) -> str:
    """Time, level, event, then `field=value`."""
    name, fields = _told(record)
    return f"{_time(record)} {record.levelname:<7} {as_text(name, fields)}"


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


def _told(record: logging.LogRecord) -> tuple[str, Mapping[str, Scalar]]:
    name, fields = getattr(record, "event", None), getattr(record, "fields", None)
    if name in LEVELS and isinstance(fields, Admitted):
        return str(name), fields
    raised = record.exc_info[1] if record.exc_info else None
    where = {"where": f"{record.module}:{record.lineno}"}
    return OTHER, where | (admitted({**failure(raised)}) if raised else {})


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(record: logging.LogRecord) -> dict[str, str]:
    match getattr(record, "trace", None):
        case (int(trace), int(span)):
            return {"trace_id": f"{trace:032x}", "span_id": f"{span:016x}"}
    return {}
