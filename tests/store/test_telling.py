"""What webhooks are told of analyses and reviews."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from keyquestions.analysis import AnalysisStatus
from keyquestions.store.database import Database
from keyquestions.store.deliveries import Deliveries
from keyquestions.store.entries import End, Settled
from keyquestions.store.outbox import Happening
from keyquestions.store.reviews import Review, ReviewState
from keyquestions.store.tables import refs
from keyquestions.store.telling import tell_reviewed, tell_settled
from keyquestions.store.webhooks import Webhook, Webhooks

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(url):
    opened = await Database.open(url)
    hook = Webhook("wh_1", "https://cms.example/", tuple(Happening), NOW, "whsec_AAAA")
    await Webhooks(opened).add(hook)
    yield opened
    await opened.aclose()


async def told(database):
    """The one message that was left."""
    (delivery,) = await Deliveries(database).of("wh_1")
    payload = json.loads(delivery.payload)
    return payload["type"], payload["data"]


SETTLED = [
    AnalysisStatus.SUCCEEDED,
    AnalysisStatus.PARTIAL,
    AnalysisStatus.FAILED,
    AnalysisStatus.CANCELLED,
]


@pytest.mark.parametrize("state", SETTLED)
async def test_however_an_analysis_ends_it_is_told(database, state):
    """With its id, its state and what the publisher calls its articles."""
    settled = Settled("an_1", End(state), None, ("wp-1", "wp-2"), NOW)
    await database.write(lambda connection: tell_settled(connection, settled))
    data = {"analysis_id": "an_1", "state": state.value, "external_ids": ["wp-1", "wp-2"]}
    assert await told(database) == (f"analysis.{state.value}", data)


@pytest.mark.parametrize("state", list(ReviewState))
async def test_whatever_an_editor_decides_is_told(database, state):
    """Without who it was, and without their note."""
    review = Review("an_1", 3, state, "M. Okafor", "Careful.", "sha256:x", NOW)
    row = {"external_id": "wp-1", "analysis_id": "an_1", "requested_at": NOW}

    def write(connection):
        connection.execute(insert(refs), [row])
        tell_reviewed(connection, review)

    await database.write(write)
    data = {"analysis_id": "an_1", "state": state.value, "external_ids": ["wp-1"], "revision": 3}
    assert await told(database) == (f"review.{state.value}", data)
