"""Three vendors' own packages behind the port, against their wire formats on loopback.

The tests of a vendor whose package is not installed skip; CI installs all.
"""

import json
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

import pytest

from keyquestions import errors
from keyquestions.analysis import Tokens
from keyquestions.models import Finish, Structure
from keyquestions.models.laddered import Laddered
from keyquestions.models.prices import Price, Prices
from keyquestions.models.vendors import vendor_of

from .faults import (
    Answer,
    FaultServer,
    as_json,
    broken_json,
    closed_url,
    completion,
    failure,
    page,
    reply,
    reset,
    reset_in_body,
    stall,
    tool_call,
)

if not any(vendor_of(name).installed for name in ("anthropic", "mistral", "ollama")):
    pytest.skip("LangChain is not installed", allow_module_level=True)

from langchain_core.language_models import FakeListChatModel

from keyquestions.models.langchain_chat import LangChainChat

NUMBERS = count()
GOOD = {"sentences": [{"text": "x", "note": None}], "genre": "opinion"}
SECRET = "Okafor"  # noqa: S105 - a word of an article, which no error may repeat


def needs(vendor):
    """A mark for the tests of a vendor whose package may be missing."""
    package = vendor_of(vendor).package
    return pytest.mark.skipif(not vendor_of(vendor).installed, reason=f"{package} is missing")


anthropic, mistral, ollama = needs("anthropic"), needs("mistral"), needs("ollama")


def claude(*content, stop="end_turn", **usage):
    """A message in Anthropic's form."""
    counts = {"input_tokens": 60, "output_tokens": 20, "cache_read_input_tokens": 40} | usage
    return as_json(
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-served",
            "content": list(content),
            "stop_reason": stop,
            "stop_sequence": None,
            "usage": counts,
        }
    )


def said(value):
    """A text block with that JSON."""
    return {"type": "text", "text": json.dumps(value)}


def called(value):
    """A block that calls a tool."""
    return {"type": "tool_use", "id": "t1", "name": "summary", "input": value}


def chat(vendor, server, **settings):
    """A model of that vendor, at that server."""
    # LangChain keeps Anthropic's connections by their address, also closed ones: no two alike.
    path = {"mistral": "/v1", "anthropic": f"/{next(NUMBERS)}", "ollama": ""}[vendor]
    address = server if isinstance(server, str) else f"{server.root}{path}"
    key = {} if vendor == "ollama" else {"api_key": "sk-key"}
    options = key | {"base_url": address}
    return LangChainChat(vendor_of(vendor), "m-1", options=options, **settings)


@asynccontextmanager
async def closing(model):
    """The model, closed in the end, with the connections that LangChain shares."""
    try:
        yield model
    finally:
        await model.aclose()
        if model.name.startswith("langchain:anthropic"):
            await model._model._async_client.close()


async def ask(vendor, script, request, **settings):
    """The reply, and the server that gave it."""
    async with FaultServer(script) as server, closing(chat(vendor, server, **settings)) as model:
        return await model.complete(request), server


async def ask_at(vendor, server, request, **settings):
    """The reply of a server that is there already."""
    async with closing(chat(vendor, server, **settings)) as model:
        return await model.complete(request)


@anthropic
async def test_anthropic_is_held_to_a_schema_by_its_own_means(request_, schema) -> None:
    """The schema, the limit and the temperature are where Anthropic wants them."""
    answer, server = await ask("anthropic", claude(said(GOOD)), request_)
    body = server.bodies[0]
    assert json.loads(answer.text) == GOOD
    assert body["system"][0]["text"] == "You analyse."
    assert body["output_config"]["format"]["type"] == "json_schema"
    assert body["output_config"]["format"]["schema"]["required"] == schema.body["required"]
    assert (body["max_tokens"], body["temperature"]) == (1000, 0.5)
    assert "sk-key" in str(server.journal[0].headers)
    assert answer.model == "langchain:anthropic:m-1"
    assert answer.model_served == "claude-served"
    assert answer.ignored == ()


