"""Workers that die are inherited from, by one other worker, on both databases."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import update

from keyquestions.archive.engine import lives
from keyquestions.store.crew import Crew, Worker
from keyquestions.store.database import Database
from keyquestions.store.tables import workers
from keyquestions.store.times import utc_now

from ..store.conftest import postgres_url, sqlite_url, url  # noqa: F401, TID252

SILENCE = timedelta(seconds=30)
A, B, C = Worker("a", "here", 11), Worker("b", "here", 12), Worker("c", "there", 11)


@pytest.fixture
async def database(url):  # noqa: F811 - a fixture
    opened = await Database.open(url)
    yield opened
    await opened.aclose()


async def silent(database, worker):
    """It was last heard of a minute ago."""
    then = utc_now() - timedelta(seconds=60)
    await database.write(
        lambda given: given.execute(
            update(workers).where(workers.c.id == worker.id).values(seen_at=then)
        )
    )


async def test_a_process_that_is_gone_is_dead_at_once_and_a_silent_one_after_a_while(database):
    """A number of a process says nothing about another machine's."""
    crew = Crew(database)
    for each in (A, B, C):
        assert await crew.beat(each)
    assert await crew.inherit(B, SILENCE, lambda _pid: True) == ()
    assert await crew.inherit(B, SILENCE, lambda pid: pid != A.pid) == ["a"]
    await silent(database, C)
    assert await crew.inherit(A, SILENCE, lambda _pid: True) == ["c"]


async def test_one_inherits_and_is_inherited_from(database):
    """Whoever dies before it has buried the dead leaves them to the next."""
    crew = Crew(database)
    for each in (A, B, C):
        await crew.beat(each)
    await silent(database, A)
    assert list(await crew.inherit(B, SILENCE, lambda _pid: True)) == ["a"]
    assert await crew.inherit(C, SILENCE, lambda _pid: True) == ()
    assert not await crew.beat(A), "it is taken for dead, and has to begin anew"
    await silent(database, A)
    await silent(database, B)
    assert sorted(await crew.inherit(C, SILENCE, lambda _pid: True)) == ["a", "b"]
    for id_ in ("a", "b"):
        await crew.bury(id_)
    assert await crew.beat(A)
    assert await crew.is_there("a", "here", SILENCE, lambda _pid: True)
    assert not await crew.is_there("a", "here", SILENCE, lambda _pid: False)
    assert not await crew.is_there("b", "here", SILENCE, lambda _pid: True)


def test_this_process_lives():
    """And one of a number that no process has does not."""
    assert lives(os.getpid())
    assert not lives(2**22 + 1)
