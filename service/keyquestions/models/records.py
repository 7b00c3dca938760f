"""What is kept of a request and its reply, and the key that it is found by.

The key is a digest of all that bears on the answer: the model's name with its adapter, messages,
schema, temperature, room for output, trial. It holds neither the server's address, so that a
recording replays on any machine, nor how the schema was asked for, which changes the wire and not
the question. Two servers may give different models the same name: telling them apart is the
store's business (`store/opening.py`).
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Self

from pydantic import AwareDatetime

from keyquestions.analysis import Tokens, Value
from keyquestions.models.port import (
    ChatReply,
    ChatRequest,
    Finish,
    JsonSchema,
    Message,
    Structure,
)


class Asked(Value):
    """What one model was asked: everything that bears on the answer, and nothing else."""

    model: str
    messages: tuple[Message, ...]
    json_schema: JsonSchema | None = None
    temperature: float | None = None
    max_output_tokens: int | None = None
    trial: int = 0

    @classmethod
    def of(cls, model: str, request: ChatRequest) -> Self:
        """That request to that model."""
        return cls(
            model=model,
            messages=request.messages,
            json_schema=request.json_schema,
            temperature=request.temperature,
            max_output_tokens=request.max_output_tokens,
            trial=request.trial,
        )

    @property
    def canonical(self) -> str:
        """The one way to write it down: JSON with sorted keys and without spaces."""
        plain = self.model_dump(mode="json")
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def key(self) -> str:
        """64 hexadecimal digits."""
        return sha256(self.canonical.encode("utf-8", "surrogatepass")).hexdigest()


class Answer(Value):
    """A reply as it is kept; what was thrown away on the way to it is not kept."""

    text: str
    finish: Finish
    tokens: Tokens
    cost_usd: float | None
    latency_ms: int | None
    model_served: str | None
    structure: Structure | None


class Record(Value):
    """A request, its reply, and when the reply was made."""

    request: Asked
    reply: Answer
    created_at: AwareDatetime

    @classmethod
    def of(cls, request: Asked, reply: ChatReply) -> Self:
        """Made now."""
        answer = Answer.model_validate(reply.model_dump(include=set(Answer.model_fields)))
        return cls(request=request, reply=answer, created_at=datetime.now(UTC))

    def as_reply(self) -> ChatReply:
        """The reply as a model gives it, marked as stored."""
        return ChatReply(**dict(self.reply), model=self.request.model, stored=True)
