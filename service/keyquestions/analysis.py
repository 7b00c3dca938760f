"""The result's types: what an analysis of one article says, and what backs it.

Labels (`label`, `kind`, `genre`) are those of the codebook, which is their only source; the
enumerations below are the few that code decides by, and a test holds them against the codebook.
"""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """An immutable value that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


ITEM_LENGTH = 200
"""How much of a dropped item is told, in characters."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control and direction characters and half characters, as a model may write them."""


class Stage(StrEnum):
    """The three parts of an analysis, in the order of their keys in the result."""

    SUMMARY = "summary"
    FRAMING = "framing"
    QUESTIONS = "questions"


class AnalysisStatus(StrEnum):
    """How far an analysis has come; the built-in pipeline returns one of the last three."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLED = "cancelled"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"


class Voice(StrEnum):
    """Whose words a bias signal is in."""

    AUTHOR = "author"
    QUOTED_SOURCE = "quoted_source"


class PerspectiveStatus(StrEnum):
    """Whether a party's own case is told."""

    PRESENT = "present"
    MENTIONED_NOT_QUOTED = "mentioned_not_quoted"
    ABSENT = "absent"


class QuestionStatus(StrEnum):
    """Whether the article itself answers a question."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    OPEN = "open"


class Severity(StrEnum):
    """How much bias the verified signals in the author's voice amount to, for the genre."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Anchor(Value):
    """A verbatim quote found in the article (W3C TextQuoteSelector and TextPositionSelector).

    `start` and `end` are code points in the canonical text, `block` the index of the block that
    holds all of it: `article.text[start:end] == exact`.
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    block: int


Evidence = tuple[Anchor, ...]


class ArticleFacts(Value):
    """What is kept of the article itself."""

    title: str | None
    language: str
    content_hash: str
    words: int


class SummarySentence(Value):
    """One sentence of the summary and where the article says so."""

    text: str
    evidence: Evidence


class Summary(Value):
    """At most 80 words, with evidence for every sentence."""

    text: str
    sentences: tuple[SummarySentence, ...]


class Frame(Value):
    """A frame of the codebook that the article takes; a frame is not an accusation."""

    label: Annotated[str, Field(json_schema_extra={"codebook": "frames"})]
    explanation: str
    evidence: Evidence


class FramingFunction(Value):
    """One of Entman's four functions, as the article fills it."""

    text: str
    evidence: Evidence


class Signal(Value):
    """A bias signal; in a quoted source's voice it is not the author's bias.

    `neutral` is a rewording without the bias, None where there is none.
    """

    kind: Annotated[str, Field(json_schema_extra={"codebook": "signals"})]
    voice: Voice
    explanation: str
    neutral: str | None
    evidence: Evidence


class Perspective(Value):
    """A party to the matter, whether its case is told, and why that matters."""

    who: str
    status: PerspectiveStatus
    why: str
    evidence: Evidence = ()


class Framing(Value):
    """How the article presents its matter.

    `functions` has one key per framing function of the codebook; None where the article has none.
    `abstained` is true where no frame could be proved. `severity` is None where it could not be
    established: nothing at all could be shown of the framing, or no slanted wording, although some
    was claimed. `none` says that it was looked for and not found.
    """

    genre: Annotated[str, Field(json_schema_extra={"codebook": "genres"})]
    frames: tuple[Frame, ...]
    functions: Annotated[
        dict[str, FramingFunction | None],
        Field(json_schema_extra={"codebook_keys": "functions"}),
    ]
    signals: tuple[Signal, ...]
    perspectives: tuple[Perspective, ...]
    severity: Severity | None
    abstained: bool


class Question(Value):
    """A key question about the article.

    `salience` runs from 1 (a detail) to 5 (what the article is about). `answered` and
    `partly_answered` have an `answer` and its evidence; an `open` one has no answer and may have as
    evidence the passage where the article itself says that it is not known.
    """

    text: str
    kind: Annotated[str, Field(json_schema_extra={"codebook": "question_kinds"})]
    salience: Annotated[int, Field(ge=1, le=5)]
    status: QuestionStatus
    why: str
    answer: str | None
    evidence: Evidence


