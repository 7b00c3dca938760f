"""The whole of it out of the settings: real models' servers, real processes that are killed."""

import asyncio
import re
import sys
import zlib
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from keyquestions.jobs import JobState
from keyquestions.serving import open_core
from keyquestions.settings import load_settings
from keyquestions.store.database import Database
from keyquestions.store.tables import metadata, replies
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, listening

from ..models.faults import Answer, FaultServer, reply  # noqa: TID252 - no package
from ..pipeline.conftest import FRAMING, QUESTIONS, SUMMARY, TEXT  # noqa: TID252 - no package
from .conftest import submission

DRAFTS = {"summary": SUMMARY, "framing": FRAMING, "questions": QUESTIONS}
SERVER = Path(__file__).with_name("server.py")
COUNT = 40
STALL = Answer(sent=-1, then="stall")


def stage_of(asked):
    """Which part of the analysis a request is for."""
    return asked.body["response_format"]["json_schema"]["name"]


def good(asked):
    """A reply with the draft that was asked for."""
    return reply(DRAFTS[stage_of(asked)].model_dump_json())


@asynccontextmanager
async def core_on(url, server, **more):
    """A process of the service, in this one."""
    now = more.pop("now", utc_now)
    settings = {"database_url": url, "model": "openai:m", "openai_base_url": server.url, **more}
    async with open_core(load_settings(**settings), now=now) as core:
        yield core


async def settled(core, identity):
    """The job when it is settled."""
    return await asyncio.wait_for(core.jobs.wait(identity, 3600), 60)


async def test_fifty_posts_of_one_article_make_one_set_of_model_calls(url):
    """Three requests in all: one for each part of the analysis."""
    async with FaultServer(good) as server, core_on(url, server) as core:
        answers = await asyncio.gather(*(core.jobs.submit(submission()) for _ in range(50)))
        jobs = [await settled(core, job.id) for job, _ in answers]
    assert {job.state for job in jobs} == {JobState.SUCCEEDED}
    assert len({job.id for job in jobs}) == 1
    assert len(server.journal) == 3


async def test_a_killed_process_loses_nothing_and_no_stored_reply_is_paid_again(url):
    """Of 40 analyses half the stages were answered; another process finishes all of them."""
    held, killed = asyncio.Event(), asyncio.Event()

    def half(asked):
        if killed.is_set() or stage_of(asked) == "summary":
            return good(asked)
        if sum(stage_of(each) == "framing" for each in server.journal) == COUNT:
            held.set()
        return STALL

    async with FaultServer(half) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(SERVER), url, server.url, str(COUNT), stdin=PIPE, stdout=PIPE
        )
        process.stdin.write(TEXT.encode())
        process.stdin.close()
        await process.stdout.readline()
        await asyncio.wait_for(held.wait(), 60)
        process.kill()
        await process.wait()
        paid = await tasks_in(url)
        killed.set()
        server.journal.clear()
        later = utc_now() + timedelta(minutes=1)
        async with core_on(url, server, running=COUNT, now=lambda: later) as core:
            jobs = await core.jobs.recent(COUNT)
            done = [await settled(core, job.id) for job in jobs]
    assert len(done) == COUNT
    assert {(job.state, job.attempts) for job in done} == {(JobState.SUCCEEDED, 2)}
    asked = [stage_of(each) for each in server.journal]
    assert paid
    assert asked.count("summary") == COUNT - paid.count("summary")
    assert asked.count("framing") == asked.count("questions") == COUNT


async def tasks_in(url):
    """What there are replies for."""
    database = await Database.open(url)
    found = await database.read(lambda given: list(given.scalars(select(replies.c.task))))
    await database.aclose()
    return found


async def test_the_settings_without_a_database_keep_everything_in_the_users_folder():
    """Analyses and replies in files of their own; erasing reaches both."""
    async with FaultServer(good) as server:
        settings = {"model": "openai:m", "openai_base_url": server.url}
        async with open_core(load_settings(**settings)) as core:
            job, _ = await core.jobs.submit(submission())
            assert (await settled(core, job.id)).state is JobState.SUCCEEDED
            await core.jobs.delete(job.id)
            again, _ = await core.jobs.submit(submission())
            await settled(core, again.id)
    assert len(server.journal) == 6