@anthropic
async def test_cached_tokens_are_a_part_of_the_input_and_have_their_price(request_) -> None:
    """Anthropic counts them beside the input, the port within it."""
    prices = Prices(own={"langchain:anthropic:m-1": Price(input=10, cached=1, output=20)})
    answer, _ = await ask("anthropic", claude(said(GOOD)), request_, prices=prices)
    assert (answer.tokens.input, answer.tokens.output, answer.tokens.cached) == (100, 20, 40)
    assert answer.cost_usd == pytest.approx((60 * 10 + 40 * 1 + 20 * 20) / 1e6)


MARK = {"type": "ephemeral"}


@anthropic
async def test_anthropic_is_told_what_to_keep_of_a_request_without_a_schema(request_) -> None:
    """The system message, and of the article's what other stages begin with, too."""
    article = request_.messages[1].content
    text = request_.model_copy(update={"structure": Structure.TEXT, "shared": 10})
    _, server = await ask("anthropic", claude(said(GOOD)), text)
    sent = server.bodies[0]
    assert sent["system"] == [
        {"type": "text", "text": request_.messages[0].content, "cache_control": MARK}
    ]
    assert sent["messages"][0]["content"] == [
        {"type": "text", "text": article[:10], "cache_control": MARK},
        {"type": "text", "text": article[10:]},
    ]


@anthropic
@pytest.mark.parametrize("structure", [Structure.JSON_SCHEMA, Structure.TOOL])
async def test_no_article_is_kept_behind_a_schema_that_no_other_stage_has(
    structure, request_
) -> None:
    """It would be paid for and never served, unlike what the stage's next article begins with."""
    held = request_.model_copy(update={"structure": structure, "shared": 10})
    _, server = await ask("anthropic", claude(said(GOOD)), held)
    sent = server.bodies[0]
    assert sent["system"][0]["cache_control"] == MARK
    assert json.dumps(sent).count("cache_control") == 1
    assert sent["messages"][0]["content"] == request_.messages[1].content


@mistral
async def test_a_vendor_whose_cache_wants_no_marks_gets_none(request_) -> None:
    """Its wire has no place for them."""
    _, server = await ask("mistral", reply(json.dumps(GOOD)), request_)
    assert "cache_control" not in json.dumps(server.bodies[0])


@anthropic
@pytest.mark.parametrize("detail", [{}, {"cache_creation": {"ephemeral_5m_input_tokens": 100}}])
async def test_what_anthropic_wrote_into_its_cache_has_its_own_price(detail, request_) -> None:
    """60 fresh at 10, 40 served at 1, 100 written at 12.5, 20 out at 20, per million."""
    price = Price(input=10, written=12.5, cached=1, output=20)
    script = claude(said(GOOD), cache_creation_input_tokens=100, **detail)
    answer, _ = await ask(
        "anthropic", script, request_, prices=Prices(own={"langchain:anthropic:m-1": price})
    )
    assert answer.tokens.input == 200
    assert answer.cost_usd == pytest.approx((600 + 40 + 1250 + 400) / 1e6)


@anthropic
async def test_anthropic_calls_the_one_tool(request_) -> None:
    """Any tool is required, and there is one; its arguments are the reply."""
    tool = request_.model_copy(update={"structure": Structure.TOOL})
    answer, server = await ask("anthropic", claude(called(GOOD), stop="tool_use"), tool)
    assert json.loads(answer.text) == GOOD
    assert server.bodies[0]["tool_choice"]["type"] == "any"
    assert [tool["name"] for tool in server.bodies[0]["tools"]] == ["summary"]


@anthropic
async def test_anthropic_has_no_json_mode_and_is_not_asked_for_one(request_) -> None:
    """The rung is refused without a request."""
    loose = request_.model_copy(update={"structure": Structure.JSON_OBJECT})
    async with FaultServer([]) as server:
        with pytest.raises(errors.RequestRejected) as caught:
            await ask_at("anthropic", server, loose)
    assert caught.value.structural
    assert server.journal == []


@anthropic
async def test_the_ladder_finds_anthropics_tool_where_it_has_no_schemas(request_) -> None:
    """An older model refuses output_config; the tool is what works, and it is remembered."""

    def older(asked):
        if "output_config" in asked.body:
            told = {"type": "invalid_request_error", "message": "output_config: not supported"}
            return as_json({"type": "error", "error": told}, 400)
        return claude(called(GOOD), stop="tool_use")

    async with FaultServer(older) as server, closing(chat("anthropic", server)) as model:
        ladder = Laddered(model, lambda schema: f"SCHEMA {schema.name}")
        answers = [await ladder.complete(request_) for _ in range(2)]
    assert [answer.structure for answer in answers] == [Structure.TOOL] * 2
    assert len(server.journal) == 3


