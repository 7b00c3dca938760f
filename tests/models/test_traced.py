"""The innermost wrapper: one event a call, and the reply as it came."""

import asyncio

import pytest

from keyquestions.analysis import Tokens
from keyquestions.errors import RateLimited
from keyquestions.models import ChatModel, ChatReply, ChatRequest, Finish, JsonSchema, Message, Role
from keyquestions.models.scripted import ScriptedModel
from keyquestions.models.traced import Traced

REQUEST = ChatRequest(
    messages=(Message(role=Role.USER, content="What happened in Marlow?"),),
    json_schema=JsonSchema(name="summary", body={}),
    temperature=0.1,
    max_output_tokens=900,
)
REPLY = ChatReply(
    text="A library closed.",
    finish=Finish.LENGTH,
    tokens=Tokens(input=100, output=20, cached=40, reasoning=None),
    model="openai:gpt-5-mini",
    model_served="gpt-5-mini-2025-08-07",
    cost_usd=0.002,
)


async def test_a_reply_is_told_and_handed_on(told):
    """Tokens, how it ended, who served it; nothing of what was said."""
    model = ScriptedModel([REPLY], name="openai:gpt-5-mini")

    assert await Traced(model).complete(REQUEST) is REPLY
    assert model.requests == [REQUEST]
    assert told() == [
        (
            "model.ended",
            {
                "model": "openai:gpt-5-mini",
                "output": "json",
                "structure": "json_schema",
                "temperature": 0.1,
                "max_tokens": 900,
                "served": "gpt-5-mini-2025-08-07",
                "finish": "length",
                "tokens_input": 100,
                "tokens_output": 20,
                "tokens_cached": 40,
                "cost_usd": 0.002,
            },
        )
    ]


async def test_a_request_without_a_schema_asks_for_text(told):
    """As the conventions tell the two apart."""
    await Traced(ScriptedModel(["ok"])).complete(ChatRequest(messages=()))

    ((_, fields),) = told()
    assert fields["output"] == "text"


async def test_a_failure_is_told_by_its_code_and_raised(told):
    """The error is the adapter's own, for the wrappers around it to judge."""
    error = RateLimited("wait", 2.0)
    with pytest.raises(RateLimited) as raised:
        await Traced(ScriptedModel([error], name="openai:m")).complete(REQUEST)

    assert raised.value is error
    ((name, fields),) = told()
    assert name == "model.failed"
    assert fields["code"] == "provider_rate_limited"


class _Slow(ChatModel):
    name = "slow"

    def __init__(self) -> None:
        self.closed = False

    async def complete(self, request: ChatRequest) -> ChatReply:
        await asyncio.Event().wait()
        raise AssertionError

    async def aclose(self) -> None:
        self.closed = True


async def test_a_call_that_is_cancelled_is_told_and_stays_cancelled(told):
    """It may have cost money all the same."""
    call = asyncio.create_task(Traced(_Slow()).complete(REQUEST))
    await asyncio.sleep(0)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    ((name, fields),) = told()
    assert (name, fields["code"]) == ("model.failed", "cancelled")


async def test_closing_closes_the_model():
    """It holds nothing itself."""
    model = _Slow()
    await Traced(model).aclose()

    assert model.closed
