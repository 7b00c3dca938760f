"""Moments in the database: UTC, whatever the database makes of time zones."""

from datetime import UTC, datetime
from typing import overload


def utc_now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


@overload
def aware(moment: datetime) -> datetime: ...
@overload
def aware(moment: None) -> None: ...
def aware(moment: datetime | None) -> datetime | None:
    """A moment as it was read: SQLite knows no time zones; what is written there is UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def spelled(moment: datetime) -> str:
    """A moment in ISO 8601, in UTC with milliseconds and a `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
