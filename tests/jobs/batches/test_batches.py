"""Batches from the first byte to the last result, on both databases."""

import asyncio
import zlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from keyquestions.archive.lines import TRIES
from keyquestions.errors import (
    BatchInvalid,
    BatchUnfinished,
    BatchUnknown,
    ModelTimeout,
    RateLimited,
)
from keyquestions.jobs.batches import lines
from keyquestions.store.batch_items import forget
from keyquestions.store.deliveries import Deliveries
from keyquestions.store.outbox import Happening
from keyquestions.store.tables import batch_items, batches
from keyquestions.store.webhooks import Webhook, Webhooks

from .conftest import body, line, until


async def count(desk, table):
    """How many rows there are."""
    rows = await desk.database.read(lambda given: given.execute(select(table)).all())
    return len(rows)


async def test_every_line_ends_as_one_result_in_its_order(desk, analysis, monkeypatch):
    """Across groups and pages; bad lines have failed, and the others go on."""
    monkeypatch.setattr(lines, "GROUP_LINES", 4)
    given = [line(number) for number in range(1, 70)]
    given[5] = "{not JSON"
    given[6] = ""
    given[7] = line(8, content_text=None)
    batch = await desk.batches.create(body(*given))
    assert (batch.state, batch.total) == ("running", 68)
    while await desk.engine.work_off():
        pass

    results = await desk.results(batch)
    assert [each.line for each in results] == [n for n in range(1, 70) if n != 7]
    bad = {each.line: each for each in results if each.error}
    assert {n: (each.custom_id, each.error.code) for n, each in bad.items()} == {
        6: (None, "line_invalid"),
        8: ("a8", "line_invalid"),
    }
    assert all(each.analysis == analysis for each in results if not each.error)
    assert await desk.counts(batch) == {"succeeded": 66, "failed": 2}
    assert (await desk.batches.get(batch.id)).state == "finished"
    assert [each.line for each in await desk.results(batch, after=67)] == [68, 69]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "is empty"),
        (["", "  "], "is empty"),
        (["[", line(1), "]"], "Line 1 is not a JSON object"),
        ([line(1), line(2), line(1)], "Lines 1 and 3 have the same custom_id"),
    ],
)
async def test_what_is_no_batch_is_refused_whole(desk, given, told):
    """Nothing of it is kept."""
    with pytest.raises(BatchInvalid, match=told):
        await desk.batches.create(body(*given))
    assert await count(desk, batches) == await count(desk, batch_items) == 0


async def test_the_same_name_in_another_group_is_found(desk, monkeypatch):
    """Both lines are named, however far apart."""
    monkeypatch.setattr(lines, "GROUP_LINES", 2)
    with pytest.raises(BatchInvalid, match="Lines 2 and 9 have"):
        await desk.batches.create(body(*map(line, [1, 2, 3, 4, 5, 6, 7, 8, 2])))
    assert await count(desk, batches) == await count(desk, batch_items) == 0


async def test_a_sender_that_goes_away_leaves_nothing(desk, monkeypatch):
    """Also where this process dies in the middle: then it is erased an hour later."""
    monkeypatch.setattr(lines, "GROUP_LINES", 1)

    async def broken():
        yield f"{line(1)}\n{line(2)}\n".encode()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await desk.batches.create(broken())
    assert await count(desk, batches) == 0

    id_ = await desk.store.open(None, desk.wall())
    await desk.engine.work_off()
    with pytest.raises(BatchUnknown):
        await desk.batches.get(id_)
    assert await count(desk, batches) == 1
    desk.wall.forward(3601)
    await desk.engine.work_off()
    assert await count(desk, batches) == 0


async def test_few_lines_are_under_way_at_once(desk, jobs):
    """So that others find places among the jobs; the oldest batch goes first."""
    jobs._script = lambda _submission: None
    for numbers in ((1, 2, 3), (4, 5)):
        await desk.batches.create(body(*map(line, numbers)))
        desk.wall.forward(1)
    engine = desk.another(at_once=2)
    running = asyncio.create_task(engine.run())
    await until(lambda: len(desk.submitted()) == 2)
    for _ in range(200):
        await asyncio.sleep(0)
    assert sorted(desk.submitted()) == [1, 2]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_engines_share_the_work(desk):
    """Six of them, as so many processes: each line is worked on once, and the batch ends once."""
    hook = Webhook("wh_1", "https://a.example/", (Happening.BATCH_FINISHED,), desk.wall(), "whsec_")
    await Webhooks(desk.database).add(hook)
    batch = await desk.batches.create(body(*map(line, range(30))))
    engines = [desk.another(f"worker {number}", at_once=3) for number in range(6)]
    while (await desk.batches.get(batch.id)).state != "finished":
        await asyncio.gather(*(each.work_off() for each in engines))
    assert sorted(desk.submitted()) == list(range(30))
    (told,) = await Deliveries(desk.database).of("wh_1")
    assert f'"batch_id":"{batch.id}","state":"finished"' in told.payload
    assert '"succeeded":30' in told.payload


