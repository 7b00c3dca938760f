"""Spans: work with a beginning, an end and an outcome, for a tracing system to draw.

`span` gives a span that does nothing until `configure` has switched a tracing system on; which one
that is, only `otel.py` knows.
"""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self, Unpack

from keyquestions.telemetry.fields import Fields


class Work(StrEnum):
    """What a span can be about."""

    ANALYSIS = "analysis"
    STAGE = "stage"
    CHAT = "chat"


class Span(ABC):
    """Work under way."""

    @abstractmethod
    def set(self, **fields: Unpack[Fields]) -> None:
        """Tell more about it; a `code` makes it a failure."""


class Tracing(ABC):
    """A tracing system; `chosen` is the setting's word for it."""

    chosen: ClassVar[str]

    @abstractmethod
    def span(self, work: Work, fields: Fields) -> AbstractContextManager[Span]:
        """As the function `span`."""

    @abstractmethod
    def current(self) -> tuple[int, int] | None:
        """The identities of the trace and the span around here."""

    @abstractmethod
    def close(self) -> None:
        """Send what has not been sent."""


class _NoSpan(Span):
    """What is there when nothing watches."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        return

    def set(self, **_fields: Unpack[Fields]) -> None:
        return


@dataclass(slots=True)
class _Switch:
    """The one for this process; None is off."""

    tracing: Tracing | None = None


SWITCH = _Switch()
_NO_SPAN = _NoSpan()


def span(work: Work, **fields: Unpack[Fields]) -> AbstractContextManager[Span]:
    """Watch the work inside, within the span around it; an exception makes it a failure."""
    tracing = SWITCH.tracing
    return _NO_SPAN if tracing is None else tracing.span(work, fields)


def current_trace() -> tuple[int, int] | None:
    """The identities of the trace and the span around here; None where there are none."""
    return None if SWITCH.tracing is None else SWITCH.tracing.current()