@anthropic
async def test_thinking_is_not_part_of_the_reply(request_) -> None:
    """Only the text blocks are read."""
    thinking = {"type": "thinking", "thinking": "hm", "signature": "s"}
    text = request_.model_copy(update={"structure": Structure.TEXT})
    answer, server = await ask("anthropic", claude(thinking, said(GOOD)), text)
    assert json.loads(answer.text) == GOOD
    assert "tools" not in server.bodies[0]


@anthropic
@pytest.mark.parametrize(
    ("stop", "finish"),
    [
        ("end_turn", Finish.STOP),
        ("max_tokens", Finish.LENGTH),
        ("refusal", Finish.REFUSAL),
    ],
)
async def test_reads_why_anthropics_reply_ended(stop, finish, request_) -> None:
    """Its words become ours, also where the JSON is cut off."""
    answer, _ = await ask(
        "anthropic", claude({"type": "text", "text": '{"sent'}, stop=stop), request_
    )
    assert (answer.finish, answer.text) == (finish, '{"sent')


@mistral
@pytest.mark.parametrize(
    ("structure", "kind"),
    [
        (Structure.JSON_SCHEMA, "json_schema"),
        (Structure.JSON_OBJECT, "json_object"),
        (Structure.TEXT, None),
    ],
)
async def test_mistral_is_held_to_a_schema_by_its_own_means(structure, kind, request_) -> None:
    """What the rung asks for is on the wire; Mistral's name of the limit is the older one."""
    asked = request_.model_copy(update={"structure": structure})
    answer, server = await ask("mistral", reply(json.dumps(GOOD)), asked)
    body = server.bodies[0]
    assert json.loads(answer.text) == GOOD
    assert body.get("response_format", {}).get("type") == kind
    assert (body["max_tokens"], body["temperature"]) == (1000, 0.5)
    assert answer.tokens == Tokens(input=100, output=20, cached=answer.tokens.cached)
    assert answer.finish is Finish.STOP


@mistral
async def test_mistral_calls_the_one_tool(request_) -> None:
    """The reply is what the tool was called with."""
    tool = request_.model_copy(update={"structure": Structure.TOOL})
    answer, server = await ask("mistral", as_json(tool_call(json.dumps(GOOD))), tool)
    assert json.loads(answer.text) == GOOD
    assert server.bodies[0]["tool_choice"] == "any"


@mistral
async def test_a_tool_call_that_is_no_json_comes_as_it_is(request_) -> None:
    """The ladder decides what to make of it."""
    tool = request_.model_copy(update={"structure": Structure.TOOL})
    answer, _ = await ask("mistral", as_json(tool_call('{"sent')), tool)
    assert answer.text == '{"sent'


@mistral
async def test_a_temperature_that_is_refused_is_dropped_once_and_remembered(request_) -> None:
    """Two requests the first time, one the second, and both replies tell."""

    def cool(asked):
        if "temperature" in asked.body and asked.body["temperature"] != 0.7:
            return failure(400, "temperature is not supported")
        return reply(json.dumps(GOOD))

    async with FaultServer(cool) as server, closing(chat("mistral", server)) as model:
        answers = [await model.complete(request_) for _ in range(2)]
    assert [answer.ignored for answer in answers] == [("temperature",)] * 2
    assert len(server.journal) == 3


def llama(text, reason="stop", **counts):
    """The one line that Ollama's stream consists of here."""
    message = {"role": "assistant", "content": text}
    told = {"model": "m-1", "created_at": "2026-11-05T12:00:00Z", "message": message}
    line = told | {"done": True, "done_reason": reason} | counts
    return Answer(200, json.dumps(line).encode() + b"\n", {"content-type": "application/x-ndjson"})