@pytest.mark.parametrize("begun", ["done", "running"])
async def test_what_is_erased_is_in_no_file_any_more(sqlite_url, begun):
    """Neither as text nor as it is kept: article, result, replies, names, reviews."""
    stalls = begun == "running"

    def answer(asked):
        return STALL if stalls and stage_of(asked) == "framing" else good(asked)

    async with FaultServer(answer) as server, core_on(sqlite_url, server) as core:
        job, _ = await core.jobs.submit(submission(external_id="post-of-the-library"))
        if stalls:
            while "summary" not in await tasks_in(sqlite_url):
                continue
        else:
            await settled(core, job.id)
        kept = await core.database.read(
            lambda given: [
                value
                for table in metadata.sorted_tables
                for row in given.execute(select(table))
                for value in row
                if isinstance(value, bytes)
            ]
        )
        needles = [b"Elm Street", b"library", *(each[2:] for each in kept)]
        file = Path(sqlite_url.removeprefix("sqlite:///"))
        assert any(needle in raw(file) for needle in needles)
        await core.jobs.delete(job.id)
        found = [needle[:40] for needle in needles if needle in raw(file)]
        left = await core.database.read(rows_left)
    assert found == []
    assert left == 0


def raw(file):
    """The bytes of the database and of its log."""
    return b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def rows_left(connection):
    """How many rows there are in all tables."""
    names = [table.name for table in metadata.sorted_tables]
    return sum(
        connection.execute(text(f"SELECT count(*) FROM {name}")).scalar()  # noqa: S608 - ours
        for name in names
    )


async def test_a_reply_that_another_analysis_uses_is_not_erased(url):
    """It goes with the last one that used it."""
    async with FaultServer(good) as server, core_on(url, server) as core:
        first, _ = await core.jobs.submit(submission())
        await settled(core, first.id)
        copy = text(
            "INSERT INTO analysis_replies (analysis_id, reply_key) "
            "SELECT 'an_other', reply_key FROM analysis_replies"
        )
        await core.database.write(lambda connection: connection.execute(copy))
        await core.jobs.delete(first.id)
        assert len(await tasks_in(url)) == 3


async def test_an_article_is_forgotten_with_all_of_its_analyses(url):
    """One that is another article's, too, only loses the name."""
    async with FaultServer(good) as server, core_on(url, server) as core:
        mine, _ = await core.jobs.submit(submission(1, external_id="a"))
        ours, _ = await core.jobs.submit(submission(2, external_id="a"))
        await core.jobs.submit(submission(2, external_id="b"))
        for job in (mine, ours):
            await settled(core, job.id)
        assert await core.jobs.forget("a") == 2
        assert [job.id for job in await core.jobs.recent(9)] == [ours.id]
        assert await core.jobs.recent(9, external_id="a") == ()
        assert len(await tasks_in(url)) == 3


async def test_the_built_in_analyst_works_in_a_process_beside_this_one(sqlite_url):
    """It tells its stages and its events, and the next article finds it ready."""
    events = []
    with listening(lambda name, told: events.append((name, told.get("status")))):
        await _analyse_beside(sqlite_url)
    assert [told for name, told in events if name == Event.ANALYSIS_ENDED] == ["succeeded"] * 2
    assert [name for name, _ in events].count(Event.STAGE_ENDED) == 6


async def _analyse_beside(sqlite_url):
    async with open_core(load_settings(database_url=sqlite_url, running=2)) as core:
        await core.warming.done()
        for number in range(2):
            job, _ = await core.jobs.submit(submission(number))
            done = await settled(core, job.id)
            assert done.analysis.provenance.analyst == "builtin"
        stages = [step.data.get("stage") async for step in core.jobs.progress(job.id)]
        other, _ = await core.jobs.submit(submission(3, output_language="de"))
        refused = await settled(core, other.id)
    assert re.findall("summary|framing|questions", str(stages)).count("questions") == 2
    assert refused.error.code == "language_unsupported"


def test_the_raw_search_would_find_what_is_deflated():
    """Compressed bytes are found by what follows their two bytes of header."""
    kept = zlib.compress(b"Elm Street")
    assert kept[2:] in b"before" + kept + b"after"
