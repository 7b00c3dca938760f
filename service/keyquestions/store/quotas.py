"""How much of its quotas a key has used, and what that leaves it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil

from keyquestions.errors import QuotaUsedUp
from keyquestions.store.keys import Quota

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Used:
    """What a key used: requests in a day and in a minute (since 1970), dollars in the month."""

    day: date
    in_day: int = 0
    minute: int = 0
    in_minute: int = 0
    usd_in_month: float = 0.0

    def at(self, day: date, minute: int) -> "Used":
        """The same on that day and in that minute: what is over begins anew."""
        same_month = (day.year, day.month) == (self.day.year, self.day.month)
        return Used(
            day=day,
            in_day=self.in_day if day == self.day else 0,
            minute=minute,
            in_minute=self.in_minute if minute == self.minute else 0,
            usd_in_month=self.usd_in_month if same_month else 0.0,
        )

    def plus(self, *, in_day: int, in_minute: int) -> "Used":
        """The same with these requests, too."""
        return replace(self, in_day=self.in_day + in_day, in_minute=self.in_minute + in_minute)


@dataclass(frozen=True, slots=True)
class Standing:
    """The tightest of the quotas in requests: how many, how many are left, seconds to the next."""

    limit: int
    remaining: int
    reset: int


def standing_of(quota: Quota, used: Used, now: datetime, *, spends: bool) -> Standing | None:
    """How the key stands after one request more.

    Raises:
        QuotaUsedUp: one of the quotas does not allow that request.
    """
    if spends and quota.usd_per_month is not None and used.usd_in_month >= quota.usd_per_month:
        raise QuotaUsedUp(
            f"This API key has used up its ${quota.usd_per_month:,.2f} a month; what is known "
            "already can still be read, and new analyses can be made again on the first of next "
            "month (UTC), or with a higher quota.",
            _to_next_month(now),
        )
    left = []
    for limit, count, reset, period in _limits(quota, used, now):
        if count >= limit:
            raise QuotaUsedUp(
                f"This API key has used up its {_count(limit, 'request')} a {period}; "
                f"try again in {_count(reset, 'second')}.",
                reset,
            )
        left.append(Standing(limit, limit - count - 1, reset))
    return min(left, key=lambda each: each.remaining, default=None)


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _limits(quota: Quota, used: Used, now: datetime) -> Iterator[tuple[int, int, int, str]]:
    """Limit, count, seconds to the next period, and the period's name; the longest first.

    Whoever is out of a day's and a minute's is told to wait for the day.
    """
    if quota.requests_per_day is not None:
        yield quota.requests_per_day, used.in_day, _to_next_day(now), "day"
    if quota.requests_per_minute is not None:
        reset = _MINUTE - int(now.timestamp()) % _MINUTE
        yield quota.requests_per_minute, used.in_minute, reset, "minute"


def _to_next_day(now: datetime) -> int:
    return _seconds(now, now.date() + timedelta(days=1))


def _to_next_month(now: datetime) -> int:
    return _seconds(now, (now.date().replace(day=1) + timedelta(days=32)).replace(day=1))


def _seconds(now: datetime, day: date) -> int:
    return ceil((datetime.combine(day, time(), now.tzinfo) - now).total_seconds())
