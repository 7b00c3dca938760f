"""An article of our own, and an analyst that says what a test wants it to say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from keyquestions.analysis import Call, Framing, Stage, Summary, Tokens
from keyquestions.analyst import (
    Analyst,
    FramingDraft,
    Objections,
    Proposal,
    QuestionDraft,
    QuestionsDraft,
    SentenceDraft,
    SummaryDraft,
)
from keyquestions.article import Article, read_article
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.errors import AnalystError
from keyquestions.grounding import Grounding
from keyquestions.pipeline.verdict import Docket, Verdict
from keyquestions.resources import prompts_folder

TEXT = """Marlow council closes the Elm Street library

The Marlow town council voted 7 to 4 on Tuesday to close the Elm Street library because its roof \
would cost $1.2 million to repair.

Mayor Dana Okafor said the town could not afford the work. "We did not take this lightly," she said.

The council did not publish the engineers' report. A petition against the closure has gathered \
3,000 signatures, and residents called the decision reckless.

Opponents plan to sue. The library will shut its doors on June 30."""


@pytest.fixture(scope="session")
def article() -> Article:
    """A short news item."""
    return read_article(TEXT)


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The one that ships."""
    return load_codebook(prompts_folder())


@pytest.fixture
def docket(article: Article, codebook: Codebook) -> Callable[[Stage], Docket]:
    """Makes an empty docket for a stage over the article."""
    return lambda stage: Docket(stage, Grounding(article), codebook)


def reasons(verdict: Verdict[Any]) -> str:
    """What was dropped and why, in one string."""
    return " | ".join(f"{each.item} -> {each.reason}" for each in verdict.dropped)


def framing(**parts: object) -> FramingDraft:
    """A framing draft with nothing in it but what is given."""
    empty = {"genre": "reporting", "frames": (), "functions": (), "signals": (), "perspectives": ()}
    return FramingDraft.model_validate(empty | parts)


def sentence(text: str, *quotes: str) -> SentenceDraft:
    """A summary sentence; quoted by itself where no quote is given."""
    return SentenceDraft(text=text, quotes=quotes or (text,))


def question(text: str, **changes: object) -> QuestionDraft:
    """An answered question about the vote, changed as a test wants."""
    fields = {
        "text": text,
        "kind": "cause",
        "salience": 5,
        "status": "answered",
        "why": "It is the reason for the vote.",
        "answer": "Its roof would cost $1.2 million to repair.",
        "quotes": ("its roof would cost $1.2 million to repair",),
    }
    return QuestionDraft.model_validate(fields | changes)


SUMMARY = SummaryDraft(
    sentences=(
        sentence("The library will shut its doors on June 30."),
        sentence("Opponents plan to sue."),
    )
)
FRAMING = FramingDraft(genre="reporting", frames=(), functions=(), signals=(), perspectives=())
QUESTIONS = QuestionsDraft(
    questions=(
        question("Why did the Marlow council vote to close the Elm Street library?"),
        question(
            "When will the Elm Street library shut?",
            answer="On June 30.",
            quotes=("The library will shut its doors on June 30.",),
            salience=4,
        ),
        question(
            "How many people have signed the petition against the closure?",
            answer="The petition has gathered 3,000 signatures.",
            quotes=("has gathered 3,000 signatures",),
            salience=3,
        ),
        question(
            "What does the engineers' report say about the roof?",
            status="open",
            answer=None,
            quotes=("The council did not publish the engineers' report.",),
        ),
    )
)


@dataclass
class ScriptedAnalyst(Analyst):
    """Hands over drafts (or raises errors) in the order given, and records what it was told."""

    kind: ClassVar[str] = "scripted"
    revises: ClassVar[bool] = True
    summaries: list[SummaryDraft | AnalystError] = field(default_factory=lambda: [SUMMARY])
    framings: list[FramingDraft | AnalystError] = field(default_factory=lambda: [FRAMING])
    asked: list[QuestionsDraft | AnalystError] = field(default_factory=lambda: [QUESTIONS])
    objections: list[Objections] = field(default_factory=list)
    seen: list[object] = field(default_factory=list)
    model: str | None = "scripted:1"
    prompts: str | None = "0123456789ab"
    notice: str = "Made by a script."

    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Hand over the next summary."""
        return self._next(self.summaries, objections)

    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Hand over the next framing."""
        return self._next(self.framings, objections)

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Hand over the next questions."""
        self.seen = [summary, framing]
        return self._next(self.asked, objections)

    def _next(self, script: list[Any], objections: Objections | None) -> Proposal[Any]:
        if objections:
            self.objections.append(objections)
        draft = script.pop(0)
        if isinstance(draft, AnalystError):
            raise draft
        call = Call(
            model="scripted",
            model_served="scripted-1",
            tokens=Tokens(input=100, output=10, cached=0, reasoning=0),
            cost_usd=None,
            latency_ms=None,
        )
        return Proposal(draft, reply=draft.model_dump_json(), calls=(call,))


@pytest.fixture
def analyst_of() -> Callable[..., ScriptedAnalyst]:
    return ScriptedAnalyst
