"""The whole line with a scripted model: what a bad reply costs, and what it cannot do."""

import json

import pytest

from keyquestions.analysis import AnalysisStatus, Stage
from keyquestions.errors import ModelTimeout, NothingVerified, RateLimited
from keyquestions.model_analyst import ModelAnalyst
from keyquestions.models.scripted import ScriptedModel
from keyquestions.pipeline import analyze
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder

from .conftest import QUESTIONS

ROOF = "its roof would cost $1.2 million to repair"
SUMMARY = {
    "sentences": [
        {
            "text": "The Marlow council voted to close the Elm Street library.",
            "quotes": ["voted 7 to 4 on Tuesday to close the Elm Street library"],
        },
        {"text": "Opponents plan to sue.", "quotes": ["Opponents plan to sue."]},
    ]
}
FRAMING = {
    "genre": "reporting",
    "frames": [{"label": "economic", "explanation": "It is about money.", "quotes": [ROOF]}],
    "functions": [],
    "signals": [],
    "perspectives": [],
}
ASKED = QUESTIONS.model_dump(mode="json")
STAGES = {"summary": "# Your task: the summary", "framing": "# Your task: framing"}


def stage_of(request):
    task = request.messages[1].content
    return next((stage for stage, heading in STAGES.items() if heading in task), "questions")


def model_saying(**replies):
    """A model that goes through a list of replies for each stage."""
    said = {"summary": [SUMMARY], "framing": [FRAMING], "questions": [ASKED]} | replies
    left = {stage: list(lines) for stage, lines in said.items()}

    def say(request):
        line = left[stage_of(request)].pop(0)
        return json.dumps(line) if isinstance(line, dict) else line

    return ScriptedModel(say)


@pytest.fixture
def run(article, codebook):
    async def run(model):
        analyst = ModelAnalyst(model, load_prompts(prompts_folder()), codebook)
        return await analyze(article, analyst, codebook)

    return run


def asked_again(model):
    """The requests that carry an earlier reply."""
    return [request for request in model.requests if len(request.messages) > 2]


async def test_bad_findings_are_dropped_with_their_reasons_and_the_rest_survives(run):
    """A fabricated quote, a changed number, an inverted negation, a label of nobody's."""
    bad = [
        ("The mayor has resigned.", "The mayor has resigned"),
        ("The roof would cost $2.1 million to repair.", ROOF),
        (
            "The council published the engineers' report.",
            "The council did not publish the engineers' report.",
        ),
        ("The library will shut its doors.", "The library will not shut its doors on June 30."),
    ]
    sentences = [{"text": text, "quotes": [quote]} for text, quote in bad]
    frames = [*FRAMING["frames"], {**FRAMING["frames"][0], "label": "sensational"}]
    many = {"sentences": [*SUMMARY["sentences"], *sentences]}
    model = model_saying(summary=[many, many], framing=[FRAMING | {"frames": frames}])
    analysis = await run(model)
    told = {each.item.split(" — ")[0]: each.reason for each in analysis.dropped}

    assert [each.text for each in analysis.summary.sentences] == [
        each["text"] for each in SUMMARY["sentences"]
    ]
    assert [each.label for each in analysis.framing.frames] == ["economic"]
    assert len(analysis.questions) == 4
    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert told["The mayor has resigned."] == "none of its quotes is in the article"
    assert '"2.1 million" is not in the article' in told[sentences[1]["text"]]
    assert '"publish" is negated there' in told[sentences[2]["text"]]
    assert 'the article has no "not" here' in {each.reason for each in analysis.dropped}
    assert '"sensational" is not in the codebook' in told["frame sensational: It is about money."]


async def test_asking_again_happens_once_with_the_faults_in_words(run):
    """The second request carries the first reply and each fault as a sentence."""
    bad = {"sentences": [{"text": "The mayor resigned.", "quotes": ["The mayor has resigned"]}]}
    model = model_saying(summary=[bad, SUMMARY])
    analysis = await run(model)
    (again,) = asked_again(model)

    assert [message.role.value for message in again.messages] == [
        "system", "user", "assistant", "user",
    ]  # fmt: skip
    assert again.messages[2].content == json.dumps(bad)
    assert "The mayor resigned.: none of its quotes is in the article." in again.messages[3].content
    assert len(model.requests) == 4
    assert analysis.provenance.repairs == 1
    assert analysis.summary.text.startswith("The Marlow council voted")


async def test_it_is_never_asked_a_third_time(run):
    """A model that goes on inventing leaves a stage that failed, and says why."""
    bad = {"sentences": [{"text": "The mayor resigned.", "quotes": ["The mayor has resigned"]}]}
    model = model_saying(summary=[bad, bad])
    analysis = await run(model)

    assert len(asked_again(model)) == 1
    assert analysis.summary is None
    assert analysis.status is AnalysisStatus.PARTIAL
    assert [(each.stage, each.code) for each in analysis.failures] == [
        (Stage.SUMMARY, NothingVerified.code)
    ]


@pytest.mark.parametrize("stage", ["summary", "framing", "questions"])
async def test_one_stage_that_fails_leaves_the_others(run, stage):
    """Partial, with the stage and the provider's reason."""
    analysis = await run(model_saying(**{stage: [RateLimited("Slow down: 20 s.")]}))
    failed = getattr(analysis, stage)

    assert analysis.status is AnalysisStatus.PARTIAL
    assert not failed
    assert [(each.stage.value, each.message) for each in analysis.failures] == [
        (stage, "Slow down: 20 s.")
    ]


async def test_when_every_stage_fails_there_is_no_analysis(run):
    """The first stage's error is raised."""
    model = model_saying(
        summary=[ModelTimeout("No reply.")],
        framing=[RateLimited("Slow down.")],
        questions=[RateLimited("Slow down.")],
    )
    with pytest.raises(ModelTimeout, match="No reply"):
        await run(model)


async def test_nothing_true_in_any_stage_is_an_error_and_no_result(run):
    """All invented, twice: the caller is told that nothing could be verified."""
    line = {"text": "The mayor resigned.", "quotes": ["The mayor has resigned"]}
    frame = FRAMING["frames"][0] | {"quotes": ["the roof is made of gold"]}
    bad_question = ASKED["questions"][0] | {"quotes": ["the roof fell in"]}
    model = model_saying(
        summary=[{"sentences": [line]}] * 2,
        framing=[FRAMING | {"frames": [frame]}] * 2,
        questions=[{"questions": [bad_question]}] * 2,
    )
    with pytest.raises(NothingVerified, match="summary"):
        await run(model)
    assert len(model.requests) == 6


async def test_half_characters_and_control_characters_break_nothing(run):
    """Whatever a model writes, the analysis can be written down."""
    wild = {"text": "The \ud800 council\x00", "quotes": ["\udfff", "\x1b[2J", "\u202e"]}
    said = {"sentences": [wild, *SUMMARY["sentences"]]}
    model = model_saying(
        summary=[said, said],
        framing=[FRAMING | {"genre": "repor\ud800ting"}],
        questions=[ASKED],
    )
    analysis = await run(model)

    assert len(analysis.summary.sentences) == 2
    assert analysis.framing.genre == "other"
    assert analysis.model_dump_json()
    assert not any(
        set(each.item + each.reason) & set("\x00\x1b\u202e") for each in analysis.dropped
    )
