"""The stream of an analysis' stages."""

import asyncio

import pytest

from keyquestions.jobs import ProgressEvent, Submission
from keyquestions.jobs.scripted import ScriptedJobs
from keyquestions.rest import events

from .doubles import analysis, article


def parsed(text: str) -> list[dict[str, str]]:
    """The events of a stream, field by field."""
    blocks = [block for block in text.split("\n\n") if block.startswith("id:")]
    return [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks]


@pytest.fixture
def settled(waiting, posted):
    """A client and the stream's address of an analysis that went through all its stages."""
    client, stage = waiting
    where = client.post("/v1/analyses", json=posted).headers["location"]
    identity = where.rpartition("/")[2]
    stage.jobs.begin(identity)
    stage.jobs.tell(identity, stage="summary", state="begun")
    stage.jobs.settle(identity, analysis())
    return client, f"{where}/events"


def test_the_stream_tells_every_step_and_ends(settled):
    """From queued to settled, numbered, in the media type of server-sent events."""
    client, where = settled
    response = client.get(where, headers={"Accept": "text/event-stream"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.text.startswith("retry: 2000\n\n")
    told = parsed(response.text)
    assert [each["event"] for each in told] == ["queued", "running", "stage", "settled"]
    assert [each["id"] for each in told] == ["1", "2", "3", "4"]
    assert '"state":"succeeded"' in told[-1]["data"]


def test_a_stream_goes_on_after_the_last_event_that_was_seen(settled):
    """Nothing is told twice, nothing is left out."""
    client, where = settled
    response = client.get(where, headers={"Last-Event-ID": "2"})
    assert [each["id"] for each in parsed(response.text)] == ["3", "4"]


def test_a_browser_is_told_that_there_is_no_more(settled):
    """204 ends its reconnecting."""
    client, where = settled
    response = client.get(where, headers={"Last-Event-ID": "4"})
    assert (response.status_code, response.content) == (204, b"")


def test_head_does_not_begin_a_stream(waiting, posted):
    """It answers at once, although the analysis is not settled."""
    client, _ = waiting
    where = client.post("/v1/analyses", json=posted).headers["location"]
    response = client.head(f"{where}/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.content == b""


def test_a_stream_is_no_json(settled):
    """Whoever accepts only JSON is told so, in JSON."""
    client, where = settled
    response = client.get(where, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


async def test_a_silent_stream_has_a_heartbeat(monkeypatch):
    """While nothing happens there is a comment now and then; the step after it is not lost."""
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.0)
    jobs = ScriptedJobs()
    job, _ = await jobs.submit(Submission(article()))
    stream = events.streamed(jobs.progress(job.id, 1))
    assert await anext(stream) == "retry: 2000\n\n"
    assert await anext(stream) == ": still there\n\n"
    jobs.begin(job.id)
    told = await anext(stream)
    while told == ": still there\n\n":
        told = await anext(stream)
    assert "event: running" in told
    await stream.aclose()


async def test_a_client_that_is_gone_leaves_nothing_behind():
    """The wait for the next step ends with the stream, and so does its generator."""
    jobs, left = ScriptedJobs(), asyncio.Event()
    job, _ = await jobs.submit(Submission(article()))

    async def watched():
        try:
            async for step in jobs.progress(job.id):
                yield step
        finally:
            left.set()

    before = asyncio.all_tasks()
    stream = events.streamed(watched())
    reader = asyncio.ensure_future(_drain(stream))
    for _ in range(20):  # until it waits for what does not come
        await asyncio.sleep(0)
    assert len(asyncio.all_tasks() - before) == 2
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    await stream.aclose()
    assert left.is_set()
    assert asyncio.all_tasks() == before


async def _drain(stream):
    async for _ in stream:
        pass


async def test_an_erased_analysis_ends_its_stream():
    """Nobody waits for what is gone."""
    jobs = ScriptedJobs()
    job, _ = await jobs.submit(Submission(article()))
    stream = events.streamed(jobs.progress(job.id))
    assert "retry" in await anext(stream)
    assert f"event: {ProgressEvent.QUEUED}" in await anext(stream)
    await jobs.delete(job.id)
    assert [each async for each in stream] == []