@ollama
@pytest.mark.parametrize(
    ("structure", "form"),
    [(Structure.JSON_OBJECT, "json"), (Structure.TEXT, None), (Structure.TOOL, None)],
)
async def test_ollama_is_held_to_json_by_its_own_means(structure, form, request_) -> None:
    """Its format, its name of the limit, and its counts; it may answer a tool with plain text."""
    asked = request_.model_copy(update={"structure": structure})
    counted = llama(json.dumps(GOOD), prompt_eval_count=7, eval_count=3)
    answer, server = await ask("ollama", counted, asked)
    body = server.bodies[0]
    assert json.loads(answer.text) == GOOD
    assert body.get("format") == form
    assert bool(body.get("tools")) is (structure is Structure.TOOL)
    assert (body["options"]["num_predict"], body["options"]["temperature"]) == (1000, 0.5)
    assert (answer.tokens.input, answer.tokens.output) == (7, 3)


@ollama
async def test_ollama_is_given_the_schema(request_, schema) -> None:
    """As its format; a reply that is cut off says so."""
    answer, server = await ask("ollama", llama("{", reason="length"), request_)
    assert server.bodies[0]["format"]["properties"] == schema.body["properties"]
    assert answer.finish is Finish.LENGTH


@ollama
async def test_uncounted_tokens_are_unknown_and_what_is_not_set_is_not_sent(request_) -> None:
    """A request that leaves matters to the server says nothing about them."""
    free = request_.model_copy(
        update={"json_schema": None, "temperature": None, "max_output_tokens": None}
    )
    answer, server = await ask("ollama", llama("Hello"), free)
    assert answer.text == "Hello"
    assert answer.tokens == Tokens()
    assert server.bodies[0]["options"].keys() == {"num_ctx"}


@ollama
@pytest.mark.parametrize(("letters", "window"), [(10, 8192), (30_000, 16_384), (90_000, 32_768)])
async def test_ollama_is_told_to_read_all_of_a_long_article(letters, window, request_) -> None:
    """Without a window of that size it would cut the article without a word."""
    message = request_.messages[1].model_copy(update={"content": "x" * letters})
    _, server = await ask(
        "ollama", llama("{}"), request_.model_copy(update={"messages": (message,)})
    )
    assert server.bodies[0]["options"]["num_ctx"] == window


@ollama
async def test_a_setting_that_a_package_does_not_have_is_told(request_) -> None:
    """A vendor of whom only the habits are known may call its limit something else."""
    stranger = replace(vendor_of("ollama"), limit="longest_reply")
    async with FaultServer(llama("{}")) as server:
        model = LangChainChat(stranger, "m-1", options={"base_url": server.root})
        answer = await model.complete(request_)
        await model.aclose()
    assert answer.ignored == ("max_output_tokens",)


class Toolless(FakeListChatModel):
    """A package's model that has no tools, and answers with something that is no message."""

    async def ainvoke(self, *_given: object, **_named: object) -> object:
        """Answer with a bare text."""
        return "Hello"


@pytest.fixture
def toolless():
    """The adapter, over that model."""
    adapter = LangChainChat(vendor_of("ollama"), "m-1")
    adapter._model = Toolless(responses=[])
    return adapter


@ollama
@pytest.mark.parametrize("structure", [Structure.JSON_SCHEMA, Structure.TOOL])
async def test_a_package_without_structured_output_leads_down_the_ladder(
    structure, toolless, request_
) -> None:
    """It is refused without a request, as if a server had done it."""
    with pytest.raises(errors.RequestRejected, match=structure) as caught:
        await toolless.complete(request_.model_copy(update={"structure": structure}))
    assert caught.value.structural


@ollama
async def test_an_answer_that_is_no_message_cannot_be_read(toolless, request_) -> None:
    """It may have been paid for."""
    with pytest.raises(errors.ReplyInvalid) as caught:
        await toolless.complete(request_.model_copy(update={"structure": Structure.TEXT}))
    assert len(caught.value.spent) == 1


EVERY = [pytest.param(name, marks=needs(name)) for name in ("anthropic", "mistral", "ollama")]

