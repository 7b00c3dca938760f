"""All three parts in one request, each verified and asked for again on its own."""

import json

import pytest

from keyquestions.analysis import AnalysisStatus
from keyquestions.article import read_article
from keyquestions.errors import ContextTooLong, RateLimited, ReplyRefused
from keyquestions.model_analyst import open_analyst
from keyquestions.models.scripted import ScriptedModel, scripted_reply
from keyquestions.pipeline import analyze

from ..pipeline.conftest import FRAMING, QUESTIONS, SUMMARY, TEXT  # noqa: TID252 - no package
from .conftest import CODEBOOK, PROMPTS, Reader, long_text

ARTICLE = read_article(TEXT)
WHOLE = {
    "summary": SUMMARY.model_dump(),
    "framing": FRAMING.model_dump(),
    "questions": QUESTIONS.model_dump(),
}
INVENTED = {"sentences": [{"text": "The mayor resigned.", "quotes": ["The mayor resigned today"]}]}


def one_call(model, **options):
    return open_analyst(model, PROMPTS, CODEBOOK, calls="one", **options)


async def test_one_request_gives_all_three_parts():
    """Instructions, labels and article are sent once, and the bill has one call."""
    model = ScriptedModel([json.dumps(WHOLE)])
    analysis = await analyze(ARTICLE, one_call(model), CODEBOOK)
    (request,) = model.requests
    assert request.json_schema.name == "one"
    assert set(request.json_schema.body["required"]) == set(WHOLE)
    assert request.max_output_tokens == PROMPTS.sampling("one").max_output_tokens
    assert all(f"- {label}: " in request.messages[1].content for label in CODEBOOK.frames)
    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert len(analysis.summary.sentences) == 2
    assert len(analysis.questions) == 4
    assert analysis.provenance.calls == 1


async def test_a_part_with_faults_is_asked_for_again_alone():
    """With its own prompt, and its own reply to be mended."""
    model = ScriptedModel([json.dumps(WHOLE | {"summary": INVENTED}), SUMMARY.model_dump_json()])
    analysis = await analyze(ARTICLE, one_call(model), CODEBOOK)
    _, again = model.requests
    assert again.json_schema.name == "summary"
    assert json.loads(again.messages[2].content) == INVENTED
    assert len(analysis.summary.sentences) == 2
    assert (analysis.provenance.calls, analysis.provenance.repairs) == (2, 1)


@pytest.mark.parametrize("stage", ["framing", "questions"])
async def test_every_part_can_be_asked_for_again(stage):
    """A part that is missing from the reply is."""
    parts = {"framing": FRAMING, "questions": QUESTIONS}
    model = ScriptedModel([json.dumps(WHOLE | {stage: None}), parts[stage].model_dump_json()])
    analysis = await analyze(ARTICLE, one_call(model), CODEBOOK)
    assert [each.json_schema.name for each in model.requests] == ["one", stage]
    assert analysis.status is AnalysisStatus.SUCCEEDED


@pytest.mark.parametrize("text", ["no JSON", "[]"])
async def test_a_reply_that_is_no_object_is_asked_for_again_in_parts(text):
    """Nothing is made up from it."""
    parts = {"summary": SUMMARY, "framing": FRAMING, "questions": QUESTIONS}

    def say(asked):
        name = asked.json_schema.name
        return text if name == "one" else parts[name].model_dump_json()

    model = ScriptedModel(say)
    analysis = await analyze(ARTICLE, one_call(model), CODEBOOK)
    assert len(model.requests) == 4
    assert len(analysis.questions) == 4


async def test_an_error_fails_all_parts_and_is_paid_once():
    """The one request is not made three times."""
    spent = scripted_reply("").thrown_away(ReplyRefused)
    model = ScriptedModel([ReplyRefused("No.").after(spent)])
    with pytest.raises(ReplyRefused) as raised:
        await analyze(ARTICLE, one_call(model), CODEBOOK)
    assert len(model.requests) == 1
    assert len(raised.value.spent) <= 1


async def test_what_the_provider_asked_to_wait_is_not_lost():
    """Each part has the whole error, but for the bill."""
    model = ScriptedModel([RateLimited("Wait.", 7.0)])
    analyst = one_call(model).begin(None)
    for propose in (analyst.frame, analyst.summarise):
        with pytest.raises(RateLimited) as raised:
            await propose(ARTICLE)
        assert raised.value.retry_after == 7.0


async def test_what_does_not_fit_in_one_request_is_asked_in_three():
    """And in parts where that does not fit either."""
    short, long = read_article(long_text(60)), read_article(long_text(3000))
    model = Reader()
    await analyze(short, one_call(model, window=8192), CODEBOOK)
    assert {each.json_schema.name for each in model.requests} == {
        "summary", "framing", "questions",
    }  # fmt: skip
    analysis = await analyze(long, one_call(model, window=8192), CODEBOOK)
    assert analysis.provenance.parts > 1


async def test_what_a_server_finds_too_long_is_asked_in_three():
    """The refusal is on the bill once."""
    refused = ContextTooLong("No.").after(scripted_reply("").thrown_away(ContextTooLong))
    parts = {"summary": SUMMARY, "framing": FRAMING, "questions": QUESTIONS}

    def say(asked):
        name = asked.json_schema.name
        return refused if name == "one" else parts[name].model_dump_json()

    model = ScriptedModel(say)
    analysis = await analyze(ARTICLE, one_call(model), CODEBOOK)
    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert analysis.provenance.calls == len(model.requests) == 4


async def test_another_article_is_another_request():
    """Also for one that is analysed by the same analyst, or without a beginning."""
    model = ScriptedModel(lambda _asked: json.dumps(WHOLE))
    analyst = one_call(model)
    await analyze(ARTICLE, analyst, CODEBOOK)
    await analyze(ARTICLE, analyst, CODEBOOK)
    await analyst.summarise(ARTICLE)
    await analyst.summarise(read_article(TEXT))
    assert len(model.requests) == 4