async def test_the_failed_alone_are_tried_again(desk, jobs, analysis):
    """Not what succeeded, and not what is no request; the batch runs again and ends again."""
    jobs._script = lambda given: (
        RateLimited("Later.") if "Number 2:" in given.article.text else analysis
    )
    batch = await desk.batches.create(body(line(1), line(2), line(3, content_text=None)))
    await desk.engine.work_off()
    failed = [each for each in await desk.results(batch) if each.error]
    assert [(each.line, each.error.code, each.error.retryable) for each in failed] == [
        (2, "provider_rate_limited", True),
        (3, "line_invalid", False),
    ]
    jobs._script = lambda _submission: analysis
    again = await desk.batches.retry(batch.id)
    assert (again.state, again.finished_at) == ("running", None)
    await desk.engine.work_off()
    assert desk.submitted() == [1, *[2] * TRIES, 2]
    assert await desk.counts(batch) == {"succeeded": 2, "failed": 1}
    assert (await desk.batches.retry(batch.id)).state == "finished"


async def test_cancelling_takes_back_what_waits(desk, jobs, analysis):
    """What is under way is finished; then the batch has ended, and it is told so in its lines."""
    batch = await desk.batches.create(body(*map(line, range(4))))
    jobs._script = lambda _submission: None
    engine = desk.another(at_once=1)
    working = asyncio.create_task(engine.work_off())
    await until(desk.submitted)
    cancelled = await desk.batches.cancel(batch.id)
    assert cancelled.state == "cancelling"
    with pytest.raises(BatchUnfinished):
        await desk.batches.retry(batch.id)
    with pytest.raises(BatchUnfinished):
        await desk.batches.remove(batch.id)
    await engine.turn()
    (job,) = await jobs.recent(10)
    jobs.settle(job.id, analysis)
    await working
    assert (await desk.batches.cancel(batch.id)).state == "cancelled"
    results = await desk.results(batch)
    assert [each.error and each.error.code for each in results] == [None, *["cancelled"] * 3]


async def test_a_defect_with_one_line_ends_no_other(desk, jobs, analysis):
    """It has failed with the code of a defect, and without what the defect says."""

    def script(given):
        if "Number 1:" in given.article.text:
            raise ZeroDivisionError("the article says so")
        return analysis

    jobs._script = script
    batch = await desk.batches.create(body(line(1), line(2)))
    await desk.engine.work_off()
    first, second = await desk.results(batch)
    assert (first.error.code, second.error) == ("crashed", None)
    assert "article says" not in first.error.message


async def test_a_line_that_cannot_be_read_has_its_own_error(desk):
    """As the same article posted alone would have."""
    batch = await desk.batches.create(
        body(
            line(1, content_text="Short."),
            line(2, content_text=None, content_html="<p></p>"),
            line(3, content_text=None, url="https://a.example/"),
        )
    )
    await desk.engine.work_off()
    codes = [each.error.code for each in await desk.results(batch)]
    assert codes == ["content_too_short", "extraction_failed", "fetch_off"]


async def test_an_article_is_kept_no_longer_than_it_is_needed(desk, jobs, analysis):
    """What succeeded is in its analysis; what failed is kept, to be tried again, until erased."""
    jobs._script = lambda given: (
        ModelTimeout("Late.") if "Number 2:" in given.article.text else analysis
    )
    batch = await desk.batches.create(body(line(1), line(2, external_id="wp-2"), line(3)))
    await desk.engine.work_off()

    async def kept():
        found = await desk.database.read(
            lambda given: given.scalars(
                select(batch_items.c.request).where(batch_items.c.request.is_not(None))
            ).all()
        )
        return [zlib.decompress(each).decode() for each in found]

    assert [each.count("Number 2") for each in await kept()] == [1]
    await desk.database.write(lambda connection: forget(connection, external_id="wp-2"))
    assert await kept() == []
    assert (await desk.batches.retry(batch.id)).state == "finished"


async def test_an_erased_article_is_not_analysed_any_more(desk):
    """Its line waits no longer, and the batch ends all the same."""
    batch = await desk.batches.create(body(line(1, external_id="wp-1")))
    await desk.database.write(lambda connection: forget(connection, external_id="wp-1"))
    await desk.engine.work_off()
    assert desk.submitted() == []
    assert await desk.counts(batch) == {"cancelled": 1}
    assert (await desk.batches.get(batch.id)).state == "finished"


async def test_a_result_that_was_erased_is_told_as_such(desk, jobs):
    """The line is still there, without the analysis."""
    batch = await desk.batches.create(body(line(1)))
    await desk.engine.work_off()
    (job,) = await jobs.recent(10)
    await jobs.delete(job.id)
    (result,) = await desk.results(batch)
    assert (result.analysis, result.error.code) == (None, "analysis_not_found")


async def test_batches_are_listed_and_erased(desk):
    """The newest first, page by page; the analyses stay when a batch goes."""
    made = []
    for number in range(5):
        made.append(await desk.batches.create(body(line(number))))
        desk.wall.moment += timedelta(seconds=number % 2)
    await desk.engine.work_off()
    listed = [each.id for each in await desk.batches.recent(10)]
    pages = [await desk.batches.recent(2)]
    while pages[-1]:
        pages.append(await desk.batches.recent(2, before=pages[-1][-1].id))
    assert [each.id for page in pages for each in page] == listed
    assert set(listed) == {each.id for each in made}

    await desk.batches.remove(listed[0])
    with pytest.raises(BatchUnknown):
        await desk.batches.get(listed[0])
    with pytest.raises(BatchUnknown):
        await anext(desk.batches.results(listed[0]))
    assert len(await desk.jobs.recent(10)) == 5
