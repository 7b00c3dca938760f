"""The reply store in a database: what is kept, by how many at once, through what mishaps."""

import asyncio
import logging
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from keyquestions.errors import StoreFailed
from keyquestions.models.port import ChatRequest
from keyquestions.models.scripted import ScriptedModel, scripted_reply
from keyquestions.models.stored import Stored
from keyquestions.store.gathering import Gathering
from keyquestions.store.replies import PAGE, StoredReplies

from .conftest import record

WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture
async def store(url):
    opened = await StoredReplies.open(url)
    yield opened
    await opened.aclose()


async def all_of(store):
    return [each async for each in store.records()]


async def test_what_is_put_can_be_got(store):
    """All of it, and nothing else."""
    kept = record("Zürich, 市 and \U0001f4f0", 'He said: "no"\x0b\u2028.')
    assert await store.get(kept.request.key) is None
    await store.put(kept)
    assert await store.get(kept.request.key) == kept


async def test_a_time_of_another_zone_is_the_same_moment(store):
    """A recording that was made elsewhere is as old here as there."""
    kept = record()
    noon = kept.created_at.astimezone(timezone(timedelta(hours=5, minutes=30)))
    await store.put(kept.model_copy(update={"created_at": noon}))
    assert (await store.get(kept.request.key)).created_at == kept.created_at


async def test_what_is_put_again_replaces_what_was_there(store):
    """There is one reply for a key."""
    await store.put(record(text="old"))
    await store.put(record(text="new"))
    (kept,) = await all_of(store)
    assert kept.reply.text == "new"


async def test_all_records_come_in_the_order_of_their_keys(store):
    """Also where there are more than are read at once."""
    many = [record(trial=number) for number in range(PAGE + 7)]
    await asyncio.gather(*(store.put(each) for each in many))
    keys = [each.request.key for each in await all_of(store)]
    assert keys == sorted(each.request.key for each in many)


async def test_the_nearest_is_looked_for_in_the_same_task_first(store):
    """A request for another part of the analysis is only taken where there is no other."""
    far, other = record("Something else."), record("Summarise it now.", task="framing")
    asked = record("Summarise it now.").request
    assert await store.nearest(asked) is None
    await store.put(other)
    assert await store.nearest(asked) == other.request
    await store.put(far)
    assert await store.nearest(asked) == far.request
    await store.put(record("Summarise it."))
    assert (await store.nearest(asked)).messages[0].content == "Summarise it."
    assert await store.nearest(record(task="").request) is not None


async def test_what_is_put_while_another_is_written_goes_into_the_next_transaction(store):
    """Many at once are many rows and few commits, the same key twice included."""
    commits = 0
    write = store._writes._run

    async def counted(rows):
        nonlocal commits
        commits += 1
        return await write(rows)

    store._writes._run = counted
    many = [record(trial=number % 99) for number in range(100)]
    await asyncio.gather(*(store.put(each) for each in many))
    assert len(await all_of(store)) == 99
    assert commits <= 3


async def test_many_who_read_at_once_each_get_their_own(store):
    """In one query, those included for whom there is nothing."""
    await store.put(record(trial=1))
    keys = [record(trial=number).request.key for number in (0, 1, 2, 1)]
    found = await asyncio.gather(*(store.get(key) for key in keys))
    assert [each and each.request.trial for each in found] == [None, 1, None, 1]


async def test_a_reader_that_is_cancelled_leaves_the_others_alone(store):
    """They were to be read in the same query."""
    await store.put(record())
    first, second = (asyncio.create_task(store.get(record().request.key)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).reply.text == "there"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_writer_that_is_cancelled_has_its_reply_written_all_the_same(store):
    """It was paid for."""
    kept = record()
    task = asyncio.create_task(store.put(kept))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await store._writes.finish()
    assert await store.get(kept.request.key) == kept


async def test_closing_waits_for_what_is_being_written(url):
    """Nothing that was handed over is lost at the end."""
    first = await StoredReplies.open(url)
    tasks = [asyncio.create_task(first.put(record(trial=number))) for number in range(20)]
    await asyncio.sleep(0)
    await first.aclose()
    await asyncio.gather(*tasks)
    second = await StoredReplies.open(url)
    assert len(await all_of(second)) == 20
    await second.aclose()


async def test_closing_goes_on_where_whoever_closes_is_cancelled(url):
    """A second Ctrl-C while the program ends loses no reply that was handed over."""
    first = await StoredReplies.open(url)
    tasks = [asyncio.create_task(first.put(record(trial=number))) for number in range(20)]
    await asyncio.sleep(0)
    ending = asyncio.create_task(first.aclose())
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    await asyncio.gather(*tasks)
    await first.aclose()
    second = await StoredReplies.open(url)
    assert len(await all_of(second)) == 20
    await second.aclose()


def _locking(url):
    """A connection of its own, whose transactions begin where we say so."""
    return sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)


