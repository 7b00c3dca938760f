"""Switching logs and traces on, for the process."""

import logging
from enum import StrEnum
from typing import Self

from keyquestions.errors import SettingInvalid
from keyquestions.telemetry.libraries import quiet
from keyquestions.telemetry.logs import Form, as_json_line, as_text_line, write_logs
from keyquestions.telemetry.spans import SWITCH, Tracing


class _Choice(StrEnum):
    """A choice of a setting's, in capitals or not."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        small = value.lower() if isinstance(value, str) else None
        return next((each for each in cls if each.value == small), None)


class LogForm(_Choice):
    """How events are written to standard error; `off` leaves them to the host's logging."""

    OFF = "off"
    TEXT = "text"
    JSON = "json"


class LogLevel(_Choice):
    """From which level on."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Traces(_Choice):
    """Where spans go: nowhere, to the collector of OTEL_*, or to the host's own provider."""

    OFF = "off"
    OTLP = "otlp"
    HOST = "host"


_FORMS: dict[LogForm, Form | None] = {
    LogForm.OFF: None,
    LogForm.TEXT: as_text_line,
    LogForm.JSON: as_json_line,
}
_NOT_INSTALLED = (
    "KEYQUESTIONS_TRACES={} needs OpenTelemetry, which is not installed; "
    'run pip install "keyquestions[otel]", or set KEYQUESTIONS_TRACES=off.'
)


def configure(
    log: LogForm = LogForm.OFF,
    level: LogLevel = LogLevel.INFO,
    traces: Traces = Traces.OFF,
) -> None:
    """Switch on, or off, what is chosen; libraries are kept from logging what they work on.

    It holds for the whole process, and the last call counts.

    Raises:
        SettingInvalid: OpenTelemetry is not installed, or not to be had with its OTEL_* variables.
    """
    quiet()
    write_logs(_FORMS[log], logging.getLevelNamesMapping()[level.name])
    before = SWITCH.tracing
    if traces != (before.chosen if before else Traces.OFF):
        SWITCH.tracing = _tracing(traces)
        if before:
            before.close()


def _tracing(traces: Traces) -> Tracing | None:
    if traces is Traces.OFF:
        return None
    try:
        from keyquestions.telemetry import otel

        return otel.Exporting() if traces is Traces.OTLP else otel.OpenTelemetry()
    except ImportError:
        raise SettingInvalid(_NOT_INSTALLED.format(traces)) from None
    except ValueError:
        # What it says may repeat a header of OTEL_EXPORTER_OTLP_HEADERS.
        raise SettingInvalid(
            "One of the OTEL_* variables has a value that cannot be used; check those of the "
            "batches, limits and exporter."
        ) from None
