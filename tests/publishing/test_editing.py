"""An editor's changes: what they do to an analysis, and what they can never do."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from keyquestions.analysis import Analysis, Severity
from keyquestions.article import read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import load_codebook
from keyquestions.errors import EditsInvalid
from keyquestions.pipeline import analyze
from keyquestions.publishing import Edition, Edits, QuestionEdit, Removed, SentenceEdit, edited
from keyquestions.resources import prompts_folder

CODEBOOK = load_codebook(prompts_folder())
ARTICLE = Path(__file__).parents[1] / "rest" / "harbour.html"
ORDER = list(Severity)
SLANTED = """
<p>The council's disastrous and shameful plan is obviously a betrayal of the north bank. Experts say
that the reckless scheme will be a catastrophe, and the mayor refuses to admit it.</p>
<p>Critics fear the worst. It is an absolutely outrageous blunder by a clueless council.</p>
"""


@cache
def made() -> Analysis:
    """The built-in analyst's analysis of the bridge article."""
    text = ARTICLE.read_text("utf-8") + SLANTED
    article = read_article(text, title="Harbour Bridge to close", markup="html")
    with ThreadPoolExecutor(1) as aside:  # where no loop runs yet
        return aside.submit(
            lambda: asyncio.run(analyze(article, BuiltinAnalyst(), CODEBOOK))
        ).result()


def edition(edits: Edits) -> Edition:
    return edited(made(), edits, "M. Okafor", CODEBOOK)


@st.composite
def fitting(draw: st.DrawFn) -> Edits:
    """Any changes that fit the analysis."""
    words = st.none() | st.text("abc äß?", min_size=1).filter(str.strip)

    def some(count: int) -> st.SearchStrategy[list[int]]:
        return st.lists(st.sampled_from(range(count)), unique=True) if count else st.just([])

    def kept(count: int) -> list[int] | None:
        return draw(st.none() | some(count).filter(bool))

    framing, questions = made().framing, made().questions
    chosen, sentences = kept(len(questions)), kept(len(made().summary.sentences))
    return Edits(
        questions=chosen
        and tuple(
            QuestionEdit(
                index=at,
                text=draw(words),
                answer=draw(words) if questions[at].answer else None,
                why=draw(words),
            )
            for at in chosen
        ),
        summary=sentences and tuple(SentenceEdit(index=at, text=draw(words)) for at in sentences),
        removed=Removed(
            frames=draw(some(len(framing.frames))),
            signals=draw(some(len(framing.signals))),
            perspectives=draw(some(len(framing.perspectives))),
        ),
    )


def quotes(analysis: Analysis) -> set[object]:
    """Every anchor of an analysis."""
    framing = analysis.framing
    findings = (
        *analysis.summary.sentences, *framing.frames, *framing.signals, *framing.perspectives,
        *(each for each in framing.functions.values() if each), *analysis.questions,
    )  # fmt: skip
    return {anchor for finding in findings for anchor in finding.evidence}


def test_without_changes_it_says_what_the_analysis_says():
    """Nothing is marked as edited that is not."""
    told = edition(Edits()).model_dump(exclude_none=True)
    assert told == made().model_dump(exclude_none=True)


@given(fitting())
def test_no_change_adds_evidence(edits: Edits):
    """Every quote that readers see is one that code found in the article."""
    assert quotes(edition(edits)) <= quotes(made())


@given(fitting())
def test_the_original_stands_beside_what_was_reworded(edits: Edits):
    """Each question is the analyst's, or says whose words it has and what it was."""
    originals = {
        (each.text, each.answer, each.why, each.evidence): each for each in made().questions
    }
    for question in edition(edits).questions:
        was = question.original or question
        assert (was.text, was.answer, was.why, question.evidence) in originals
        assert (question.edited_by is None) == (question.original is None)


@given(fitting())
def test_what_readers_see_is_in_the_editors_order(edits: Edits):
    """What is named stays, in that order; what is not named is gone."""
    told = edition(edits)
    if edits.questions is not None:
        evidence = [made().questions[each.index].evidence for each in edits.questions]
        assert [each.evidence for each in told.questions] == evidence
    if edits.summary is not None:
        assert told.summary.text == " ".join(each.text for each in told.summary.sentences)
        assert len(told.summary.sentences) == len(edits.summary)


@given(fitting())
def test_fewer_signals_never_make_it_more_severe(edits: Edits):
    """The severity is computed from what is left."""
    before, after = made().framing.severity, edition(edits).framing.severity
    assert after is None or ORDER.index(after) <= ORDER.index(before)


@given(fitting())
def test_an_edition_is_valid_json_of_its_own_schema(edits: Edits):
    """It is put together without validation, and would pass it."""
    told = edition(edits)
    assert Edition.model_validate_json(told.model_dump_json()) == told


def test_an_older_codebooks_severity_is_kept():
    """A label that is no longer there has no weight to compute with."""
    codebook = CODEBOOK.model_copy(update={"signals": {}})
    edits = Edits(removed=Removed(signals=(0,)))
    told = edited(made(), edits, "M. Okafor", codebook)
    assert told.framing.severity == made().framing.severity
    assert len(told.framing.signals) == len(made().framing.signals) - 1


def test_the_analysis_stays_as_it_is():
    """An edition is another value."""
    before = made().model_dump_json()
    edition(Edits(questions=(QuestionEdit(index=0, text="Other words?"),)))
    assert made().model_dump_json() == before


@pytest.mark.parametrize(
    "edits",
    [
        {"questions": [{"index": 99}]},
        {"questions": [{"index": 0}, {"index": 0, "text": "Twice?"}]},
        {"summary": [{"index": 99}]},
        {"removed": {"signals": [99]}},
        {"removed": {"frames": [0, 0]}},
        {"removed": {"functions": ["no_such"]}},
    ],
)
def test_what_does_not_fit_is_refused(edits):
    """A place that is not there, or that is named twice, is a mistake, and nothing is guessed."""
    with pytest.raises(EditsInvalid):
        edition(Edits.model_validate(edits))


def test_an_open_question_cannot_be_answered():
    """The article has no proof of it."""
    at = next(i for i, each in enumerate(made().questions) if each.answer is None)
    with pytest.raises(EditsInvalid, match="open"):
        edition(Edits(questions=(QuestionEdit(index=at, answer="Because."),)))


@pytest.mark.parametrize(
    "edits",
    [
        {"questions": [{"index": 0, "evidence": []}]},
        {"questions": [{"index": 0, "text": " "}]},
        {"questions": [{"index": 0, "text": "\x85\ufeff\x1c"}]},
        {"questions": []},
        {"frames": []},
    ],
)
def test_there_is_no_way_to_write_evidence_or_nothing(edits):
    """Changes know texts and places only."""
    with pytest.raises(ValidationError):
        Edits.model_validate(edits)
