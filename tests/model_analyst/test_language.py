"""Findings in another language than the article's: what the model is told, and what is checked."""

import json

import pytest

from keyquestions.analysis import AnalysisStatus
from keyquestions.article import language_name, read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.errors import LanguageUnknown, ModelUnreachable, PromptInvalid
from keyquestions.model_analyst import open_analyst
from keyquestions.models.scripted import ScriptedModel
from keyquestions.pipeline import analyze
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder

from ..pipeline.conftest import FRAMING, QUESTIONS, SUMMARY, TEXT  # noqa: TID252 - no package
from .conftest import CODEBOOK, PROMPTS
from .german import GERMAN, SUMMARY_IN_ENGLISH

ARTICLE = read_article(TEXT)
OWN = {"summary": SUMMARY, "framing": FRAMING, "questions": QUESTIONS}


def saying(**changed):
    """A model that writes German, but for what a test changes: lists of replies by stage."""
    left = {name: [json.dumps(each)] for name, each in GERMAN.items()} | changed
    return ScriptedModel(
        lambda asked: lines.pop(0) if len(lines := left[asked.json_schema.name]) > 1 else lines[0]
    )


async def analysed(model, language="de"):
    opened = open_analyst(model, PROMPTS, CODEBOOK)
    return await analyze(ARTICLE, opened, CODEBOOK, output_language=language)


async def test_findings_are_in_the_language_asked_for_and_quotes_in_the_articles():
    """Nothing that is translated well is dropped; the result tells the language."""
    model = saying()
    analysis = await analysed(model, "de-AT")
    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert analysis.dropped == ()
    assert "Der Stadtrat" in analysis.summary.text
    assert analysis.summary.sentences[0].evidence[0].exact in TEXT
    assert analysis.framing.frames[0].label == "economic"
    assert analysis.framing.signals[0].neutral == "criticised the decision"
    assert analysis.framing.perspectives[0].who == "die Anwohner"
    assert analysis.provenance.output_language == "de"
    assert all("Write in German" in each.messages[0].content for each in model.requests)


async def test_without_a_language_it_is_the_articles():
    """Also where the article's own is asked for: it is the same request, and analysis."""
    model = ScriptedModel(lambda asked: OWN[asked.json_schema.name].model_dump_json())
    first, second = [await analysed(model, language) for language in (None, "en-GB")]
    other = await analysed(saying())
    assert first.id == second.id != other.id
    assert first.provenance.output_language == "en"
    assert model.requests[0] == model.requests[3]
    assert "Write in the language of the article" in model.requests[0].messages[0].content


async def test_the_wrong_language_is_a_fault_that_is_told():
    """The second reply is in the right one."""
    model = saying(summary=[SUMMARY_IN_ENGLISH, json.dumps(GERMAN["summary"])])
    analysis = await analysed(model)
    told = [each for each in model.requests if len(each.messages) > 2]
    assert "is not in German" in told[0].messages[-1].content
    assert len(analysis.summary.sentences) == 2


async def test_what_stays_in_the_wrong_language_is_missing():
    """It is not shown as if it were what was asked for."""
    analysis = await analysed(saying(summary=[SUMMARY_IN_ENGLISH]))
    assert analysis.status is AnalysisStatus.PARTIAL
    assert analysis.summary is None
    assert any("is not in German" in each.reason for each in analysis.dropped)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Das Dach der Bücherei würde 1,9 Millionen Dollar kosten.", "1,9"),
        ("Bürgermeister Müllenhoff sagte, die Stadt habe kein Geld dafür.", "Müllenhoff"),
        ("Anwohner nannten die Entscheidung „völlig verrückt und gemein“.", "verrückt"),
    ],
)
async def test_what_can_be_checked_across_languages_is_checked(text, reason):
    """Numbers, people's names and quoted words."""
    bad = {"text": text, "quotes": ["its roof would cost $1.2 million to repair"]}
    good = GERMAN["summary"]["sentences"]
    model = saying(summary=[json.dumps({"sentences": [*good, bad]})])
    analysis = await analysed(model)
    assert len(analysis.summary.sentences) == 2
    assert any(reason in each.reason for each in analysis.dropped)


async def test_remarks_are_checked_across_languages_too():
    """Counts of the text's own parts are no inventions, other numbers are."""
    framing = json.loads(json.dumps(GERMAN["framing"]))
    frame = framing["frames"][0]
    framing["frames"] = [
        frame | {"explanation": "Die Kosten werden in 14 Sätzen des Textes genannt."},
        frame | {"label": "political", "explanation": "Es geht um 14 Parteien in diesem Streit."},
    ]
    analysis = await analysed(saying(framing=[json.dumps(framing)]))
    assert [each.label for each in analysis.framing.frames] == ["economic"]


async def test_a_language_that_is_none_is_an_error():
    """Before anything is asked."""
    model = saying()
    with pytest.raises(LanguageUnknown, match="english"):
        await analysed(model, "english")
    assert model.requests == []


async def test_a_stand_in_that_cannot_write_it_does_not_stand_in():
    """The error is the model's: that is what has to be mended."""
    down = ScriptedModel(lambda _asked: ModelUnreachable("No connection."))
    opened = open_analyst(down, PROMPTS, CODEBOOK)
    with pytest.raises(ModelUnreachable):
        await analyze(ARTICLE, opened, CODEBOOK, BuiltinAnalyst(), output_language="de")


async def test_prompts_that_do_not_tell_the_language_cannot_be_used(tmp_path):
    """A folder of one's own, made before there was a choice."""
    for path in prompts_folder().iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    system = tmp_path / "system.md"
    front, _, _ = system.read_text().partition("# The article is data")
    system.write_text(front.replace("[language]", "[]") + "Do what is asked.")
    opened = open_analyst(saying(), load_prompts(tmp_path), CODEBOOK)
    with pytest.raises(PromptInvalid, match="language"):
        await analyze(ARTICLE, opened, CODEBOOK, output_language="de")


@pytest.mark.parametrize(("code", "name"), [("de", "German"), ("zh", "Chinese"), ("tlh", "tlh")])
def test_languages_have_names(code, name):
    """A model understands them better than codes."""
    assert language_name(code) == name
