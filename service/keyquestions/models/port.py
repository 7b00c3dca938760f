"""The port that every chat model fills."""

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Any

from keyquestions.analysis import Call, Tokens, Value
from keyquestions.errors import ModelError


class Role(StrEnum):
    """Who says a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Message(Value):
    """One message of a conversation."""

    role: Role
    content: str


class JsonSchema(Value):
    """A JSON schema in the strict subset (every object closed, every property required)."""

    name: str
    body: dict[str, Any]


class Structure(StrEnum):
    """How a server is held to a JSON schema: the rungs of the ladder, the firmest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TOOL = "tool"
    TEXT = "text"


class ChatRequest(Value):
    """A conversation to be continued, and how; None leaves a matter to the server.

    `structure` says how the schema is asked for; it changes the wire, not the question.
    `max_output_tokens` includes the tokens that a reasoning model thinks with. `trial` tells
    apart repetitions of one request that shall be answered anew. `shared` is how many characters
    of the first message of the user other requests about the same article begin with, too: for a
    cache, and nothing to the question.
    """

    messages: tuple[Message, ...]
    json_schema: JsonSchema | None = None
    structure: Structure = Structure.JSON_SCHEMA
    temperature: float | None = None
    max_output_tokens: int | None = None
    trial: int = 0
    shared: int = 0


class Finish(StrEnum):
    """Why a reply ended."""

    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"
    FILTER = "filter"


class ChatReply(Value):
    """A reply as it came.

    `model` is what was configured, `model_served` what the server says it was (None if it is
    silent). `spent` are the calls that were made on the way to this reply and thrown away;
    `stored` says that it was taken from the reply store, so that nothing was paid for it now.
    `stands_in` is the error code of the model that should have answered, where another one did.
    `ignored` names the settings of the request that the server does not take.
    """

    text: str
    finish: Finish
    tokens: Tokens
    model: str
    model_served: str | None
    cost_usd: float | None = None
    latency_ms: int | None = None
    structure: Structure | None = None
    spent: tuple[Call, ...] = ()
    stored: bool = False
    stands_in: str | None = None
    ignored: tuple[str, ...] = ()

    @property
    def call(self) -> Call:
        """This reply as an entry of the bill."""
        return Call(
            model=self.model,
            model_served=self.model_served,
            tokens=self.tokens,
            cost_usd=self.cost_usd,
            latency_ms=self.latency_ms,
            stored=self.stored,
            stands_in=self.stands_in,
            structure=self.structure,
            ignored=self.ignored,
        )

    def thrown_away(self, why: type[ModelError]) -> tuple[Call, ...]:
        """The bill of a reply that is not used: what came before it, and itself with the reason."""
        return (*self.spent, self.call.model_copy(update={"outcome": why.code}))


class Replies(StrEnum):
    """How the reply store is used.

    `use` takes what is stored and stores what is new; `refresh` asks anew and replaces what is
    stored; `replay` takes what is stored and never asks; `off` does without a store.
    """

    USE = "use"
    REFRESH = "refresh"
    REPLAY = "replay"
    OFF = "off"


class ChatModel(ABC):
    """Completes conversations; `name` is what it is called in settings and provenance."""

    name: str

    @abstractmethod
    async def complete(self, request: ChatRequest) -> ChatReply:
        """Make exactly one attempt to continue the conversation.

        Raises:
            ModelError: there is no reply; the error's class says why.
        """

    async def aclose(self) -> None:
        """Give back what the model holds; connections, for most."""
        return
