"""How long a server asks to wait: read from the headers of its answer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_RESET = re.compile(r"(x-ratelimit|anthropic-ratelimit)\b.*\breset|x-ratelimit-reset.*")
_EPOCH = 1_000_000_000
"""A plain number above this is a point in time, in seconds since 1970."""


def wait_of(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, never negative; None where the server does not say.

    `retry-after-ms` goes before `retry-after` (seconds, or a date), and both before the times at
    which a limit is reset (`x-ratelimit-reset-tokens: 6m0s`). Of those the longest counts whose
    limit is not known to have something left. Header names are in lower case.
    """
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return max(milliseconds / 1000, 0.0)
    named = _seconds(headers.get("retry-after", ""), now)
    if named is not None:
        return named
    resets = [
        _seconds(value, now)
        for name, value in headers.items()
        if _RESET.fullmatch(name) and not _left(name, headers)
    ]
    return max((wait for wait in resets if wait is not None), default=None)


def _left(name: str, headers: Mapping[str, str]) -> bool:
    """Whether something is left of the limit whose reset has that name."""
    left = _number(headers.get(name.replace("reset", "remaining"), ""))
    return left is not None and left > 0


def _seconds(text: str, now: datetime) -> float | None:
    """A number of seconds, a span such as "6m0s", a date, or a point in time."""
    text = text.strip()
    number = _number(text)
    if number is not None:
        return max(number - now.timestamp() if number > _EPOCH else number, 0.0)
    spans = _SPAN.findall(text)
    if spans and "".join(amount + unit for amount, unit in spans) == text:
        return sum(float(amount) * _UNITS[unit] for amount, unit in spans)
    moment = _moment(text)
    return None if moment is None else max((moment - now).total_seconds(), 0.0)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text.strip()) else None


def _moment(text: str) -> datetime | None:
    """A date of HTTP or of ISO 8601; without a zone it is taken as UTC."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
