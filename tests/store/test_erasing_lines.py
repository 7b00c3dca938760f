"""An article that is erased is in no line of a batch any more."""

import pytest
from sqlalchemy import insert, select

from keyquestions.store.batches import ItemState
from keyquestions.store.database import Database
from keyquestions.store.erasing import erase, unname
from keyquestions.store.tables import batch_items


@pytest.mark.parametrize(
    "erasing",
    [lambda given: erase(given, "an_1"), lambda given: unname(given, "wp-1")],
    ids=["its analysis", "its name"],
)
async def test_erasing_an_article_erases_the_lines_that_hold_it(url, erasing):
    """Also of one that failed, or waits: and nothing of the line beside it."""
    facts = {"batch_id": "batch_1", "request": b"text", "retryable": False}
    lines = [
        facts | {"position": 1, "external_id": "wp-1", "analysis_id": "an_1", "state": "failed"},
        facts | {"position": 2, "external_id": "wp-2", "analysis_id": "an_2", "state": "waiting"},
    ]
    wanted = select(batch_items.c.request, batch_items.c.state).order_by(batch_items.c.position)
    database = await Database.open(url)
    await database.write(lambda given: given.execute(insert(batch_items), lines))
    await database.write(erasing)
    left = await database.read(lambda given: given.execute(wanted).all())
    await database.aclose()
    assert left == [(None, ItemState.FAILED), (b"text", ItemState.WAITING)]
