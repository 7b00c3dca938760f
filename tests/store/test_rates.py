"""Rates that all processes of a database share."""

import asyncio

import pytest

from keyquestions.errors import StoreFailed
from keyquestions.models.clock import ManualClock
from keyquestions.models.limited import NAP, Limits
from keyquestions.store.database import Database
from keyquestions.store.rates import SharedRates, rate_name

NAME = rate_name("http://127.0.0.1/v1", "openai:m")


async def both(url, limits, time):
    """Two processes' views of one row."""
    databases = [await Database.open(url) for _ in range(2)]
    return databases, [SharedRates(each, NAME, limits, lambda: time.time) for each in databases]


async def test_two_processes_together_keep_to_the_rate(url):
    """600 a minute: ten at once, whoever asks, then ten a second; more have to wait."""
    time = ManualClock()
    databases, shared = await both(url, Limits(600), time)
    try:
        for second in range(4):
            waits = await asyncio.gather(*(shared[each % 2].take(0) for each in range(24)))
            assert waits.count(0.0) == 10, second
            assert max(waits) == pytest.approx(0.1)
            time.time += 1.0
    finally:
        for each in databases:
            await each.aclose()


async def test_nothing_is_taken_where_one_of_the_two_is_short(database):
    """A request that waits for tokens leaves the requests to smaller ones."""
    time = ManualClock()
    shared = SharedRates(database, NAME, Limits(120, 6000), lambda: time.time)
    assert await shared.take(60) == 0.0
    assert await shared.take(60) == pytest.approx(0.2)
    assert await shared.take(40) == 0.0


async def test_what_is_larger_than_the_bucket_goes_when_it_is_full_and_leaves_a_debt(database):
    """In the long run the rate holds; what was estimated too much comes back."""
    time = ManualClock()
    shared = SharedRates(database, NAME, Limits(None, 6000), lambda: time.time)
    assert await shared.take(300) == 0.0
    assert await shared.take(100) == pytest.approx(3.0)
    await shared.correct(-150)
    assert await shared.take(100) == pytest.approx(1.5)
    time.time += 1.5
    assert await shared.take(100) == 0.0


async def test_a_clock_that_is_behind_adds_nothing_and_takes_nothing(database):
    """Machines' clocks differ."""
    time = ManualClock()
    shared = SharedRates(database, NAME, Limits(60), lambda: time.time)
    assert await shared.take(0) == 0.0
    time.time -= 5.0
    assert await shared.take(0) == pytest.approx(1.0)
    time.time += 6.0
    assert await shared.take(0) == 0.0


async def test_models_and_servers_have_rates_of_their_own(database):
    """What one has used up is no matter to the other; the database's clock serves, too."""
    other = SharedRates(database, rate_name(None, "openai:m"), Limits(1))
    assert await SharedRates(database, NAME, Limits(1)).take(0) == 0.0
    assert await other.take(0) == 0.0
    assert 50.0 < await other.take(0) <= 60.0


async def test_while_the_database_fails_nobody_goes():
    """Who cannot be told how much there is left waits, and asks again."""

    class Failing:
        async def write(self, _work):
            raise StoreFailed("It is gone.")

    shared = SharedRates(Failing(), NAME, Limits(60, 60))
    assert await shared.take(5) == NAP
    await shared.correct(5)
