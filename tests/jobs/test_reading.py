"""Reading known analyses many times: shared, remembered, and never old."""

import asyncio

import pytest

from keyquestions import errors
from keyquestions.jobs.reading import Reading

from .conftest import submission


async def test_many_who_ask_are_given_one_and_the_same_analysis(alone):
    """It is understood once; whoever asks later is given it, too."""
    job, _ = await alone.jobs.submit(submission())
    await alone.settled(job.id)
    jobs = await asyncio.gather(*(alone.jobs.get(job.id) for _ in range(20)))
    first = jobs[0].analysis
    assert first is not None
    assert all(each.analysis is first for each in jobs)
    assert (await alone.jobs.get(job.id)).analysis is first


async def test_one_that_is_unknown_spoils_nothing_for_those_who_ask_beside(alone):
    """Each is told of its own, though one look finds them all."""
    job, _ = await alone.jobs.submit(submission())
    await alone.settled(job.id)
    good, bad = await asyncio.gather(
        alone.jobs.get(job.id), alone.jobs.get(f"an_{'0' * 24}"), return_exceptions=True
    )
    assert good.id == job.id
    assert isinstance(bad, errors.AnalysisUnknown)


async def test_what_another_process_erased_is_gone_here_at_once(process):
    """That it was remembered here keeps nothing alive."""
    one, other = await process(), await process()
    job, _ = await one.jobs.submit(submission())
    await one.turn()
    assert (await one.settled(job.id)).analysis is not None
    await other.jobs.delete(job.id)
    with pytest.raises(errors.AnalysisUnknown):
        await one.jobs.get(job.id)


async def test_more_than_are_remembered_are_read_again(alone, monkeypatch):
    """They are found all the same."""
    monkeypatch.setattr(alone.jobs, "_reading", Reading(alone.jobs._database, most=1))
    ids = [(await alone.jobs.submit(submission(number)))[0].id for number in range(3)]
    for identity in ids:
        await alone.settled(identity)
    for identity in (*ids, *ids):
        assert (await alone.jobs.get(identity)).analysis.id == identity
