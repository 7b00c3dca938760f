"""Verification in processes beside: the same verdicts, and what becomes of a process that dies."""

import asyncio
import os
import signal
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.analysis import Dropped, Stage
from keyquestions.analyst import Proposal, SummaryDraft
from keyquestions.article import read_article
from keyquestions.errors import VerificationCrashed
from keyquestions.grounding import Grounding
from keyquestions.pipeline import HERE, analyze
from keyquestions.pipeline.asked import Asked, Recent, verdicts
from keyquestions.pipeline.beside import VerifiersBeside
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.questions import verify_questions
from keyquestions.pipeline.summaries import verify_summary
from keyquestions.pipeline.verdict import Docket
from keyquestions.pipeline.verifying_child import Answering

from .conftest import FRAMING, QUESTIONS, SUMMARY, TEXT, framing, question, sentence

DYING = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(4)")
REJECTED = Dropped.of(Stage.SUMMARY, "a sentence", "it could not be read")

PROPOSED = {
    "a summary": (Stage.SUMMARY, verify_summary, SUMMARY),
    "an empty summary": (Stage.SUMMARY, verify_summary, SummaryDraft(sentences=())),
    "a summary with an invention": (
        Stage.SUMMARY,
        verify_summary,
        SUMMARY.model_copy(
            update={"sentences": (*SUMMARY.sentences, sentence("It cost $9 million.", "9 million"))}
        ),
    ),
    "an empty framing": (Stage.FRAMING, verify_framing, FRAMING),
    "a framing with findings and faults": (
        Stage.FRAMING,
        verify_framing,
        framing(
            genre="gossip",
            frames=[
                {
                    "label": "economic",
                    "explanation": "The cost of the roof decides the matter.",
                    "quotes": ["could not afford the work"],
                },
                {"label": "cosmic", "explanation": "Stars.", "quotes": ["Opponents plan to sue."]},
            ],
            functions=[
                {
                    "function": "problem_definition",
                    "text": "The roof would cost $1.2 million to repair.",
                    "quotes": ["its roof would cost $1.2 million to repair"],
                }
            ],
            signals=[
                {
                    "kind": "loaded_language",
                    "voice": "quoted_source",
                    "quote": "called the decision reckless",
                    "explanation": "The word judges the decision.",
                    "neutral": None,
                }
            ],
            perspectives=[
                {
                    "who": "Librarians",
                    "status": "absent",
                    "why": "They would lose their work.",
                    "quotes": [],
                }
            ],
        ),
    ),
    "questions": (Stage.QUESTIONS, verify_questions, QUESTIONS),
    "too few questions": (
        Stage.QUESTIONS,
        verify_questions,
        QUESTIONS.model_copy(update={"questions": (question("Why?", salience=9),)}),
    ),
}  # fmt: skip


@pytest.fixture
async def beside():
    """Makes verifiers that are ended after the test."""
    made = []

    def make(processes=1, **options):
        made.append(VerifiersBeside(processes, **options))
        return made[-1]

    yield make
    for each in made:
        await each.aclose()


def only(verifiers):
    """The one process that runs."""
    (place,) = verifiers._places
    return place._child


async def sent_to(child):
    """Wait until a process has been sent a draft."""
    async with asyncio.timeout(60):
        while not child._waiting:  # noqa: ASYNC110 - there is nothing that would tell
            await asyncio.sleep(0)


async def test_the_verdict_is_the_same(beside, docket):
    """On every stage, with and without faults, for articles that are kept and in any language."""
    verifiers = beside(2)
    for stage, verify, draft in PROPOSED.values():
        for language in (None, "fr"):
            proposal = Proposal(draft, (REJECTED,))
            told = [
                await verifier.verify(verify, replace(docket(stage), language=language), proposal)
                for verifier in (HERE, verifiers, verifiers)
            ]
            assert told[0] == told[1] == told[2]


@given(
    named=st.sampled_from(sorted(PROPOSED)),
    sentences=st.lists(st.sampled_from(TEXT.replace("\n\n", ". ").split(". ")), min_size=3),
    language=st.sampled_from(["en", "de"]),
)
def test_any_article_is_answered_as_here(codebook, named, sentences, language):
    """What comes back over the pipe is the verdict itself, whatever the article."""
    article = read_article(". ".join([*sentences, TEXT]), language=language)
    stage, verify, draft = PROPOSED[named]
    asked = Asked(
        stage=stage,
        number=0,
        article=article,
        codebook=codebook,
        language=None,
        draft=draft,
        rejected=(REJECTED,),
    )
    answer = Answering().answer(asked.model_dump_json().encode())
    expected = verify(draft, Docket(stage, Grounding(article), codebook), (REJECTED,))
    assert verdicts(stage).validate_json(answer) == expected


async def test_an_analysis_is_the_same(beside, article, analyst_of, codebook):
    """All three stages, side by side in one process."""
    here = await analyze(article, analyst_of(), codebook)
    there = await analyze(article, analyst_of(), codebook, verifier=beside())
    same = {"provenance": here.provenance}
    assert there.model_copy(update=same) == here


