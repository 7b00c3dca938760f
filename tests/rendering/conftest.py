"""An analysis to lay out, and its page."""

from collections.abc import Callable
from typing import Any

import pytest

from keyquestions.analysis import (
    Analysis,
    AnalysisStatus,
    Anchor,
    ArticleFacts,
    Dropped,
    Failure,
    Frame,
    Framing,
    FramingFunction,
    Perspective,
    PerspectiveStatus,
    Provenance,
    Question,
    QuestionStatus,
    Severity,
    Signal,
    Stage,
    Summary,
    SummarySentence,
    Voice,
)
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.rendering import PageView, load_words, page
from keyquestions.resources import prompts_folder


def anchor(exact: str) -> Anchor:
    return Anchor(exact=exact, prefix="", suffix="", start=0, end=len(exact), block=0)


def signal(quote: str, kind: str = "loaded_language", **changes: Any) -> Signal:
    facts = {
        "kind": kind,
        "voice": Voice.AUTHOR,
        "explanation": "It judges the vote instead of telling it.",
        "neutral": None,
        "evidence": (anchor(quote),),
    }
    return Signal(**(facts | changes))


FRAMING = Framing(
    genre="reporting",
    frames=(
        Frame(
            label="economic",
            explanation="The closure is told as a matter of cost.",
            evidence=(anchor("its roof would cost $1.2 million to repair"),),
        ),
    ),
    functions={
        "problem_definition": FramingFunction(
            text="The article names the problem: The town could not afford the work.",
            evidence=(anchor("The town could not afford the work."),),
        ),
        "moral_evaluation": None,
    },
    signals=(
        signal("rammed through", neutral="adopted"),
        signal(
            "Observers fear the worst",
            "vague_attribution",
            explanation="“Observers fear the worst” hides who fears.",
        ),
        signal("a shameless plan"),
        signal("reckless", voice=Voice.QUOTED_SOURCE, explanation="Residents say so."),
    ),
    perspectives=(
        Perspective(
            who="Mayor Okafor",
            status=PerspectiveStatus.PRESENT,
            why="She explains the vote.",
            evidence=(anchor("We did not take this lightly"),),
        ),
        Perspective(who="The readers", status=PerspectiveStatus.ABSENT, why="They lose it."),
    ),
    severity=Severity.MODERATE,
    abstained=False,
)
QUESTIONS = (
    Question(
        text="Why did Marlow vote to close the library?",
        kind="cause",
        salience=5,
        status=QuestionStatus.ANSWERED,
        why="It is the reason for the vote.",
        answer="Because of what its roof would cost.",
        evidence=(anchor("its roof would cost $1.2 million to repair"),),
    ),
    Question(
        text="What does the engineers' report say?",
        kind="evidence",
        salience=4,
        status=QuestionStatus.OPEN,
        why="The cost rests on it.",
        answer=None,
        evidence=(anchor("The council did not publish the report."),),
    ),
    Question(
        text="Who else was asked about the roof?",
        kind="affected_parties",
        salience=2,
        status=QuestionStatus.OPEN,
        why="One opinion is not many.",
        answer=None,
        evidence=(),
    ),
)
ANALYSIS = Analysis(
    id="an_0123456789abcdef",
    status=AnalysisStatus.SUCCEEDED,
    article=ArticleFacts(
        title="Marlow council closes the library", language="en", content_hash="c0ffee", words=120
    ),
    summary=Summary(
        text="Marlow closes its library.",
        sentences=(
            SummarySentence(text="Marlow closes its library.", evidence=(anchor("to close"),)),
        ),
    ),
    framing=FRAMING,
    questions=QUESTIONS,
    dropped=(
        Dropped(stage=Stage.SUMMARY, item="Paris burns.", reason="the article does not say so"),
    ),
    failures=(),
    provenance=Provenance(
        analyst="builtin",
        notice="Made by rules.",
        model=None,
        model_served=None,
        prompts=None,
        codebook="codebook/1",
        software="keyquestions 0.1.0",
        calls=0,
        tokens=None,
        cost_usd=None,
        latency_ms=3,
        repairs=0,
    ),
)


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The one that ships."""
    return load_codebook(prompts_folder())


@pytest.fixture
def analysis() -> Analysis:
    """An analysis with something of everything, of an article about a library."""
    return ANALYSIS


@pytest.fixture
def page_of(codebook: Codebook) -> Callable[..., PageView]:
    """The page of that analysis, changed as a test wants."""

    def build(**changes: Any) -> PageView:
        return page(ANALYSIS.model_copy(update=changes), codebook, load_words(prompts_folder()))

    return build


@pytest.fixture
def failed_page(page_of: Callable[..., PageView]) -> PageView:
    """The page of an analysis of which every part is missing but what the others need."""
    failures = tuple(
        Failure(stage=stage, code="truncated", message=f"The {stage} was cut off.")
        for stage in Stage
    )
    return page_of(summary=None, framing=None, questions=(), failures=failures)


HOSTILE = (
    "<script>alert(1)</script> [click](javascript:alert(2)) \"onmouseover='x'\" &lt; **bold** "
    "`code` {{ 7*7 }} https://evil.example www.evil.example ![i](x) | # "
    "\x1b[31mred \u202eevil \u2066x\u2069"
)


@pytest.fixture
def hostile_page(page_of: Callable[..., PageView]) -> PageView:
    """The page of an analysis in which every text that an article can influence is hostile."""
    evidence = (anchor(HOSTILE),)
    question = {"text": HOSTILE, "why": HOSTILE, "evidence": evidence}
    framing = FRAMING.model_copy(
        update={
            "frames": (Frame(label="other", explanation=HOSTILE, evidence=evidence),),
            "functions": {"moral_evaluation": FramingFunction(text=HOSTILE, evidence=evidence)},
            "signals": (signal(HOSTILE, neutral=HOSTILE, explanation="It is hostile: " + HOSTILE),),
            "perspectives": (
                Perspective(
                    who=HOSTILE, status=PerspectiveStatus.PRESENT, why="Why?", evidence=evidence
                ),
            ),
        }
    )
    return page_of(
        article=ANALYSIS.article.model_copy(update={"title": HOSTILE, "language": '"><i>'}),
        summary=Summary(text=HOSTILE, sentences=()),
        framing=framing,
        questions=(
            QUESTIONS[0].model_copy(update={**question, "answer": "An answer: " + HOSTILE}),
            QUESTIONS[1].model_copy(update=question),
        ),
        dropped=(Dropped(stage=Stage.SUMMARY, item=HOSTILE, reason=HOSTILE),),
        provenance=ANALYSIS.provenance.model_copy(update={"model": HOSTILE}),
    )


@pytest.fixture
def framing() -> Callable[..., Framing]:
    """The framing of that analysis, changed as a test wants."""

    def build(**changes: Any) -> Framing:
        return FRAMING.model_copy(update=changes)

    return build


@pytest.fixture
def page_language(page_of: Callable[..., PageView]) -> Callable[..., PageView]:
    """The page of an article in another language, made by rules or by a model."""

    def build(language: str, *, model: str | None, output_language: str | None = None) -> PageView:
        made = {"model": model, "output_language": output_language}
        return page_of(
            article=ANALYSIS.article.model_copy(update={"language": language}),
            provenance=ANALYSIS.provenance.model_copy(update=made),
        )

    return build
