"""What a transaction leaves for the webhooks: all of it or nothing."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from keyquestions.store.database import Database
from keyquestions.store.outbox import Happening, announce
from keyquestions.store.tables import deliveries
from keyquestions.store.webhooks import Webhook, Webhooks, new_id

NOW = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)
DATA = {"analysis_id": "an_1", "state": "succeeded", "external_ids": ["wp-7", "é"]}


@pytest.fixture
async def database(url):
    opened = await Database.open(url)
    yield opened
    await opened.aclose()


async def listening(database, *events):
    """A webhook that is told of those."""
    hook = Webhook(new_id(), "https://cms.example/", events, NOW, "whsec_AAAA")
    await Webhooks(database).add(hook)
    return hook.id


async def rows(database):
    """All deliveries: of which webhook, and what they say."""
    found = await database.read(lambda given: given.execute(select(deliveries)).mappings().all())
    return [(row["webhook_id"], row["event"], json.loads(row["payload"])) for row in found]


async def test_those_who_listen_are_told_and_no_others(database):
    """A row for each webhook of that event, with a thin payload."""
    one = await listening(database, Happening.ANALYSIS_SUCCEEDED, Happening.REVIEW_APPROVED)
    await listening(database, Happening.BATCH_FINISHED)
    two = await listening(database, *Happening)

    count = await database.write(lambda c: announce(c, "analysis.succeeded", DATA, NOW))

    assert count == 2
    payload = {"type": "analysis.succeeded", "timestamp": "2026-11-24T12:00:00.250Z", "data": DATA}
    expected = [(hook, "analysis.succeeded", payload) for hook in (one, two)]
    assert sorted(await rows(database), key=str) == sorted(expected, key=str)


async def test_a_transaction_that_fails_leaves_no_word(database):
    """What did not happen is not told."""
    await listening(database, *Happening)

    def work(connection):
        announce(connection, Happening.ANALYSIS_FAILED, DATA, NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(work)
    assert await rows(database) == []


async def test_what_cannot_happen_is_a_defect(database):
    """A name that nobody can listen to is not swallowed."""
    with pytest.raises(ValueError, match=r"analysis\.exploded"):
        await database.write(lambda c: announce(c, "analysis.exploded", DATA, NOW))
