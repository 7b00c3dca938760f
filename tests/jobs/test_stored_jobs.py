"""Jobs in a database: taken in once, run, cancelled, erased, and handed on when a process ends."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from keyquestions import errors
from keyquestions.jobs import JobState, ProgressEvent
from keyquestions.store.database import Database
from keyquestions.store.leases import MOST_DEATHS
from keyquestions.store.tables import analyses

from .conftest import HeldWork, submission, watched


async def test_the_same_article_fifty_times_at_once_is_one_analysis(alone):
    """One of them queues it, all others find it, and all see the same result."""
    answers = await asyncio.gather(*(alone.jobs.submit(submission()) for _ in range(50)))
    assert len({job.id for job, _ in answers}) == 1
    assert [known for _, known in answers].count(False) == 1
    job = await alone.settled(answers[0][0].id)
    assert job.state is JobState.SUCCEEDED
    assert job.analysis.id == job.id
    assert len(alone.work.begun) == 1


async def test_a_job_tells_its_steps_from_any_of_them_on(alone):
    """In order, without gaps, and not a word of the article; the stream ends with the job."""
    alone.work.gate.clear()
    job, _ = await alone.jobs.submit(submission())
    async with watched(alone.jobs, job.id) as seen:
        await alone.work.busy.wait()
        alone.work.gate.set()
    assert [step.seq for step in seen] == list(range(1, len(seen) + 1))
    told = [(step.event, step.data.get("state")) for step in seen]
    assert told[:2] == [(ProgressEvent.QUEUED, None), (ProgressEvent.RUNNING, None)]
    assert told[-1] == (ProgressEvent.SETTLED, "succeeded")
    assert [step.data["stage"] for step in seen if step.data.get("state") == "ended"][-1:] in (
        [],
        ["questions"],
    )
    assert [step.seq async for step in alone.jobs.progress(job.id, after=2)] == [
        step.seq for step in seen[2:]
    ]
    assert "library" not in str(seen).casefold()


async def test_what_waits_is_cancelled_at_once(process):
    """It never runs; to cancel it again changes nothing."""
    one = await process()
    job, _ = await one.jobs.submit(submission())
    for _ in range(2):
        assert (await one.jobs.cancel(job.id)).state is JobState.CANCELLED
    await one.turn()
    assert one.work.begun == []
    assert [step.event async for step in one.jobs.progress(job.id)] == ["queued", "settled"]


async def test_what_runs_is_cancelled_in_whatever_process(process):
    """The other process sees it when it looks; its place is free then."""
    one, other = await process(), await process(HeldWork(opened=False))
    job, _ = await one.jobs.submit(submission())
    await other.hold()
    assert (await one.jobs.cancel(job.id)).state is JobState.RUNNING
    await other.turn()
    assert (await other.settled(job.id)).state is JobState.CANCELLED
    assert other.jobs.runner.running == 0


async def test_what_is_done_cannot_be_cancelled(alone):
    """It stays what it is."""
    job, _ = await alone.jobs.submit(submission())
    await alone.settled(job.id)
    with pytest.raises(errors.AnalysisSettled):
        await alone.jobs.cancel(job.id)
    assert (await alone.jobs.get(job.id)).state is JobState.SUCCEEDED


async def test_what_failed_or_was_cancelled_is_made_again_when_it_is_posted_again(alone):
    """The error is told with its code; attempts go on counting."""
    alone.work.fault = errors.RateLimited("Wait a little.")
    job, _ = await alone.jobs.submit(submission())
    failed = await alone.settled(job.id)
    assert (failed.state, failed.error.code) == (JobState.FAILED, "provider_rate_limited")
    assert failed.error.retryable
    alone.work.fault = None
    again, known = await alone.jobs.submit(submission())
    assert (again.id, known) == (job.id, False)
    done = await alone.settled(job.id)
    assert (done.state, done.attempts, done.error) == (JobState.SUCCEEDED, 2, None)


async def test_a_defect_ends_an_analysis_and_nothing_else(alone):
    """The job says so, without the text of the exception; the next one runs."""
    alone.work.fault = ZeroDivisionError("the library's roof")
    job, _ = await alone.jobs.submit(submission())
    failed = await alone.settled(job.id)
    assert failed.error.code == "crashed"
    assert "roof" not in failed.error.message
    alone.work.fault = None
    other, _ = await alone.jobs.submit(submission(1))
    assert (await alone.settled(other.id)).state is JobState.SUCCEEDED


async def test_a_full_queue_takes_no_more_but_knows_what_it_has(process):
    """The error says when to come again; what is known is answered."""
    one = await process(queue=2)
    jobs = [(await one.jobs.submit(submission(number)))[0] for number in range(2)]
    with pytest.raises(errors.QueueFull) as full:
        await one.jobs.submit(submission(2))
    assert full.value.retry_after > 0
    assert await one.jobs.submit(submission(0)) == (jobs[0], True)
    assert await one.jobs.counts() == {"queued": 2, "running": 0}


async def test_no_more_run_at_once_than_allowed(process):
    """The rest waits its turn, the oldest first."""
    one = await process(HeldWork(opened=False), running=2)
    jobs = [(await one.jobs.submit(submission(number)))[0] for number in range(3)]
    await one.turn()
    states = [(await one.jobs.get(job.id)).state for job in jobs]
    assert states == ["running", "running", "queued"]


async def test_what_a_silent_process_held_is_taken_over_and_it_writes_nothing_any_more(process):
    """Its result comes too late and is not kept."""
    late, other = await process(HeldWork(opened=False)), await process(HeldWork("scripted:2"))
    job, _ = await late.jobs.submit(submission())
    await late.hold()
    other.ahead = timedelta(seconds=31)
    await other.turn()
    done = await other.settled(job.id)
    assert done.analysis.provenance.model == "scripted:2"
    late.work.gate.set()
    await late.jobs.runner.gone(job.id)
    kept = await other.jobs.get(job.id)
    assert (kept.analysis, kept.attempts) == (done.analysis, 2)


async def test_a_lease_that_is_renewed_is_not_taken(process):
    """However long an analysis takes."""
    one, other = await process(HeldWork(opened=False)), await process()
    job, _ = await one.jobs.submit(submission())
    await one.turn()
    one.ahead = other.ahead = timedelta(seconds=25)
    await one.turn()
    one.ahead = other.ahead = timedelta(seconds=50)
    await other.turn()
    assert other.work.begun == []
    one.work.gate.set()
    assert (await one.settled(job.id)).attempts == 1


async def test_a_process_that_lost_an_analysis_stops_it_when_it_looks(process):
    """No model is paid for work that another one does."""
    late, other = await process(HeldWork(opened=False)), await process(HeldWork(opened=False))
    job, _ = await late.jobs.submit(submission())
    await late.hold()
    other.ahead = timedelta(seconds=31)
    await other.turn()
    await late.turn()
    await asyncio.wait_for(late.jobs.runner.gone(job.id), 30)
    assert late.jobs.runner.running == 0
    assert (await other.jobs.get(job.id)).state is JobState.RUNNING


async def test_what_kills_its_process_again_and_again_is_abandoned(process):
    """After five deaths it is failed, and can be posted again by hand."""
    one = await process(HeldWork(opened=False))
    job, _ = await one.jobs.submit(submission())
    for death in range(MOST_DEATHS + 1):
        other = await process(HeldWork(opened=False))
        other.ahead = timedelta(seconds=31 * death)
        await (other.hold() if death < MOST_DEATHS else other.turn())
    failed = await other.jobs.get(job.id)
    assert (failed.state, failed.error.code) == (JobState.FAILED, "abandoned")
    assert failed.attempts == MOST_DEATHS
    _, known = await other.jobs.submit(submission())
    assert not known


async def test_a_stopped_process_gives_back_what_it_could_not_finish(process):
    """Another one makes it; that was no death."""
    one, other = await process(HeldWork(opened=False)), await process()
    job, _ = await one.jobs.submit(submission())
    await one.turn()
    await one.jobs.aclose(grace=0)
    assert (await other.jobs.get(job.id)).state is JobState.QUEUED
    await other.turn()
    assert (await other.settled(job.id)).attempts == 2


async def test_a_stopped_process_finishes_what_it_can(process):
    """It takes no more, and what it runs is done when it ends."""
    one = await process(HeldWork(opened=False))
    job, _ = await one.jobs.submit(submission())
    await one.turn()
    closing = asyncio.create_task(one.jobs.aclose(grace=30))
    waiting, _ = await one.jobs.submit(submission(1))
    await one.turn()
    one.work.gate.set()
    await closing
    states = [(await one.jobs.get(each.id)).state for each in (job, waiting)]
    assert states == ["succeeded", "queued"]


async def test_two_processes_share_a_queue_and_nothing_is_done_twice(process):
    """Both work, and each analysis was begun once."""
    both = await process(running=5), await process(running=5)
    for number in range(30):
        await both[number % 2].jobs.submit(submission(number))
    while any((await both[0].jobs.counts()).values()):
        for one in both:
            await one.turn()
    begun = both[0].work.begun + both[1].work.begun
    assert len(begun) == len(set(begun)) == 30
    assert both[0].work.begun
    assert both[1].work.begun


async def test_whoever_waits_learns_what_another_process_did(process):
    """At the next look."""
    one, other = await process(), await process()
    job, _ = await one.jobs.submit(submission())
    waiting = asyncio.create_task(one.settled(job.id))
    await other.turn()
    await other.settled(job.id)
    while not waiting.done():
        await one.turn()
    assert waiting.result().state is JobState.SUCCEEDED


async def test_waiting_ends_with_the_time_given(process):
    """The job is told as it is."""
    one = await process()
    job, _ = await one.jobs.submit(submission())
    assert (await one.jobs.wait(job.id, 0)).state is JobState.QUEUED


async def test_what_was_made_by_other_means_is_stale(process):
    """It says which: the model, here."""
    old = await process()
    job, _ = await old.jobs.submit(submission())
    await old.turn()
    assert (await old.settled(job.id)).stale == ()
    new = await process(HeldWork("scripted:2"))
    assert (await new.jobs.get(job.id)).stale == ("model",)
    other, known = await new.jobs.submit(submission())
    assert (other.id != job.id, known) == (True, False)


async def test_jobs_are_listed_newest_first(process):
    """By article, and in pages."""
    one = await process()
    first, _ = await one.jobs.submit(submission(1, external_id="a"))
    second, _ = await one.jobs.submit(submission(2, external_id="a"))
    third, _ = await one.jobs.submit(submission(3))
    assert [job.id for job in await one.jobs.recent(2)] == [third.id, second.id]
    rest = await one.jobs.recent(9, second.created_at)
    assert [job.id for job in rest] == [first.id]
    mine = await one.jobs.recent(9, external_id="a")
    assert [job.id for job in mine] == [second.id, first.id]


async def test_what_nobody_knows_is_told(process):
    """Whatever is asked of it."""
    jobs = (await process()).jobs
    for ask in (jobs.get, jobs.article, jobs.cancel, jobs.delete):
        with pytest.raises(errors.AnalysisUnknown):
            await ask("an_0")
    with pytest.raises(errors.AnalysisUnknown):
        await anext(jobs.progress("an_0"))
    assert await jobs.forget("nothing") == 0
    assert await jobs.latest("nothing") is None


class Flaky(Database):
    """A database that can be told to fail so many times."""

    faults = 0

    async def write(self, work, *, within=None):
        """Fail, or write."""
        if self.faults:
            self.faults -= 1
            raise errors.StoreFailed("The disk is full.")
        return await super().write(work, within=within)


async def test_a_result_outlives_a_database_that_fails_for_a_while(url):
    """It is written when that is possible again; nothing is made twice."""
    from keyquestions.models.clock import ManualClock  # noqa: PLC0415

    from .conftest import Process  # noqa: PLC0415

    one = Process(await Flaky.open(url), HeldWork(opened=False))
    object.__setattr__(one.jobs._pace, "clock", ManualClock().clock)
    job, _ = await one.jobs.submit(submission())
    await one.turn()
    await one.jobs.runner._telling.finish()
    one.database.faults = 5
    one.work.gate.set()
    done = await one.settled(job.id)
    assert (done.state, done.attempts) == (JobState.SUCCEEDED, 1)
    await one.jobs.aclose(0)
    await one.database.aclose()


async def test_a_retry_makes_a_partial_one_again_but_not_what_readers_see(alone):
    """A whole one is left alone."""
    job, _ = await alone.jobs.submit(submission())
    await alone.settled(job.id)
    assert (await alone.jobs.submit(submission(retry=True)))[1]
    partial = update(analyses).values(state="partial")
    await alone.database.write(lambda connection: connection.execute(partial))
    assert (await alone.jobs.submit(submission()))[1]
    assert not (await alone.jobs.submit(submission(retry=True)))[1]
    assert (await alone.settled(job.id)).state is JobState.SUCCEEDED


async def test_whoever_watches_endings_writes_in_the_same_transaction(process):
    """It is told the names and the key; if it fails, nothing ended."""
    told = []
    one = await process(watchers=[lambda _connection, settled: told.append(settled)])
    job, _ = await one.jobs.submit(submission(external_id="post-1", key_id="kq_1"))
    await one.turn()
    await one.settled(job.id)
    (settled,) = told
    assert (settled.id, settled.external_ids, settled.key_id) == (job.id, ("post-1",), "kq_1")
    assert settled.end.analysis.provenance.calls == 3
    row = await one.database.read(
        lambda connection: connection.execute(select(analyses.c.worker)).scalar()
    )
    assert row is None
