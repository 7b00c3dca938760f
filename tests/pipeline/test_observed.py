"""What the log tells of an analysis and its stages."""

import pytest

from keyquestions.analyst import SummaryDraft
from keyquestions.errors import ModelTimeout, RateLimited
from keyquestions.pipeline import analyze
from keyquestions.pipeline.observed import observed_analysis

from .conftest import SUMMARY, sentence

INVENTED = SummaryDraft(sentences=(sentence("The mayor resigned.", "The mayor has resigned"),))


async def test_an_analysis_that_succeeds(article, codebook, analyst_of, told):
    """It begins, its stages end with what they kept, and it ends; all under one identity."""
    analysis = await analyze(article, analyst_of(), codebook)

    events = told()
    assert [name for name, _ in events] == [
        "analysis.begun",
        "stage.ended",
        "stage.ended",
        "stage.ended",
        "analysis.ended",
    ]
    assert {fields["analysis"] for _, fields in events} == {analysis.id}
    kept = {fields["stage"]: fields["kept"] for name, fields in events if name == "stage.ended"}
    assert kept == {"summary": 2, "framing": 0, "questions": 4}
    first, last = events[0][1], events[-1][1]
    assert (first["analyst"], first["model"], first["language"]) == (
        "scripted",
        "scripted:1",
        "en",
    )
    assert first["words"] == article.words
    assert (last["status"], last["calls"], last["failures"]) == ("succeeded", 3, 0)


async def test_a_stage_that_was_asked_again_and_one_that_failed(
    article, codebook, analyst_of, told
):
    """What was dropped, that it was repaired, and by which code the other failed."""
    analyst = analyst_of(summaries=[INVENTED, SUMMARY], framings=[ModelTimeout("late")])
    analysis = await analyze(article, analyst, codebook)

    stages = {fields["stage"]: (name, fields) for name, fields in told() if "stage" in fields}
    name, summary = stages["summary"]
    assert name == "stage.ended"
    assert summary["repaired"] is True
    assert summary["dropped"] == len(analysis.dropped) > 0
    name, framing = stages["framing"]
    assert (name, framing["code"], framing["kept"]) == ("stage.failed", "provider_timeout", 0)
    assert told()[-1][1]["status"] == "partial"


async def test_an_analysis_that_fails(article, codebook, analyst_of, told):
    """Its last event is the failure, with the code that the caller gets."""
    late = RateLimited("wait")
    analyst = analyst_of(summaries=[late], framings=[late], asked=[late])
    with pytest.raises(RateLimited):
        await analyze(article, analyst, codebook)

    name, fields = told()[-1]
    assert (name, fields["code"]) == ("analysis.failed", "provider_rate_limited")


async def test_a_result_under_another_identity_is_named(article, codebook, analyst_of, told):
    """Where another analyst made it, the log leads to what the caller has."""
    analysis = await analyze(article, analyst_of(), codebook)
    other = "an_0123456789abcdef01234567"

    async def made():
        return analysis

    await observed_analysis(other, article, analyst_of(), made())

    assert told()[-1][1]["analysis"] == other
    assert told()[-1][1]["result"] == analysis.id
