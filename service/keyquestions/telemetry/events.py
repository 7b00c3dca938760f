"""Events: one line in the log each, through the standard library's `logging`.

They go to the loggers `keyquestions.analysis`, `.stage`, `.model`, `.store`, `.traces`, `.request`
and `.webhook`. Each record has `event`, `fields` and `trace` as attributes, for handlers of the
host's.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType
from typing import Unpack

from keyquestions.telemetry.fields import Admitted, Fields, Scalar, admitted
from keyquestions.telemetry.spans import current_trace

ROOT = "keyquestions"

logging.getLogger(ROOT).addHandler(logging.NullHandler())  # silent until configured


class Event(StrEnum):
    """What can happen; the part before the first dot names the logger."""

    ANALYSIS_BEGUN = "analysis.begun"
    ANALYSIS_ENDED = "analysis.ended"
    ANALYSIS_FAILED = "analysis.failed"
    STAGE_ENDED = "stage.ended"
    STAGE_FAILED = "stage.failed"
    MODEL_ENDED = "model.ended"
    MODEL_FAILED = "model.failed"
    MODEL_RETRY = "model.retry"
    MODEL_FALLBACK = "model.fallback"
    BREAKER_OPENED = "model.breaker.opened"
    BREAKER_CLOSED = "model.breaker.closed"
    STORE_HIT = "store.hit"
    STORE_MISS = "store.miss"
    STORE_FAILED = "store.failed"
    REQUEST_FAILED = "request.failed"
    TRACES_FAILED = "traces.failed"
    REQUEST_ENDED = "request.ended"
    WEBHOOK_DELIVERED = "webhook.delivered"
    WEBHOOK_FAILED = "webhook.failed"
    WEBHOOK_DEAD = "webhook.dead"


LEVELS: Mapping[Event, int] = MappingProxyType(
    dict.fromkeys(Event, logging.INFO)
    | {
        Event.ANALYSIS_FAILED: logging.ERROR,
        Event.STAGE_FAILED: logging.WARNING,
        Event.MODEL_FAILED: logging.WARNING,
        Event.MODEL_RETRY: logging.WARNING,
        Event.MODEL_FALLBACK: logging.WARNING,
        Event.BREAKER_OPENED: logging.WARNING,
        Event.STORE_HIT: logging.DEBUG,
        Event.STORE_MISS: logging.DEBUG,
        Event.STORE_FAILED: logging.ERROR,
        Event.REQUEST_FAILED: logging.ERROR,
        Event.TRACES_FAILED: logging.WARNING,
        Event.WEBHOOK_FAILED: logging.WARNING,
        Event.WEBHOOK_DEAD: logging.ERROR,
    }
)
Listener = Callable[[Event, Admitted], None]
_LOGGERS = {each: logging.getLogger(f"{ROOT}.{each.partition('.')[0]}") for each in Event}
_listeners: list[Listener] = []
_scope: ContextVar[Fields | None] = ContextVar("keyquestions_scope", default=None)


def event(name: Event, /, **fields: Unpack[Fields]) -> None:
    """Log an event with its fields and those of the scopes around it, and tell who listens."""
    level, logger = LEVELS[name], _LOGGERS[name]
    logged = logger.isEnabledFor(level)
    if not (logged or _listeners):
        return
    told = admitted({**scoped(), **fields})
    for listen in _listeners:
        listen(name, told)
    if not logged:
        return
    extra = {"event": str(name), "fields": told, "trace": current_trace()}
    logger.log(level, "%s", as_text(name, told), extra=extra)


def relay(name: str, fields: Mapping[str, object]) -> None:
    """Tell who listens of an event of another process, which has logged it itself."""
    told = admitted(fields)
    for listen in _listeners:
        listen(Event(name), told)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have every event told to it, whatever is logged; it must neither raise nor take long."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def scope(**fields: Unpack[Fields]) -> Iterator[None]:
    """Add the fields to every event and span inside, also in tasks that are started there."""
    token = _scope.set({**scoped(), **fields})
    try:
        yield
    finally:
        _scope.reset(token)


def scoped() -> Fields:
    """The fields of the scopes around here; the inner ones go first."""
    return _scope.get() or {}


def as_text(name: str, fields: Mapping[str, Scalar]) -> str:
    """An event in one line for people: its name, then `field=value`."""
    return " ".join((name, *(f"{field}={value}" for field, value in fields.items())))
