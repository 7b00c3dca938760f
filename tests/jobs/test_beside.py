"""Processes that analyse beside this one: given up, crashed, orphaned."""

import asyncio
import sys

import pytest

from keyquestions.errors import AnalysisCrashed
from keyquestions.jobs.beside import Beside
from keyquestions.jobs.warming import Warming
from keyquestions.serving import CHILD

from .conftest import article

REAL = [sys.executable, "-P", "-c", CHILD]
GIVEN = {"model": "builtin"}
CRASHING = "import sys; sys.stdin.buffer.read(4); sys.exit(1)"


def ignore(_told):
    """Nobody listens."""


@pytest.fixture
async def beside():
    """Makes pools that are closed at the end."""
    made = []

    def make(command=REAL):
        made.append(Beside(command, GIVEN, room=1))
        return made[-1]

    yield make
    for each in made:
        await each.aclose()


async def test_one_that_dies_fails_its_article_and_no_other(beside):
    """The error says so, and the next article gets a new process."""
    pool = beside([sys.executable, "-c", CRASHING])
    for _ in range(2):
        with pytest.raises(AnalysisCrashed):
            await pool.analyse(article(), None, ignore)
    pool._command = tuple(REAL)
    assert (await pool.analyse(article(), None, ignore)).provenance.analyst == "builtin"


async def test_one_that_is_given_up_is_ended(beside):
    """In the middle of an article; its place is free at once."""
    pool = beside()
    begun = asyncio.Event()
    first = asyncio.create_task(pool.analyse(article(), None, lambda _told: begun.set()))
    await begun.wait()
    (process,) = pool._all
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert process.returncode is not None
    assert (await pool.analyse(article(1), None, ignore)).questions


async def test_one_whose_parent_is_gone_ends_by_itself(beside):
    """It reads the end of its input."""
    pool = beside()
    await pool.start()
    (process,) = pool._all
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_one_that_is_ready_has_told_so(beside):
    """It is asked for nothing, and takes the next article."""
    pool = beside()
    await pool.ready()
    (process,) = pool._all
    assert (await pool.analyse(article(), None, ignore)).questions
    assert pool._all == {process}


async def test_what_could_not_be_loaded_is_loaded_when_it_is_asked_for_again(beside):
    """A service that is not ready may become so."""
    pool = beside([sys.executable, "-c", CRASHING])
    warming = Warming(pool.ready)
    with pytest.raises(AnalysisCrashed):
        await warming.done()
    pool._command = tuple(REAL)
    await warming.done()
    await warming.aclose()
