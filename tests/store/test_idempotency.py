"""Requests that are sent again: by whom, with what, and when."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from keyquestions.errors import IdempotencyConflict, IdempotencyInFlight
from keyquestions.store.batches import BatchStore
from keyquestions.store.erasing import erase, unname
from keyquestions.store.idempotency import KEPT, LEASE, SWEPT, Idempotency, Kept, Lease, forget
from keyquestions.store.tables import analyses, idempotency, refs

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


@pytest.mark.parametrize(
    "erasing",
    [
        lambda given: erase(given, "an_1"),
        lambda given: unname(given, "wp-1"),
        lambda given: forget(given, ["an_1"]),
    ],
    ids=["its analysis", "its article", "itself"],
)
async def test_an_answer_goes_with_what_it_is_about(store, database, erasing):
    """The key begins anew then, whatever is sent with it; other answers stay."""
    await database.write(lambda given: _analysed(given, "an_1", "an_2"))
    for name, about in (("n", "an_1"), ("m", "an_2")):
        await store.finish(await store.begin("kq_1", name, "p"), replace(ANSWER, about=about))
    assert (await store.begin("kq_1", "n", "p")).about == "an_1"
    await database.write(erasing)
    assert isinstance(await store.begin("kq_1", "n", "other"), Lease)
    assert await store.begin("kq_1", "m", "p") == replace(ANSWER, about="an_2")


@pytest.mark.parametrize("about", ["an_1", "batch_1", "wh_1", "no id at all"])
async def test_an_answer_about_what_is_gone_by_then_is_not_kept(store, about):
    """Whoever waited for it is answered; who asks again makes a new request."""
    await store.finish(await store.begin("kq_1", "n", "p"), replace(ANSWER, about=about))
    assert isinstance(await store.begin("kq_1", "n", "other"), Lease)


async def test_an_answer_goes_with_its_batch(store, database):
    """Nobody is told any more where the batch would be."""
    batches = BatchStore(database)
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    batch = await batches.open(None, now)
    await batches.start(batch, now)
    await store.finish(await store.begin("kq_1", "n", "p"), replace(ANSWER, about=batch))
    assert isinstance(await store.begin("kq_1", "n", "p"), Kept)
    await batches.remove(batch)
    assert isinstance(await store.begin("kq_1", "n", "p"), Lease)


def _analysed(connection, *identities):
    """Analyses of these ids, of which the article number 1 has the first."""
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    row = {
        "state": "queued", "content_hash": "h", "means": {}, "attempts": 0, "deaths": 0, "steps": 0,
        "cancelling": False, "created_at": now, "queued_at": now, "updated_at": now,
        "article": b"",
    }  # fmt: skip
    connection.execute(insert(analyses), [row | {"id": each} for each in identities])
    named = {"external_id": "wp-1", "analysis_id": identities[0], "requested_at": now}
    connection.execute(insert(refs), [named])
