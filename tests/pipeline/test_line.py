"""The straight line: order, failures, asking again, provenance."""

from dataclasses import replace

import pytest

from keyquestions.analysis import AnalysisStatus, Call, Stage, Tokens
from keyquestions.analyst import QuestionsDraft, SummaryDraft
from keyquestions.errors import (
    LanguageUnsupported,
    ModelTimeout,
    NothingVerified,
    QuotaExhausted,
    RateLimited,
    ReplyRefused,
)
from keyquestions.pipeline import analyze

from .conftest import FRAMING, QUESTIONS, SUMMARY, question, sentence

INVENTED = SummaryDraft(sentences=(sentence("The mayor resigned.", "The mayor has resigned"),))


async def test_everything_proved_is_an_analysis_that_succeeded(article, codebook, analyst_of):
    """Three verified parts, nothing dropped, and what they cost."""
    analysis = await analyze(article, analyst_of(), codebook)

    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert analysis.summary.text == (
        "The library will shut its doors on June 30. Opponents plan to sue."
    )
    assert analysis.framing.abstained
    assert len(analysis.questions) == 4
    assert analysis.dropped == ()
    assert analysis.provenance.calls == 3
    assert analysis.provenance.tokens.input == 300
    assert analysis.provenance.cost_usd is None
    assert analysis.provenance.repairs == 0
    assert analysis.article.content_hash == article.content_hash


async def test_every_anchor_is_the_article_at_that_place(article, codebook, analyst_of):
    """No quote is shown that the article does not have there."""
    analysis = await analyze(article, analyst_of(), codebook)
    anchors = [a for s in analysis.summary.sentences for a in s.evidence]
    anchors += [a for q in analysis.questions for a in q.evidence]

    assert len(anchors) == 6
    assert all(article.text[a.start : a.end] == a.exact for a in anchors)


async def test_questions_are_asked_with_the_verified_parts(article, codebook, analyst_of):
    """The third stage sees what survived of the first two."""
    analyst = analyst_of()
    analysis = await analyze(article, analyst, codebook)

    assert analyst.seen == [analysis.summary, analysis.framing]


async def test_the_same_article_by_the_same_means_has_the_same_id(article, codebook, analyst_of):
    """The id tells content and means, and nothing else."""
    one = await analyze(article, analyst_of(), codebook)
    same = await analyze(article, analyst_of(), codebook)
    other = await analyze(article, analyst_of(model="scripted:2"), codebook)

    assert one.id == same.id != other.id


async def test_a_stage_that_fails_leaves_a_partial_analysis(article, codebook, analyst_of):
    """The stage and the reason are named; the other stages are there."""
    analyst = analyst_of(framings=[RateLimited("Too many requests; try again in 20 s.")])
    analysis = await analyze(article, analyst, codebook)

    assert analysis.status is AnalysisStatus.PARTIAL
    assert analysis.framing is None
    assert analyst.seen[1] is None
    assert analysis.summary
    assert analysis.questions
    (failure,) = analysis.failures
    assert (failure.stage, failure.code) == (Stage.FRAMING, "provider_rate_limited")
    assert failure.message == "Too many requests; try again in 20 s."


async def test_when_all_stages_fail_the_first_error_is_raised(article, codebook, analyst_of):
    """An analysis with nothing in it is no result."""
    analyst = analyst_of(
        summaries=[ModelTimeout("No reply in 60 s.")],
        framings=[RateLimited("Slow down.")],
        asked=[RateLimited("Slow down.")],
    )
    with pytest.raises(ModelTimeout, match="No reply in 60 s"):
        await analyze(article, analyst, codebook)


def all_down(analyst_of, **changes):
    """An analyst whose model is down in every stage; two of the calls may have been paid for."""
    call = Call(
        model="scripted:1",
        model_served=None,
        tokens=Tokens(),
        cost_usd=None,
        latency_ms=None,
        outcome="provider_timeout",
    )
    script = {
        "summaries": [ModelTimeout("No reply in 60 s.").after([call])],
        "framings": [ModelTimeout("No reply in 60 s.").after([call])],
        "asked": [QuotaExhausted("No money.")],
    }
    return analyst_of(**(script | changes))


async def test_a_stand_in_makes_the_whole_analysis_where_the_model_is_down(
    article, codebook, analyst_of
):
    """It is the stand-in's in all but the bill, and says whose it should have been, and why not."""
    other = analyst_of(model=None)
    analysis = await analyze(article, all_down(analyst_of), codebook, other)

    assert analysis.status is AnalysisStatus.SUCCEEDED
    assert analysis.id == (await analyze(article, analyst_of(model=None), codebook)).id
    (stand_in,) = analysis.provenance.stand_ins
    assert stand_in.model_dump() == {
        "model": "scripted",
        "instead_of": "scripted:1",
        "code": "provider_timeout",
    }
    assert analysis.provenance.calls == 5
    assert analysis.provenance.tokens.input is None


