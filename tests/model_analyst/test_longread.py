"""Articles that do not fit into the model's window: read in parts, and put together."""

import json

import pytest

from keyquestions.analysis import AnalysisStatus
from keyquestions.analyst import Objections
from keyquestions.article import read_article
from keyquestions.errors import ContextTooLong, ReplyRefused
from keyquestions.model_analyst import open_analyst
from keyquestions.model_analyst.window import Window
from keyquestions.models.scripted import ScriptedModel, scripted_reply
from keyquestions.pipeline import analyze

from .conftest import (
    CODEBOOK,
    PROMPTS,
    Reader,
    blocks_in,
    draft_of,
    is_gathering,
    long_text,
    shown_to,
)

STAGES = ("summary", "framing", "questions")


def anchors_of(analysis):
    """All anchors of an analysis."""
    parts = [*analysis.summary.sentences, *analysis.questions, *analysis.framing.frames]
    parts += [*analysis.framing.signals, *analysis.framing.perspectives]
    parts += [each for each in analysis.framing.functions.values() if each]
    return [anchor for part in parts for anchor in part.evidence]


async def test_thirty_thousand_words_with_a_small_window(long_article):
    """Every block is seen in every stage, no request is too large, every quote has its place."""
    window = Window(8192)
    model = Reader()
    analyst = open_analyst(model, PROMPTS, CODEBOOK, window=window.tokens)
    analysis = await analyze(long_article, analyst, CODEBOOK)

    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert max(window.taken(request) for request in model.requests) <= window.tokens
    for stage in STAGES:
        read = [request for request in model.of(stage) if not is_gathering(request)]
        seen = [text for request in read for text in blocks_in(shown_to(request))]
        assert {block.text for block in long_article.blocks} <= set(seen)
        assert len(read) > 5
    anchors = anchors_of(analysis)
    assert len(anchors) > 20
    assert all(long_article.text[each.start : each.end] == each.exact for each in anchors)
    assert max(each.start for each in anchors) > 0.9 * len(long_article.text)
    assert analysis.provenance.parts >= len(model.of("framing")) > 5
    assert analysis.provenance.calls == len(model.requests)


def reading(model, window=8192, calls="three"):
    """The analyst of one analysis with that model."""
    opened = open_analyst(model, PROMPTS, CODEBOOK, window=window, calls=calls)
    return opened.begin(None)


@pytest.fixture(scope="module")
def article():
    """An article that needs a few parts."""
    return read_article(long_text(4000))


async def test_what_fits_is_read_at_once(article):
    """No word of parts, and no more calls than without."""
    model = Reader()
    analysis = await analyze(article, open_analyst(model, PROMPTS, CODEBOOK), CODEBOOK)
    assert len(model.requests) == 3 + analysis.provenance.repairs
    assert analysis.provenance.parts == 1
    assert not any("You see a part" in each.messages[1].content for each in model.requests)


async def test_the_model_is_told_which_part_it_sees(article):
    """And how many there are; the article comes before that, for the sake of caches."""
    model = Reader()
    proposal = await reading(model).frame(article)
    for number, request in enumerate(model.requests, 1):
        told = request.messages[1].content
        assert f"part {number} of {proposal.parts};" in told.split("END ARTICLE")[-1]


async def test_the_findings_of_the_parts_are_shown_as_data(article):
    """Between borders, with their quotes; no text of the article is shown again."""
    model = Reader()
    proposal = await reading(model).summarise(article)
    *read, last = model.requests
    assert proposal.parts == len(read) > 1
    assert is_gathering(last)
    assert not any(is_gathering(each) for each in read)
    assert {each.text for each in proposal.draft.sentences} <= set(blocks_in(shown_to(last)))
    assert [each.model for each in proposal.calls] == ["scripted"] * len(model.requests)


async def test_findings_that_do_not_fit_are_put_together_in_levels(long_article):
    """No request is over the window, and the last one is about all others."""
    model = Reader()
    proposal = await reading(model, 4096).ask(long_article, None, None)
    gathered = [each for each in model.requests if is_gathering(each)]
    assert len(gathered) > 3
    assert max(Window(4096).taken(each) for each in model.requests) <= 4096
    assert 0 < len(proposal.draft.questions) <= 8
    assert len(proposal.calls) == len(model.requests)


async def test_findings_that_do_not_become_fewer_are_all_proposed(long_article):
    """It ends, and verification lists what is too much."""

    def hoarding(request):
        shown = [each for each in blocks_in(shown_to(request)) if "people of" in each]
        return [{"text": each, "quotes": [each]} for each in dict.fromkeys(shown)]

    talking = ScriptedModel(lambda asked: json.dumps({"sentences": hoarding(asked)}))
    analyst = reading(talking, 4096)
    proposal = await analyst.summarise(long_article)
    assert len(proposal.draft.sentences) > 100
    assert len(proposal.calls) == len(talking.requests)
    again = await analyst.summarise(long_article, Objections(proposal.reply, ("Too long.",)))
    assert again.draft == proposal.draft
    assert again.calls == ()


async def test_a_finding_that_fits_nowhere_is_listed(article):
    """It is not cut, and it does not vanish."""
    whole = " ".join(block.text for block in article.body[1:30])
    first = json.dumps({"sentences": [{"text": whole, "quotes": [article.body[1].text]}]})
    model = ScriptedModel(lambda _asked: first)
    proposal = await reading(model, 4096).summarise(article)
    assert proposal.draft.sentences == ()
    assert "too long to be put together" in proposal.rejected[0].reason