@pytest.fixture
async def readonly(sqlite_url, monkeypatch):
    """A store whose file another process holds locked for writing."""
    monkeypatch.setattr("keyquestions.store.database._PRAGMAS", ("PRAGMA busy_timeout = 0",))
    store = await StoredReplies.open(sqlite_url)
    with closing(_locking(sqlite_url)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield store
        assert other.in_transaction  # it was locked all the time
        other.rollback()
    await store.aclose()


async def test_a_locked_database_says_so_without_a_word_of_the_data(readonly):
    """The reason is the driver's, the text is nobody's business."""
    with pytest.raises(StoreFailed, match=r"could not be written.*database is locked") as told:
        await readonly.put(record("A secret article."))
    assert "secret" not in told.value.message


async def test_readers_do_not_wait_for_a_writer(readonly):
    """Another process's transaction keeps nobody from reading."""
    assert await readonly.get("0" * 64) is None


async def test_a_database_that_cannot_be_read_says_so(store):
    """Whichever way it is read."""
    drop = text("DROP TABLE replies")
    await store._database.write(lambda connection: connection.execute(drop))
    for read in (store.get("0" * 64), store.nearest(record().request), all_of(store)):
        with pytest.raises(StoreFailed, match="could not be read"):
            await read


async def test_a_paid_reply_survives_a_locked_database(readonly, caplog, notices):
    """It is handed over; the log and the user are told, without a word of the data."""
    with caplog.at_level(logging.ERROR):
        model = Stored(ScriptedModel([scripted_reply("there")]), readonly)
        message = record("A secret article.").request.messages
        assert (await model.complete(ChatRequest(messages=message))).text == "there"
    assert "store.failed" in caplog.text
    assert "could not be stored" in notices[-1]
    assert "secret" not in caplog.text + "".join(notices)


async def abandoned(store):
    """Have the caller of `put` go away before it is written."""
    task = asyncio.create_task(store.put(record()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await store._writes.finish()
    await asyncio.sleep(0)


async def test_a_failure_that_nobody_waits_for_is_told(readonly, told, notices):
    """A caller that left takes no notice of its lost reply; somebody has to."""
    await abandoned(readonly)
    ((name, fields),) = told()
    assert name == "store.failed"
    assert fields["request"] == record().request.key[:12]
    assert "A reply of openai:m could not be stored: The reply store could" in notices[0]


async def test_a_reply_that_nobody_waits_for_is_stored_without_a_word(store, told, notices):
    """It was paid for."""
    await abandoned(store)
    assert await store.get(record().request.key) is not None
    assert (told(), notices) == ([], [])


async def test_a_defect_that_nobody_waits_for_is_told_by_its_class(store, told, notices):
    """What it says may repeat what was to be written."""

    async def fail(rows):
        await asyncio.sleep(0)  # its caller shall have gone
        await asyncio.sleep(0)
        raise ZeroDivisionError(rows)

    store._writes = Gathering(fail)
    await abandoned(store)
    assert told()[0][1]["exception"] == "ZeroDivisionError"
    assert notices == ["A reply of openai:m could not be stored: ZeroDivisionError"]


async def start(url, name, count):
    return await asyncio.create_subprocess_exec(
        sys.executable, str(WRITER), url, name, str(count), stdout=asyncio.subprocess.PIPE
    )


async def test_two_processes_write_the_same_database(url):
    """Both to their end, and all replies are there."""
    writers = [await start(url, name, 150) for name in ("one", "two")]
    printed = [(await writer.communicate())[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]

    store = await StoredReplies.open(url)
    keys = {each.request.key.encode() for each in await all_of(store)}
    await store.aclose()
    assert keys == {*printed[0], *printed[1]}
    assert len(keys) == 300


async def test_killed_in_mid_write_nothing_that_was_safe_is_lost(url):
    """What was told to be committed is there, whole, and the database goes on working."""
    writer = await start(url, "killed", 3_000)
    safe = [await writer.stdout.readline() for _ in range(100)]
    writer.send_signal(signal.SIGKILL)
    rest = (await writer.communicate())[0]
    whole = [line for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]

    store = await StoredReplies.open(url)
    kept = {each.request.key.encode(): each for each in await all_of(store)}
    assert {line.strip() for line in (*safe, *whole)} <= kept.keys()
    assert {each.reply.text for each in kept.values()} == {"word " * 500}
    await store.put(record())
    assert await store.get(record().request.key)
    await store.aclose()
