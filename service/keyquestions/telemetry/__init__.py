"""What can be seen of the program at work: events in logs, spans in traces. Off until configured.

    event(Event.MODEL_RETRY, model=self.name, code=error.code, attempt=2, wait_ms=500)

    with scope(stage="summary"), watch(Work.STAGE) as seen:
        ...
        seen.set(kept=3, dropped=1)

Neither can carry an article's text, a prompt, a reply, a key, a header or an address: both take the
fields of `fields.py` and no others, each of a form that no such thing has. `docs/observability.md`
lists them. While it is off, both cost next to nothing and nothing is imported for them.
"""

from keyquestions.telemetry.events import Event, event, holding, listening, relay, scope
from keyquestions.telemetry.fields import (
    CANCELLED,
    METHODS,
    OTHER_METHOD,
    Admitted,
    Fields,
    failure,
    is_request_id,
)
from keyquestions.telemetry.libraries import LIBRARIES, quiet, unhandled
from keyquestions.telemetry.spans import Span, Work, span
from keyquestions.telemetry.switches import LogForm, LogLevel, Traces, configure
from keyquestions.telemetry.watching import watch

__all__ = [
    "CANCELLED",
    "LIBRARIES",
    "METHODS",
    "OTHER_METHOD",
    "Admitted",
    "Event",
    "Fields",
    "LogForm",
    "LogLevel",
    "Span",
    "Traces",
    "Work",
    "configure",
    "event",
    "failure",
    "holding",
    "is_request_id",
    "listening",
    "quiet",
    "relay",
    "scope",
    "span",
    "unhandled",
    "watch",
]