FAILURES = [
    (failure(429, headers={"retry-after": "2"}), errors.RateLimited, 0),
    (failure(429, code="insufficient_quota"), errors.QuotaExhausted, 0),
    (failure(500, SECRET), errors.ModelUnreachable, 0),
    (failure(401, SECRET), errors.KeyRejected, 0),
    (failure(404, "model not found"), errors.ModelUnavailable, 0),
    (failure(400, "prompt is too long"), errors.ContextTooLong, 0),
    (failure(400, SECRET), errors.RequestRejected, 0),
    (as_json({"detail": [{"msg": "response_format"}]}, 422), errors.RequestRejected, 0),
    (page("<html>no</html>", 502), errors.ModelUnreachable, 0),
    (reset(), errors.ModelUnreachable, 1),
    (reset_in_body(), errors.ModelUnreachable, 1),
    (broken_json(), errors.ReplyInvalid, 1),
    (page(), errors.ReplyInvalid, 1),
    (as_json({"hello": SECRET}), errors.ReplyInvalid, 1),
    (as_json(completion() | {"choices": []}), errors.ReplyInvalid, 1),
    (as_json([1]), errors.ReplyInvalid, 1),
]


@pytest.mark.parametrize("vendor", EVERY)
@pytest.mark.parametrize(("answer", "error", "paid"), FAILURES)
async def test_failures_are_told_apart(vendor, answer, error, paid, request_) -> None:
    """One request each, whatever the vendor's package raises, and nothing of it repeated."""
    async with FaultServer([answer]) as server:
        with pytest.raises(errors.ModelError) as caught:
            await ask_at(vendor, server, request_)
    assert type(caught.value) is error
    assert len(caught.value.spent) == paid
    assert len(server.journal) == 1
    assert SECRET not in caught.value.message
    assert "sk-key" not in caught.value.message


@mistral
async def test_the_wait_that_a_vendor_asks_for_is_read(request_) -> None:
    """Its headers come through LangChain."""
    async with FaultServer([FAILURES[0][0]]) as server:
        with pytest.raises(errors.RateLimited) as caught:
            await ask_at("mistral", server, request_)
    assert caught.value.retry_after == 2.0


@pytest.mark.parametrize("vendor", EVERY)
async def test_a_reply_that_does_not_come_in_time_may_have_been_paid_for(vendor, request_) -> None:
    """The timeout is ours, whatever the vendor's package makes of it."""
    async with FaultServer([stall(later=150)]) as server:
        with pytest.raises(errors.ModelTimeout) as caught:
            await ask_at(vendor, server, request_)
    assert [call.outcome for call in caught.value.spent] == ["provider_timeout"]


@pytest.mark.parametrize("vendor", EVERY)
async def test_where_nothing_listens_nothing_was_paid(vendor, request_) -> None:
    """A refused connection is told as one."""
    with pytest.raises(errors.ModelUnreachable, match="cannot be reached") as caught:
        await ask_at(vendor, closed_url(), request_)
    assert caught.value.spent == ()


def test_a_vendor_that_langchain_does_not_know_is_named() -> None:
    """The sentence says where to look."""
    with pytest.raises(errors.ModelUnknown, match="keyquestions models"):
        LangChainChat(vendor_of("nobody"), "m-1")


def test_a_vendor_whose_package_is_missing_is_named_with_the_command() -> None:
    """Not installed here: a vendor that has no extra of ours."""
    with pytest.raises(errors.ModelUnknown, match="langchain-upstage"):
        LangChainChat(vendor_of("upstage"), "m-1")


@anthropic
def test_settings_that_a_package_refuses_are_an_error_without_their_values() -> None:
    """A vendor's message may hold the key."""
    with pytest.raises(errors.SettingInvalid) as caught:
        LangChainChat(vendor_of("anthropic"), "m-1", options={"max_retries": "sk-key"})
    assert "sk-key" not in caught.value.message


TRACING = """
import keyquestions.models.langchain_chat
from langsmith.utils import tracing_is_enabled
print(bool(tracing_is_enabled()))
"""


@pytest.mark.parametrize(("asked", "on"), [(None, "False"), ("true", "True")])
def test_langsmiths_tracing_is_off_unless_the_user_turns_it_on(asked, on) -> None:
    """Nothing leaves the machine that nobody asked for."""
    environment = {"PYTHONPATH": ":".join(sys.path)}
    if asked:
        environment["LANGSMITH_TRACING"] = asked
    told = subprocess.run(
        [sys.executable, "-c", TRACING], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == on
