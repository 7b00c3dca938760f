"""Requests and hand-written models for the tests of what wraps a model."""

import asyncio

from keyquestions.analysis import Call, Tokens
from keyquestions.errors import ModelError
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest, JsonSchema, Message, Role
from keyquestions.models.scripted import scripted_reply

SCHEMA = JsonSchema(name="summary", body={"type": "object", "required": ["text"]})


def ask(content: str = "Summarise it.", **changes: object) -> ChatRequest:
    """A request with a system message, changed as a test wants."""
    messages = (
        Message(role=Role.SYSTEM, content="You are a desk editor."),
        Message(role=Role.USER, content=content),
    )
    return ChatRequest(messages=messages, json_schema=SCHEMA).model_copy(update=changes)


def call(model: str = "scripted", outcome: str = "provider_timeout") -> Call:
    """A call that was thrown away."""
    return Call(
        model=model,
        model_served=None,
        tokens=Tokens(),
        cost_usd=None,
        latency_ms=None,
        outcome=outcome,
    )


class Held(ChatModel):
    """Replies when it is let go, and knows how many are with it, and how many were at most."""

    def __init__(self, error: ModelError | None = None) -> None:
        self.name = "scripted"
        self.asked: list[str] = []
        self.inside = 0
        self.most = 0
        self.closed = False
        self.gate = asyncio.Event()
        self._error = error

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Reply once the gate is open."""
        self.asked.append(request.messages[-1].content)
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.gate.wait()
        finally:
            self.inside -= 1
        if self._error:
            raise self._error
        return scripted_reply(f"reply to {request.messages[-1].content}")

    async def aclose(self) -> None:
        """Note it."""
        self.closed = True


async def settle() -> None:
    """Let every task that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)
