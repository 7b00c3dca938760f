"""Every failure of a server is told apart, in a sentence of ours, with one request made."""

import asyncio
import re
from contextlib import aclosing
from dataclasses import dataclass

import aiohttp
import httpx2
import openai
import pytest

from keyquestions import errors
from keyquestions.analysis import Tokens
from keyquestions.models.openai_chat import OpenAIChat

from .faults import (
    FaultServer,
    as_json,
    broken_json,
    closed_url,
    completion,
    failure,
    page,
    reset,
    reset_in_body,
    stall,
    stall_in_body,
)

SECRET = "Okafor"  # noqa: S105 - a word of an article, which no error may repeat
ECHO = f"in your message: {SECRET}"


@dataclass
class Case:
    """An answer, the error that the caller gets, and what else is told."""

    name: str
    answer: object
    error: type[errors.ModelError]
    retryable: bool = False
    wait: float | None = None
    paid: str = "no"
    structural: bool | None = None


CASES = [
    Case("429", failure(429, ECHO), errors.RateLimited, True),
    Case(
        "429 with Retry-After",
        failure(429, headers={"Retry-After": "2"}),
        errors.RateLimited,
        True,
        2.0,
    ),
    Case(
        "429 with retry-after-ms",
        failure(429, headers={"retry-after-ms": "1500"}),
        errors.RateLimited,
        True,
        1.5,
    ),
    Case(
        "429 with x-ratelimit-reset",
        failure(429, headers={"x-ratelimit-reset-requests": "6m0s"}),
        errors.RateLimited,
        True,
        360.0,
    ),
    Case(
        "429 that is not to be repeated",
        failure(429, headers={"x-should-retry": "false"}),
        errors.RateLimited,
    ),
    Case("quota", failure(429, ECHO, code="insufficient_quota"), errors.QuotaExhausted),
    Case("402", failure(402, "insufficient balance"), errors.QuotaExhausted),
    Case(
        "a quota a minute",
        failure(429, "You exceeded your current quota", headers={"retry-after": "30"}),
        errors.RateLimited,
        True,
        30.0,
    ),
    Case(
        "a quota a minute, as Google says it",
        as_json(
            {
                "error": {
                    "message": "You exceeded your current quota",
                    "details": [
                        {
                            "@type": "type.googleapis.com/google.rpc.RetryInfo",
                            "retryDelay": "34.5s",
                        }
                    ],
                }
            },
            429,
        ),
        errors.RateLimited,
        True,
        34.5,
    ),
    Case(
        "one request over the limit a minute",
        failure(429, "Request too large for m-1 on tokens per min"),
        errors.ContextTooLong,
    ),
    Case("500", failure(500, ECHO), errors.ModelUnreachable, True),
    Case(
        "502 page",
        page("<html>Bad gateway, developer tools</html>", 502),
        errors.ModelUnreachable,
        True,
    ),
    Case(
        "503 with Retry-After",
        failure(503, headers={"retry-after": "4"}),
        errors.ModelUnreachable,
        True,
        4.0,
    ),
    Case("504", failure(504), errors.ModelTimeout, True),
    Case("529", failure(529, "overloaded_error"), errors.ModelUnreachable, True),
    Case("409", failure(409), errors.ModelUnreachable, True),
    Case("408", failure(408), errors.ModelTimeout, True),
    Case(
        "500 that names response_format",
        failure(500, "response_format: json_schema is not implemented"),
        errors.RequestRejected,
        structural=True,
    ),
    Case(
        "400 schema",
        failure(400, "Invalid schema for response_format"),
        errors.RequestRejected,
        structural=True,
    ),
    Case(
        "400 tool",
        failure(400, "tool_choice must be auto"),
        errors.RequestRejected,
        structural=True,
    ),
    Case(
        "404 tools",
        failure(404, "No endpoints support tool use"),
        errors.RequestRejected,
        structural=True,
    ),
    Case("opaque 400", failure(400, ECHO), errors.RequestRejected, structural=True),
    Case("opaque 422", as_json({"detail": ECHO}, 422), errors.RequestRejected, structural=True),
    Case("405", failure(405), errors.RequestRejected, structural=False),
    Case(
        "400 to be repeated",
        failure(400, headers={"x-should-retry": "true"}),
        errors.RequestRejected,
        True,
        structural=True,
    ),
    Case("bad key", failure(401, ECHO, code="invalid_api_key"), errors.KeyRejected),
    Case("bad key as 400", failure(400, "API key not valid."), errors.KeyRejected),
    Case("forbidden", failure(403), errors.KeyRejected),
    Case("unknown model", failure(404, code="model_not_found"), errors.ModelUnavailable),
    Case("unknown model as 400", failure(400, "Invalid model: m-1"), errors.ModelUnavailable),
    Case("not found", page("<html>404</html>", 404), errors.ModelUnavailable),
    Case("too long", failure(400, ECHO, code="context_length_exceeded"), errors.ContextTooLong),
    Case(
        "too long (llama.cpp)",
        failure(400, kind="exceed_context_size_error"),
        errors.ContextTooLong,
    ),
    Case("too long (Anthropic)", failure(400, "prompt is too long: 9 > 8"), errors.ContextTooLong),
    Case("too long (413)", failure(413), errors.ContextTooLong),
    Case("filter", failure(400, ECHO, code="content_filter"), errors.ReplyRefused),
    Case("reset", reset(), errors.ModelUnreachable, True, paid="perhaps"),
    Case("reset in mid-body", reset_in_body(), errors.ModelUnreachable, True, paid="perhaps"),
    Case("truncated JSON", broken_json(), errors.ModelUnreachable, True, paid="perhaps"),
    Case("200 with a page", page(), errors.ReplyInvalid),
    Case("200 with nothing", page(""), errors.ReplyInvalid),
    Case("200 with a list", as_json([1]), errors.ReplyInvalid),
    Case("200 with another object", as_json({"hello": ECHO}), errors.ReplyInvalid),
    Case("200 with an error", as_json({"error": {"message": ECHO}}), errors.ModelUnreachable, True),
    Case("200 with an error text", as_json({"error": ECHO}), errors.ModelUnreachable, True),
    Case("200 with a 429", as_json({"error": {"code": 429}}), errors.RateLimited, True),
    Case("empty choices", as_json(completion() | {"choices": []}), errors.ReplyInvalid, paid="yes"),
    Case("odd choices", as_json(completion() | {"choices": [1]}), errors.ReplyInvalid, paid="yes"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_is_told_apart(case, request_) -> None:
    """The error's class, whether to try again and when, what was paid, and nothing repeated."""
    async with FaultServer([case.answer]) as server:
        model = OpenAIChat("m-1", api_key="sk-key", base_url=server.url)
        with pytest.raises(case.error) as caught:
            await model.complete(request_)
        await model.aclose()
    error = caught.value
    assert type(error) is case.error
    assert (error.retryable, error.retry_after) == (case.retryable, case.wait)
    assert [bill(call) for call in error.spent] == {"no": [], "perhaps": ["?"], "yes": ["100"]}[
        case.paid
    ]
    assert getattr(error, "structural", None) == case.structural
    assert len(server.journal) == 1
    assert "m-1" in error.message
    assert not re.search(f"{SECRET}|sk-key", error.message)


def bill(call):
    """What a call is known to have cost, in input tokens."""
    return "?" if call.tokens == Tokens() and call.cost_usd is None else str(call.tokens.input)


@pytest.mark.parametrize("answer", [stall(later=150), stall_in_body(later=150)])
async def test_a_reply_that_does_not_come_in_time_may_have_been_paid_for(answer, request_) -> None:
    """The sentence names the setting; the call is on the bill with unknown tokens."""
    async with FaultServer([answer]) as server:
        model = OpenAIChat("m-1", api_key=None, base_url=server.url)
        with pytest.raises(errors.ModelTimeout, match="KEYQUESTIONS_MODEL_TIMEOUT") as caught:
            await model.complete(request_)
        await model.aclose()
    assert [call.outcome for call in caught.value.spent] == ["provider_timeout"]
    assert caught.value.spent[0].tokens == Tokens()


async def test_a_server_that_dribbles_is_cut_off_at_the_timeout(request_) -> None:
    """The timeout is for the whole reply, not for each piece of it."""

    class Dribble(httpx2.AsyncBaseTransport):
        async def handle_async_request(self, request):
            await asyncio.Event().wait()

    model = OpenAIChat("m-1", api_key=None, timeout=0.01, transport=Dribble())
    with pytest.raises(errors.ModelTimeout) as caught:
        await model.complete(request_)
    assert len(caught.value.spent) == 1


async def test_where_nothing_listens_nothing_was_paid(request_) -> None:
    """A refused connection names the address to check."""
    async with aclosing(OpenAIChat("m-1", api_key=None, base_url=closed_url())) as model:
        with pytest.raises(errors.ModelUnreachable, match="OPENAI_BASE_URL") as caught:
            await model.complete(request_)
    assert caught.value.spent == ()


async def test_a_connection_that_takes_too_long_was_not_paid(request_) -> None:
    """Nothing had been sent yet."""

    def slow(asked):
        raise httpx2.ConnectTimeout("slow", request=asked)

    model = OpenAIChat("m-1", api_key=None, transport=httpx2.MockTransport(slow))
    with pytest.raises(errors.ModelTimeout) as caught:
        await model.complete(request_)
    assert caught.value.spent == ()


@pytest.mark.parametrize(
    ("happened", "error", "paid"),
    [
        (aiohttp.ConnectionTimeoutError("slow"), errors.ModelTimeout, 0),
        (aiohttp.SocketTimeoutError("slow"), errors.ModelTimeout, 1),
        (aiohttp.ServerDisconnectedError(), errors.ModelUnreachable, 1),
        (aiohttp.ClientOSError("reset"), errors.ModelUnreachable, 1),
        (aiohttp.ClientPayloadError("half a body"), errors.ModelUnreachable, 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
async def test_what_aiohttp_says_is_told_apart(request_, happened, error, paid) -> None:
    """Its transport calls most of these a connection that timed out; that is not repeated."""

    def failing(asked):
        raise httpx2.ConnectTimeout("so it is called", request=asked) from happened

    model = OpenAIChat("m-1", api_key=None, transport=httpx2.MockTransport(failing))
    with pytest.raises(error) as caught:
        await model.complete(request_)
    assert len(caught.value.spent) == paid


async def test_what_the_sdk_itself_refuses_is_a_matter_of_settings(request_) -> None:
    """An error before any request says so."""

    def broken(_asked):
        raise openai.OpenAIError("no credentials")

    model = OpenAIChat("m-1", api_key=None, transport=httpx2.MockTransport(broken))
    with pytest.raises(errors.RequestRejected, match="settings"):
        await model.complete(request_)
