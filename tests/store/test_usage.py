"""What is counted, when it is written, and when a quota is used up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from keyquestions.errors import QuotaUsedUp, StoreFailed
from keyquestions.models.clock import ManualClock
from keyquestions.store.keys import Keys, Quota, Scope
from keyquestions.store.quotas import Standing
from keyquestions.store.usage import LOCAL, STALE, Spent, Usage


class Times:
    """The day and the clock, moved on together."""

    def __init__(self):
        self.now = datetime(2026, 11, 24, 12, 0, 15, tzinfo=UTC)
        self.manual = ManualClock()

    def pass_by(self, **time):
        """Let time pass."""
        self.now += timedelta(**time)
        self.manual.time += timedelta(**time).total_seconds()


@pytest.fixture
def times():
    return Times()


@pytest.fixture
def opened(database, times):
    """As many processes as a test wants."""
    return lambda: Usage(database, lambda: times.now, times.manual.clock)


@pytest.fixture
async def key(database):
    async def make(*quota):
        made, _ = await Keys(database).create("me", [Scope.ANALYZE], Quota(*quota))
        return made

    return make


async def test_a_minute_has_so_many_requests_and_the_next_one_has_them_again(opened, key, times):
    """What is left is told with each; the refusal says which quota, and for how long."""
    usage, mine = opened(), await key(2)
    assert await usage.admit(mine) == Standing(limit=2, remaining=1, reset=45)
    assert await usage.admit(mine) == Standing(limit=2, remaining=0, reset=45)
    with pytest.raises(QuotaUsedUp, match="its 2 requests a minute") as told:
        await usage.admit(mine)
    assert told.value.retry_after == 45
    times.pass_by(seconds=45)
    assert (await usage.admit(mine)).remaining == 1
    await usage.aclose()


async def test_a_day_ends_at_midnight_of_utc(opened, key, times):
    """The day's quota is told of before the minute's: it takes longer."""
    usage, mine = opened(), await key(1, 1)
    await usage.admit(mine)
    with pytest.raises(QuotaUsedUp, match="its 1 request a day") as told:
        await usage.admit(mine)
    assert told.value.retry_after == 11 * 3600 + 59 * 60 + 45
    times.pass_by(hours=12)
    assert await usage.admit(mine) == Standing(limit=1, remaining=0, reset=86_385)
    await usage.aclose()


async def test_money_is_asked_for_only_where_some_may_be_spent(opened, key, times):
    """Reading goes on; on the first of the next month new analyses do, too."""
    usage, mine = opened(), await key(None, None, 5.0)
    await usage.charge(mine.id, Spent(analyses=1, cost_usd=5.01))
    assert await usage.admit(mine) is None
    with pytest.raises(QuotaUsedUp, match=r"its \$5\.00 a month") as told:
        await usage.admit(mine, spends=True)
    assert told.value.retry_after == 6 * 86_400 + 12 * 3600 - 15
    times.pass_by(days=7)
    assert await usage.admit(mine, spends=True) is None
    await usage.aclose()


async def test_another_process_is_known_of_after_a_moment(opened, key, times):
    """The quotas are the key's, whoever answers."""
    one, other, mine = opened(), opened(), await key(3)
    await one.admit(mine)
    await one.admit(mine)
    await one.flush()
    assert (await other.admit(mine)).remaining == 0
    await other.flush()
    times.pass_by(seconds=STALE)
    with pytest.raises(QuotaUsedUp):
        await one.admit(mine)
    await one.aclose()
    await other.aclose()


async def test_what_was_counted_survives_the_process(opened, key, times, database):
    """Closing writes it, with the time of the last use, and the next process goes on from there."""
    first, mine = opened(), await key(None, 10)
    for _ in range(3):
        await first.admit(mine)
    await first.aclose()
    assert (await Keys(database).get(mine.id)).last_used_at == times.now
    second = opened()
    assert (await second.admit(mine)).remaining == 6
    await second.aclose()


async def test_what_could_not_be_written_is_written_later(opened, key, monkeypatch, database):
    """A database that is away for a moment loses no request."""
    usage, mine = opened(), await key(None, 10)
    await usage.admit(mine)

    async def away(_work):
        raise StoreFailed("Away.")

    with monkeypatch.context() as patched:
        patched.setattr(database, "write", away)
        with pytest.raises(StoreFailed):
            await usage.flush()
    (day,) = await usage.report(date(2026, 11, 24), date(2026, 11, 24), mine.id)
    assert day.spent.requests == 1
    await usage.aclose()


async def test_a_report_has_the_days_of_one_key_or_of_all(opened, key, times):
    """In their order, with sums of what was charged; a service without keys has a name for it."""
    usage, mine = opened(), await key()
    await usage.charge(mine.id, Spent(analyses=1, calls=3, tokens_input=100, cost_usd=0.25))
    await usage.charge(mine.id, Spent(analyses=1, calls=2, tokens_output=7, cost_usd=0.5))
    times.pass_by(days=1)
    await usage.charge(None, Spent(analyses=1))
    first, last = date(2026, 11, 24), date(2026, 11, 25)
    assert [(each.key_id, each.day) for each in await usage.report(first, last)] == [
        (mine.id, first),
        (LOCAL, last),
    ]
    (own,) = await usage.report(first, last, mine.id)
    assert own.spent == Spent(analyses=2, calls=5, tokens_input=100, tokens_output=7, cost_usd=0.75)
    assert await usage.report(first, first, LOCAL) == ()
    await usage.aclose()


async def test_a_known_key_goes_on_while_the_database_is_away(
    opened, key, monkeypatch, database, times
):
    """What the database said last is what counts; a key of which nothing is known has to wait."""
    usage, mine, other = opened(), await key(3), await key(3)
    await usage.admit(mine)
    times.pass_by(seconds=STALE)

    async def away(_work):
        raise StoreFailed("Away.")

    with monkeypatch.context() as patched:
        patched.setattr(database, "write", away)
        assert (await usage.admit(mine)).remaining == 1
        with pytest.raises(StoreFailed):
            await usage.admit(other)
    times.pass_by(seconds=STALE)
    assert (await usage.admit(mine)).remaining == 0
    await usage.aclose()
