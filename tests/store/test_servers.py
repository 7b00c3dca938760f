"""Servers that call different models by one name, in one database."""

from contextlib import asynccontextmanager

from keyquestions.models.port import Replies
from keyquestions.store.opening import OPENAI, open_store, server_digest
from keyquestions.store.recordings import RecordedReplies, export_recordings

from .conftest import record

HERE, THERE = "http://127.0.0.1:8000/v1", "http://127.0.0.1:9000/v1"
ASKED = record().request


@asynccontextmanager
async def opened(url, server=None, mode=Replies.USE):
    """The store for a server, in the database of that URL."""
    store = await open_store(mode, url, server=server)
    yield store
    await store.aclose()


async def kept(url, server, text):
    """Keep a reply of that server to the one request."""
    async with opened(url, server) as store:
        await store.put(record(text=text))


async def found(url, server, mode=Replies.USE):
    """What that server is known to have replied to it."""
    async with opened(url, server, mode) as store:
        told = await store.get(ASKED.key)
        return told and told.reply.text


async def test_replies_of_one_server_are_not_served_for_another(url):
    """Nor for the vendor's own, nor the vendor's for a server's."""
    await kept(url, HERE, "here")
    assert await found(url, f"{HERE}/") == "here"
    assert await found(url, THERE) is await found(url, None) is None
    await kept(url, None, "the vendor's")
    await kept(url, THERE, "there")
    each = [await found(url, server) for server in (HERE, THERE, None)]
    assert each == ["here", "there", "the vendor's"]


async def test_replaying_takes_what_was_stored_without_a_server(url):
    """Where the server itself has nothing; it is the same on every machine."""
    await kept(url, None, "the vendor's")
    assert await found(url, HERE, Replies.REPLAY) == "the vendor's"
    assert await found(url, HERE) is None
    await kept(url, HERE, "here")
    assert await found(url, HERE, Replies.REPLAY) == "here"


async def test_the_nearest_and_all_records_are_those_of_one_server(url):
    """Else the nearest of what is not there would be the very same request."""
    await kept(url, HERE, "here")
    async with opened(url, THERE) as store:
        assert await store.nearest(ASKED) is None
        assert [each async for each in store.records()] == []
    async with opened(url, HERE) as store:
        assert await store.nearest(ASKED) == ASKED
        assert [each.reply.text async for each in store.records()] == ["here"]


async def test_recordings_of_a_server_replay_anywhere(sqlite_url, tmp_path):
    """They have no server in them, whatever store they come from."""
    file = tmp_path / "replies.jsonl"
    await kept(sqlite_url, HERE, "here")
    async with opened(sqlite_url, HERE) as store:
        assert await export_recordings(store, file) == 1
    assert "127.0.0.1" not in file.read_text()
    assert server_digest(HERE) not in file.read_text()
    for server in (None, HERE, THERE):
        store = await open_store(Replies.REPLAY, recordings=file, server=server)
        assert isinstance(store, RecordedReplies)
        assert (await store.get(ASKED.key)).reply.text == "here"


def test_the_vendors_own_address_is_no_server():
    """It may be given, and is what is asked without one."""
    assert server_digest(None) == server_digest(f"{OPENAI}/") == ""
    assert len(server_digest(HERE)) == 64