async def test_what_json_cannot_say_is_verified_here(beside, docket):
    """Half a character is no reason to fail."""
    draft = SUMMARY.model_copy(update={"sentences": (sentence("A \ud800 half.", "Opponents"),)})
    verifiers = beside()
    told = await verifiers.verify(verify_summary, docket(Stage.SUMMARY), Proposal(draft))
    assert told == verify_summary(draft, docket(Stage.SUMMARY), ())


async def test_an_error_is_the_one_that_is_raised_here(beside, docket):
    """A process that fails at a draft goes on, and the caller gets the error itself."""
    verifiers = beside()
    odd = Proposal(FRAMING)
    with pytest.raises(AttributeError, match="sentences"):
        await verifiers.verify(verify_summary, docket(Stage.SUMMARY), odd)
    child = only(verifiers)
    assert (await verifiers.verify(verify_framing, docket(Stage.FRAMING), odd)).kept == 0
    assert only(verifiers) is child


async def test_one_that_is_killed_is_replaced(beside, docket):
    """What it was verifying is verified by the next one, which knows nothing of the article."""
    verifiers = beside()
    proposal = Proposal(SUMMARY)
    first = await verifiers.verify(verify_summary, docket(Stage.SUMMARY), proposal)
    killed = only(verifiers)
    os.kill(killed._process.pid, signal.SIGSTOP)
    under_way = [
        asyncio.create_task(verifiers.verify(verify_summary, docket(Stage.SUMMARY), proposal))
        for _ in range(12)
    ]
    await sent_to(killed)
    os.kill(killed._process.pid, signal.SIGKILL)
    assert await asyncio.gather(*under_way) == [first] * 12
    assert only(verifiers) is not killed


async def test_who_is_cancelled_goes_at_once_and_blocks_nobody(beside, docket):
    """Its process may be busy: others get their verdicts, and it is the right one for each."""
    verifiers = beside()
    await verifiers.start()
    os.kill(only(verifiers)._process.pid, signal.SIGSTOP)
    summaries, questions = (
        [
            asyncio.create_task(verifiers.verify(verify, docket(stage), Proposal(draft)))
            for _ in range(6)
        ]
        for stage, verify, draft in (PROPOSED["a summary"], PROPOSED["questions"])
    )
    await sent_to(only(verifiers))
    for each in summaries:
        each.cancel()
    assert all(
        isinstance(each, asyncio.CancelledError)
        for each in await asyncio.gather(*summaries, return_exceptions=True)
    )
    os.kill(only(verifiers)._process.pid, signal.SIGCONT)
    expected = verify_questions(QUESTIONS, docket(Stage.QUESTIONS), ())
    assert await asyncio.gather(*questions) == [expected] * 6


async def test_processes_that_die_again_fail_the_stage(beside, article, analyst_of, codebook):
    """The analyst's calls stay on the bill, and the error names the stage."""
    verifiers = beside(command=DYING)
    with pytest.raises(VerificationCrashed, match="verified the summary died"):
        await analyze(article, analyst_of(), codebook, verifier=verifiers)


async def test_a_crash_after_the_second_question_leaves_the_first_answer(
    article, analyst_of, codebook
):
    """Findings that were verified are shown, although the better ones could not be verified."""

    class Crashing:
        """Verifies the first draft of a stage, and crashes over the second."""

        def __init__(self):
            self.seen = set()

        async def verify(self, verify, docket, proposal):
            """Verify the first."""
            if docket.stage in self.seen:
                raise VerificationCrashed("The process died.")
            self.seen.add(docket.stage)
            return await HERE.verify(verify, docket, proposal)

    faulty = SUMMARY.model_copy(
        update={"sentences": (SUMMARY.sentences[0], sentence("It cost $9 million.", "$9 million"))}
    )
    analyst = analyst_of(summaries=[faulty, SUMMARY])
    analysis = await analyze(article, analyst, codebook, verifier=Crashing())
    assert [each.text for each in analysis.summary.sentences] == [SUMMARY.sentences[0].text]
    assert analysis.provenance.repairs == 1
    assert analysis.provenance.calls == 4
    assert not analysis.failures


async def test_one_whose_parent_is_gone_ends_by_itself(beside):
    """It reads the end of its input."""
    verifiers = beside()
    await verifiers.start()
    child, process = only(verifiers), only(verifiers)._process
    child._reading.cancel()  # or it would end the process itself
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_an_article_is_sent_once(beside, docket):
    """Later stages of it name it by its number; other articles and codebooks are sent along."""
    verifiers = beside()
    await verifiers.start()
    child, case = only(verifiers), docket(Stage.SUMMARY)
    first, second = (child._message(case, Proposal(SUMMARY)) for _ in range(2))
    assert b"Marlow town council" in first
    assert b"Marlow town council" not in second
    assert len(second) < 1000
    other = Docket(
        Stage.SUMMARY, Grounding(read_article(TEXT + " Again.")), case.codebook.model_copy()
    )
    third = child._message(other, Proposal(SUMMARY))
    assert b"Again." in third
    assert len(third) > len(first) - 1000


def test_what_was_not_used_for_the_longest_time_goes_first():
    """By size, not by number; what is larger than all room is kept as long as it is the last."""
    recent = Recent(most=10)
    recent.put("a", 1, 4)
    recent.put("b", 2, 4)
    assert recent.get("a") == 1
    recent.put("c", 3, 4)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]
    recent.put("d", 4, 50)
    assert [recent.get(key) for key in "acd"] == [None, None, 4]