def shorten(text: str) -> str:
    """At most ITEM_LENGTH characters on one line, none that could act on what shows them."""
    line = " ".join(_UNSAFE.sub("\ufffd", text[: 2 * ITEM_LENGTH]).split())
    return line if len(line) <= ITEM_LENGTH else line[: ITEM_LENGTH - 1].rstrip() + "…"


_SIGNAL = re.compile(r"signals?\b")
"""How an item that was claimed to be a signal begins."""


class Dropped(Value):
    """A finding that was not shown: which stage claimed it, what it said, why it was dropped."""

    stage: Stage
    item: str
    reason: str

    @property
    def is_signal(self) -> bool:
        """Whether it was claimed to be a bias signal."""
        return self.stage is Stage.FRAMING and _SIGNAL.match(self.item) is not None

    @classmethod
    def of(cls, stage: Stage, item: str, reason: str) -> "Dropped":
        """With the item on one line of at most ITEM_LENGTH characters."""
        return cls(stage=stage, item=shorten(item), reason=reason)


class Failure(Value):
    """A stage that gave nothing: the error's code and its sentence."""

    stage: Stage
    code: str
    message: str


class Tokens(Value):
    """Tokens as the provider counted them; None where it did not say."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None
    reasoning: int | None = None


class Call(Value):
    """One request that reached a provider, and what it cost.

    `outcome` is "ok" for a reply that was used; else why it was not, as an error's code. A call
    that broke off may have been paid for: its tokens are then unknown, not 0. `structure` is how
    the reply was held to its schema (`models.Structure`); `ignored` names the settings that were
    asked for and that the server does not take.
    A reply that was `stored` reached no provider now: its tokens, cost and latency are those of the
    time when it was made. `stands_in` is the error code of the model that should have answered,
    where another one did.
    """

    model: str
    model_served: str | None
    tokens: Tokens
    cost_usd: float | None
    latency_ms: int | None
    outcome: str = "ok"
    structure: str | None = None
    ignored: tuple[str, ...] = ()
    stored: bool = False
    stands_in: str | None = None


class StandIn(Value):
    """Another model, or analyst, that answered than the one that was chosen.

    `model` answered, `instead_of` was chosen, and `code` is the error that it failed with.
    """

    model: str
    instead_of: str
    code: str


class Provenance(Value):
    """What made this analysis.

    `analyst` is "builtin" or "model"; `model` is the name that was configured, `model_served` what
    the server said it was; `prompts` is a digest of the prompt files; `codebook` its version;
    `cost_usd` is None where the price is unknown; `latency_ms` is wall-clock milliseconds;
    `repairs` counts the stages that were asked a second time; `notice` is a
    sentence to show to readers. `calls`, `tokens` and `cost_usd` are those of this analysis:
    replies from the reply store cost nothing now, and `stored` counts them. `models` are those
    that answered, and `stand_ins` tells why, where that was not the one chosen. `structure` is the
    loosest way in which one of their replies was held to its schema (`json_schema`, `json_object`,
    `tool` or `text`), and `ignored` names the settings that their servers do not take. `parts` is
    in how many parts an article was read that does not fit into the model's window, and
    `output_language` is what the findings are written in (ISO 639-1); quotes and neutral wordings
    are in the article's language.
    """

    analyst: str
    notice: str
    model: str | None
    model_served: str | None
    prompts: str | None
    codebook: str
    software: str
    calls: int
    tokens: Tokens | None
    cost_usd: float | None
    latency_ms: int
    repairs: int
    stored: int = 0
    parts: int = 1
    output_language: str | None = None
    models: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    structure: str | None = None
    ignored: tuple[str, ...] = ()


class Analysis(Value):
    """The whole result for one article.

    `id` is the same for the same content, analyst, model, prompts and codebook, and the same way of
    asking (in one request, or in parts) where that matters to the article. A stage that failed
    is None (or, for questions, empty) and listed in `failures`; `status` is then `partial`.
    """

    id: str
    status: AnalysisStatus
    article: ArticleFacts
    summary: Summary | None
    framing: Framing | None
    questions: tuple[Question, ...]
    dropped: tuple[Dropped, ...]
    failures: tuple[Failure, ...]
    provenance: Provenance
