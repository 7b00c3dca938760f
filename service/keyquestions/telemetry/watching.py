"""Work that is told of twice: as a span, and as an event when it has ended."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Unpack

from keyquestions.telemetry.events import Event, event
from keyquestions.telemetry.fields import Fields, failure
from keyquestions.telemetry.spans import Span, Work, span

_ENDED = {
    Work.ANALYSIS: (Event.ANALYSIS_ENDED, Event.ANALYSIS_FAILED),
    Work.STAGE: (Event.STAGE_ENDED, Event.STAGE_FAILED),
    Work.CHAT: (Event.MODEL_ENDED, Event.MODEL_FAILED),
}


@contextmanager
def watch(work: Work, **fields: Unpack[Fields]) -> Iterator[Span]:
    """Watch the work inside: a span around it, and an event with its `latency_ms` at its end.

    An exception, or a `code` that is set, makes it a failure; a cancellation is one, too.
    """
    began = time.monotonic()
    with span(work, **fields) as seen:
        watched = _Watched(seen, fields)
        try:
            yield watched
        except BaseException as error:
            watched.told.update(failure(error))  # the span sees it by itself
            raise
        finally:
            told = watched.told
            told["latency_ms"] = round((time.monotonic() - began) * 1000)
            ended, failed = _ENDED[work]
            event(failed if told.get("code") else ended, **told)


class _Watched(Span):
    """Passes on what it is told, and keeps it for the event."""

    def __init__(self, seen: Span, fields: Fields) -> None:
        self.told: Fields = {**fields}
        self._seen = seen

    def set(self, **fields: Unpack[Fields]) -> None:
        self.told.update(fields)
        self._seen.set(**fields)
