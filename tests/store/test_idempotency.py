"""Requests that are sent again: by whom, with what, and when."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from keyquestions.errors import IdempotencyConflict, IdempotencyInFlight
from keyquestions.store.idempotency import KEPT, LEASE, SWEPT, Idempotency, Kept, Lease
from keyquestions.store.tables import idempotency

ANSWER = Kept(202, (("location", "/v1/analyses/an_1"), ("set-cookie", "é")), b"{}\x00")


class Moment:
    """What time it is."""

    def __init__(self):
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def moment():
    return Moment()


@pytest.fixture
def store(database, moment):
    return Idempotency(database, lambda: moment.now)


async def test_an_answer_is_given_again_as_it_was(store):
    """Status, headers and body, to the same key only."""
    lease = await store.begin("kq_1", "n", "p")
    assert isinstance(lease, Lease)
    await store.finish(lease, ANSWER)
    assert await store.begin("kq_1", "n", "p") == ANSWER
    assert isinstance(await store.begin("kq_2", "n", "p"), Lease)


async def test_another_payload_is_a_mistake(store):
    """While the first is being answered, and afterwards."""
    lease = await store.begin("kq_1", "n", "p")
    for _ in range(2):
        with pytest.raises(IdempotencyConflict):
            await store.begin("kq_1", "n", "other")
        await store.finish(lease, ANSWER)


async def test_of_many_at_once_one_gets_the_lease(store):
    """All others are told that it is being answered."""
    begun = await asyncio.gather(
        *(store.begin("kq_1", "n", "p") for _ in range(12)), return_exceptions=True
    )
    assert sum(isinstance(each, Lease) for each in begun) == 1
    assert sum(isinstance(each, IdempotencyInFlight) for each in begun) == 11


async def test_a_crash_does_not_lock_the_key_for_ever(store, moment):
    """When the lease has run out another takes over; the old one's answer is not kept then."""
    crashed = await store.begin("kq_1", "n", "p")
    moment.now += LEASE - timedelta(seconds=1)
    with pytest.raises(IdempotencyInFlight):
        await store.begin("kq_1", "n", "p")
    moment.now += timedelta(seconds=1)
    lease = await store.begin("kq_1", "n", "p")
    assert isinstance(lease, Lease)
    await store.finish(crashed, Kept(500, (), b"too late"))
    await store.release(crashed)
    with pytest.raises(IdempotencyInFlight):
        await store.begin("kq_1", "n", "p")
    await store.finish(lease, ANSWER)
    assert await store.begin("kq_1", "n", "p") == ANSWER


async def test_what_was_released_can_be_made_again_with_another_payload(store):
    """As if it had not been."""
    await store.release(await store.begin("kq_1", "n", "p"))
    assert isinstance(await store.begin("kq_1", "n", "other"), Lease)


async def test_after_a_day_it_is_forgotten_and_swept_away(store, moment, database):
    """The same name begins anew, whatever its payload, and others leave no row behind."""
    for name in ("n", "never asked for again"):
        await store.finish(await store.begin("kq_1", name, "p"), ANSWER)
    moment.now += KEPT
    assert isinstance(await store.begin("kq_1", "n", "other"), Lease)
    moment.now += SWEPT
    await store.begin("kq_1", "m", "p")
    count = select(func.count()).select_from(idempotency)
    assert await database.read(lambda connection: connection.scalar(count)) == 2
