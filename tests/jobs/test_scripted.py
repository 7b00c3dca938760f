"""The double: it keeps the port's promises, and records what it was asked."""

import pytest

from keyquestions import errors
from keyquestions.jobs import JobState
from keyquestions.jobs.scripted import ScriptedJobs
from keyquestions.pipeline import analyze

from .conftest import CODEBOOK, article, submission, watched


@pytest.fixture
async def analysis(analyst_of):
    return await analyze(article(), analyst_of(), CODEBOOK)


async def test_it_comes_out_as_the_script_says(analysis):
    """A result or an error; the same article is known then, and made again if it failed."""
    jobs = ScriptedJobs(
        lambda given: analysis if given.external_id else errors.NothingVerified(".")
    )
    failed, _ = await jobs.submit(submission())
    assert (failed.state, failed.error.code) == (JobState.FAILED, "nothing_verified")
    done, known = await jobs.submit(submission(external_id="a"))
    assert (done.state, done.analysis, known) == (JobState.SUCCEEDED, analysis, False)
    assert (await jobs.submit(submission()))[1]
    assert [name for name, _ in jobs.asked] == ["submit"] * 3
    assert await jobs.recent(9, external_id="b") == ()
    assert (await jobs.recent(9, external_id="a"))[0].analysis is None


async def test_what_the_script_leaves_open_goes_on_by_hand(analysis):
    """Each step is told as it is made, and changes the tag."""
    jobs = ScriptedJobs()
    job, _ = await jobs.submit(submission())
    tags = [job.etag]
    async with watched(jobs, job.id) as seen:
        jobs.begin(job.id)
        tags.append((await jobs.get(job.id)).etag)
        jobs.tell(job.id, stage="summary", state="begun")
        jobs.settle(job.id, analysis)
    assert [step.event for step in seen] == ["queued", "running", "stage", "settled"]
    assert (await jobs.wait(job.id, 1)).settled
    tags.append((await jobs.get(job.id)).etag)
    assert len(set(tags)) == 3


async def test_it_cancels_erases_and_refuses(analysis):
    """As the real one does."""
    jobs = ScriptedJobs()
    job, _ = await jobs.submit(submission(external_id="a"))
    assert (await jobs.cancel(job.id)).state is JobState.CANCELLED
    assert (await jobs.cancel(job.id)).state is JobState.CANCELLED
    other, _ = await jobs.submit(submission(1, external_id="a"))
    jobs.settle(other.id, analysis)
    with pytest.raises(errors.AnalysisSettled):
        await jobs.cancel(other.id)
    assert await jobs.article(other.id) == article(1)
    await jobs.delete(job.id)
    assert await jobs.forget("a") == 1
    with pytest.raises(errors.AnalysisUnknown):
        await jobs.get(other.id)
    assert await jobs.latest("a") is None
    jobs.full = errors.QueueFull("Full.")
    with pytest.raises(errors.QueueFull):
        await jobs.submit(submission())
    await jobs.aclose(3)
    assert jobs.closed == 3