@pytest.mark.parametrize("stage", ["summarise", "frame"])
async def test_a_server_that_finds_a_part_too_long_gets_smaller_ones(article, stage):
    """Once; what was refused is on the bill."""
    window = Window(8192)
    usual = Reader()
    await getattr(reading(usual), stage)(article)
    largest = max(window.taken(each) for each in usual.requests)
    model = Reader(limit=largest - 100, window=window)
    proposal = await getattr(reading(model), stage)(article)
    refused = [each for each in proposal.calls if each.outcome == "context_too_long"]
    assert refused
    assert proposal.parts > len(refused)
    assert len(proposal.calls) == len(model.requests)


async def test_a_server_with_less_room_than_was_said_gets_the_article_in_parts(article):
    """Also where it was estimated to fit as a whole."""
    model = Reader(limit=20_000)
    analysis = await analyze(article, open_analyst(model, PROMPTS, CODEBOOK), CODEBOOK)
    assert analysis.failures == ()
    assert analysis.provenance.parts == 2
    assert analysis.provenance.calls == len(model.requests)


@pytest.mark.parametrize("limit", [100, 12_000])
async def test_a_server_that_finds_everything_too_long_is_told(article, limit):
    """All calls are on the bill of the error."""
    model = Reader(limit=limit)
    with pytest.raises(ContextTooLong) as raised:
        await reading(model, 128_000).frame(article)
    assert len(raised.value.spent) == len(model.requests)


async def test_findings_that_a_server_finds_too_long_are_put_together_in_halves(article):
    """Once; what was refused is on the bill."""
    model = Reader()
    refused = ContextTooLong("No.")
    model.complete = _refusing_once(model.complete, refused)
    proposal = await reading(model).summarise(article)
    assert sum(is_gathering(each) for each in model.requests) >= 1
    assert proposal.draft.sentences


async def test_findings_that_cannot_be_put_together_fail_the_stage(article):
    """What the parts cost is on the bill."""
    model = Reader()
    wasted = scripted_reply("").thrown_away(ReplyRefused)
    model.complete = _refusing_once(model.complete, ReplyRefused("No.").after(wasted))
    with pytest.raises(ReplyRefused) as raised:
        await reading(model).summarise(article)
    assert len(raised.value.spent) == len(model.requests) + 1


def _refusing_once(complete, error):
    left = [error]

    async def refusing(request):
        if is_gathering(request) and left:
            raise left.pop()
        return await complete(request)

    return refusing


async def test_a_part_that_fails_fails_its_stage(article):
    """Nothing is left out silently; what was paid is on the bill, and no further part is asked."""
    model = Reader()
    passage = article.body[0].text
    model.instead = {
        passage: ReplyRefused("No.").after(scripted_reply("").thrown_away(ReplyRefused))
    }
    analysis = await analyze(article, open_analyst(model, PROMPTS, CODEBOOK, window=8192), CODEBOOK)
    (failure,) = analysis.failures
    assert failure.code == "refused"
    assert analysis.provenance.calls == len(model.requests)


async def test_a_window_without_room_beside_the_prompts_is_told(article):
    """With the setting's name, before anything is sent."""
    model = Reader()
    with pytest.raises(ContextTooLong, match="KEYQUESTIONS_MODEL_WINDOW"):
        await reading(model, 2048).frame(article)
    assert model.requests == []


INVENTED = {"text": "The mayor resigned.", "quotes": ["The mayor resigned on Friday"]}


async def test_asking_again_is_about_the_findings_alone(article):
    """The parts are not read again."""
    model = Reader()
    analyst = reading(model)
    first = await analyst.summarise(article)
    sent = len(model.requests)
    again = await analyst.summarise(article, Objections(first.reply, ("It is too long.",)))
    (request,) = model.requests[sent:]
    assert is_gathering(request)
    assert [each.role for each in request.messages] == ["system", "user", "assistant", "user"]
    assert "It is too long." in request.messages[-1].content
    assert len(again.calls) == 1


async def test_only_the_parts_with_faults_are_framed_again(article):
    """With the faults that are theirs."""
    model = Reader()
    passage = article.body[0].text
    bad = draft_of("framing", [passage])
    bad["frames"][0] |= {"explanation": "Invented.", "quotes": ["The mayor resigned on Friday"]}
    model.instead = {passage: bad}
    analyst = reading(model)
    first = await analyst.frame(article)
    assert any("Invented" in each.item for each in first.rejected)
    sent = len(model.requests)
    faults = tuple(f"{each.item}: {each.reason}." for each in first.rejected)
    again = await analyst.frame(article, Objections(first.reply, (*faults, "Another: fault.")))
    (request,) = model.requests[sent:]
    assert passage in request.messages[1].content
    assert "Invented" in request.messages[-1].content
    assert "Another" not in request.messages[-1].content
    assert again.rejected == ()
    assert (len(again.calls), again.parts) == (1, first.parts)


async def test_what_the_article_does_not_have_is_no_material(article):
    """An invented quote of a part is never shown to the model that puts all together."""
    model = Reader()
    model.instead = {article.body[0].text: {"sentences": [INVENTED]}}
    await reading(model).summarise(article)
    assert "resigned" not in model.requests[-1].messages[1].content


async def test_objections_that_do_not_fit_are_shortened():
    """First the reply goes, then the faults from the end; what never fits is not sent."""
    few = read_article(long_text(60))
    model = Reader()
    analyst = reading(model, 8192)
    faults = tuple(f"Number {n}: {'it is not so ' * 20}." for n in range(30))
    await analyst.frame(few, Objections("word " * 3000, faults))
    (request,) = model.requests
    assert len(request.messages) == 2
    assert "Number 0" in request.messages[1].content
    assert "Number 29" not in request.messages[1].content
    with pytest.raises(ContextTooLong):
        await analyst.frame(few, Objections("", ("word " * 20_000,)))
    assert len(model.requests) == 1