async def test_a_stand_in_stays_out_where_one_stage_failed_otherwise(article, codebook, analyst_of):
    """A refusal is an answer: the model is not down."""
    refused = all_down(analyst_of, asked=[ReplyRefused("I would rather not.")])
    with pytest.raises(ModelTimeout):
        await analyze(article, refused, codebook, analyst_of())


async def test_stored_replies_are_counted_apart_and_cost_nothing(article, codebook, analyst_of):
    """Calls, tokens and price are those of this analysis; who answered is told all the same."""

    class Remembering(analyst_of):
        def _next(self, script, objections):
            proposal = super()._next(script, objections)
            (call,) = proposal.calls
            stored = call.model_copy(update={"stored": True, "cost_usd": 0.5})
            return replace(proposal, calls=(stored,))

    made = (await analyze(article, Remembering(), codebook)).provenance
    assert (made.calls, made.stored, made.cost_usd) == (0, 3, 0.0)
    assert made.tokens.input == made.tokens.output == 0
    assert (made.models, made.model_served) == (("scripted",), "scripted-1")


async def test_an_error_that_is_no_analysts_is_raised(article, codebook, analyst_of):
    """A defect is not dressed as a partial result."""
    analyst = analyst_of(summaries=[])
    with pytest.raises(ExceptionGroup) as raised:
        await analyze(article, analyst, codebook)
    assert isinstance(raised.value.exceptions[0], IndexError)


async def test_too_little_left_asks_again_once_with_the_faults(article, codebook, analyst_of):
    """The second reply is taken, and what was dropped of the first is still listed."""
    analyst = analyst_of(summaries=[INVENTED, SUMMARY])
    analysis = await analyze(article, analyst, codebook)

    (objections,) = analyst.objections
    assert "The mayor resigned." in objections.reply
    assert any("not in the article" in fault for fault in objections.faults)
    assert len(analysis.summary.sentences) == 2
    assert any("The mayor has resigned" in each.item for each in analysis.dropped)
    assert analysis.provenance.repairs == 1
    assert analysis.provenance.calls == 4
    assert analysis.status is AnalysisStatus.SUCCEEDED


async def test_nothing_left_after_asking_again_is_a_failure(article, codebook, analyst_of):
    """It is said that nothing could be verified; nothing invented is shown."""
    analysis = await analyze(article, analyst_of(summaries=[INVENTED, INVENTED]), codebook)

    assert analysis.summary is None
    assert analysis.failures[0].code == NothingVerified.code
    assert analysis.status is AnalysisStatus.PARTIAL


async def test_a_failed_second_try_keeps_what_the_first_had(article, codebook, analyst_of):
    """Paid work that can be shown is shown."""
    few = QuestionsDraft(questions=QUESTIONS.questions[:2])
    analyst = analyst_of(asked=[few, ModelTimeout("No reply in 60 s.")])
    analysis = await analyze(article, analyst, codebook)

    assert len(analysis.questions) == 2
    assert analysis.failures == ()
    assert analysis.provenance.repairs == 1


async def test_a_failed_second_try_with_nothing_kept_fails_the_stage(article, codebook, analyst_of):
    """The error of the second try is the reason."""
    analyst = analyst_of(summaries=[INVENTED, ModelTimeout("No reply in 60 s.")])
    analysis = await analyze(article, analyst, codebook)

    assert analysis.summary is None
    assert analysis.failures[0].code == "provider_timeout"
    assert any(each.stage is Stage.SUMMARY for each in analysis.dropped)


async def test_a_worse_second_try_does_not_replace_the_first(article, codebook, analyst_of):
    """Whichever kept more is shown."""
    few = QuestionsDraft(questions=QUESTIONS.questions[:3])
    worse = QuestionsDraft(questions=QUESTIONS.questions[:1])
    analysis = await analyze(article, analyst_of(asked=[few, worse]), codebook)

    assert len(analysis.questions) == 3


async def test_an_analyst_that_cannot_revise_is_not_asked_again(article, codebook, analyst_of):
    """The built-in analyst would only say the same again."""
    analyst = analyst_of(summaries=[INVENTED])
    analyst.__class__ = type("Fixed", (analyst_of,), {"revises": False})
    analysis = await analyze(article, analyst, codebook)

    assert analyst.objections == []
    assert analysis.failures[0].stage is Stage.SUMMARY


async def test_a_language_that_a_stage_does_not_know_is_told(article, codebook, analyst_of):
    """Not supported is said, not papered over."""
    analyst = analyst_of(asked=[LanguageUnsupported("Questions are asked in English only.")])
    analysis = await analyze(article, analyst, codebook)

    assert analysis.failures[0].code == "language_unsupported"
    assert analysis.questions == ()


async def test_questions_come_with_the_most_salient_first(article, codebook, analyst_of):
    """Order is code's, whatever the analyst's was."""
    mixed = QuestionsDraft(
        questions=(
            *QUESTIONS.questions[::-1],
            question("What would the roof cost?", answer="$1.2 million.", salience=1),
        )
    )
    analysis = await analyze(article, analyst_of(asked=[mixed]), codebook)
    saliences = [each.salience for each in analysis.questions]

    assert saliences == sorted(saliences, reverse=True)
    assert FRAMING.genre == analysis.framing.genre
