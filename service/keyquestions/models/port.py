"""The port that every chat model fills."""

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import Any

from keyquestions.analysis import Tokens, Value


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


class ChatRequest(Value):
    """A conversation to be continued, and how; None leaves a matter to the server.

    `max_output_tokens` includes the tokens that a reasoning model thinks with.
    """

    messages: tuple[Message, ...]
    json_schema: JsonSchema | None = None
    temperature: float | None = None
    max_output_tokens: int | None = None


class Finish(StrEnum):
    """Why a reply ended."""

    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"
    FILTER = "filter"


class ChatReply(Value):
    """A reply as it came; `model_served` is what the server says it was, None if it is silent."""

    text: str
    finish: Finish
    tokens: Tokens
    model_served: str | None
    cost_usd: float | None = None


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
