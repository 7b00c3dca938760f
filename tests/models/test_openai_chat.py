"""The OpenAI adapter against a server on loopback: what it sends and what it reads."""

import httpx2
import pytest

from keyquestions.analysis import Tokens
from keyquestions.errors import RequestRejected
from keyquestions.models import ChatRequest, Finish, Message, Role, Structure
from keyquestions.models.openai_chat import OpenAIChat
from keyquestions.models.prices import Price, Prices

from .faults import Answer, FaultServer, as_json, completion, failure, reply, tool_call


async def ask(script, request, **settings):
    """The reply, and the server that gave it."""
    async with FaultServer(script) as server:
        model = OpenAIChat("m-1", api_key=None, base_url=server.url, **settings)
        try:
            return await model.complete(request), server
        finally:
            await model.aclose()


async def test_puts_a_strict_schema_on_the_wire(request_, schema) -> None:
    """The body is the protocol's, and nothing else is in it."""
    _, server = await ask(reply(), request_)
    assert server.bodies == [
        {
            "model": "m-1",
            "messages": [
                {"role": "system", "content": "You analyse."},
                {"role": "user", "content": "The temperature rose. Summarise."},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "summary", "schema": schema.body, "strict": True},
            },
            "temperature": 0.5,
            "max_completion_tokens": 1000,
        }
    ]
    assert server.journal[0].path == "/v1/chat/completions"
    assert server.journal[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize(
    ("structure", "sent"),
    [
        (Structure.JSON_OBJECT, {"response_format": {"type": "json_object"}}),
        (Structure.TEXT, {}),
    ],
)
async def test_asks_for_looser_structures(structure, sent, request_) -> None:
    """An object without a schema, or nothing at all."""
    _, server = await ask(reply(), request_.model_copy(update={"structure": structure}))
    body = server.bodies[0]
    assert {key: body[key] for key in body.keys() & {"response_format", "tools"}} == sent


@pytest.mark.parametrize("arguments", ['{"genre": "opinion"}', {"genre": "opinion"}])
async def test_asks_for_one_tool_and_reads_what_it_was_called_with(
    arguments, request_, schema
) -> None:
    """The one tool is required, not named; its arguments may come as a text or as an object."""
    tool = request_.model_copy(update={"structure": Structure.TOOL})
    answer, server = await ask(as_json(tool_call(arguments)), tool)
    assert answer.text == '{"genre": "opinion"}'
    assert answer.finish is Finish.STOP
    assert server.bodies[0]["tool_choice"] == "required"
    function = {"name": "summary", "parameters": schema.body}
    assert server.bodies[0]["tools"] == [{"type": "function", "function": function}]


async def test_leaves_out_what_is_not_asked_for() -> None:
    """A request that leaves matters to the server says nothing about them."""
    request = ChatRequest(messages=(Message(role=Role.USER, content="Hello"),))
    _, server = await ask(reply(), request)
    assert server.bodies[0].keys() == {"model", "messages"}


async def test_reads_text_usage_and_the_model_that_served(request_) -> None:
    """Cached and reasoning tokens are told apart, and time was taken."""
    answer, _ = await ask(reply('{"a": 1}'), request_)
    assert answer.text == '{"a": 1}'
    assert answer.tokens == Tokens(input=100, output=20, cached=40, reasoning=5)
    assert (answer.model, answer.model_served) == ("openai:m-1", "served-1")
    assert answer.latency_ms is not None
    assert answer.cost_usd is None
    assert answer.ignored == ()


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (None, Tokens()),
        ("none", Tokens()),
        ({"prompt_tokens": 7}, Tokens(input=7)),
        ({"prompt_tokens": True, "completion_tokens": "9"}, Tokens()),
        ({"prompt_tokens": 7, "prompt_cache_hit_tokens": 3}, Tokens(input=7, cached=3)),
        ({"prompt_tokens": 7, "prompt_tokens_details": None}, Tokens(input=7)),
    ],
)
async def test_unknown_usage_is_unknown(usage, tokens, request_) -> None:
    """Servers count more or less; what they do not say is None and not 0."""
    answer, _ = await ask(as_json(completion() | {"usage": usage}), request_)
    assert answer.tokens == tokens


@pytest.mark.parametrize(
    ("finish", "expected"),
    [
        ("stop", Finish.STOP),
        ("length", Finish.LENGTH),
        ("content_filter", Finish.FILTER),
        ("tool_calls", Finish.STOP),
        ("something new", Finish.STOP),
    ],
)
async def test_reads_why_a_reply_ended(finish, expected, request_) -> None:
    """The protocol's words become ours."""
    answer, _ = await ask(reply("{}", finish=finish), request_)
    assert answer.finish is expected


async def test_a_refusal_is_told_by_its_own_field(request_) -> None:
    """A server that refuses ends with "stop" all the same."""
    answer, _ = await ask(reply(None, refusal="I cannot."), request_)
    assert (answer.finish, answer.text) == (Finish.REFUSAL, "")


async def test_reads_content_in_parts_without_the_thinking(request_) -> None:
    """Some servers send a list of parts."""
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": '{"a":'},
        {"type": "text", "text": " 1}"},
        "stray",
    ]
    answer, _ = await ask(reply(parts), request_)
    assert answer.text == '{"a": 1}'


@pytest.mark.parametrize("message", [None, {}, {"content": 3}, {"tool_calls": ["x"]}])
async def test_a_message_without_text_is_an_empty_reply(message, request_) -> None:
    """Odd messages do not break the reading."""
    odd = completion()
    odd["choices"][0]["message"] = message
    answer, _ = await ask(as_json(odd), request_)
    assert answer.text == ""


async def test_fills_in_the_cost_by_the_users_prices(request_) -> None:
    """60 fresh and 40 cached tokens in, 20 out."""
    prices = Prices(own={"openai:m-1": Price(input=10.0, cached=1.0, output=20.0)})
    answer, _ = await ask(reply(), request_, prices=prices)
    assert answer.cost_usd == pytest.approx((60 * 10 + 40 * 1 + 20 * 20) / 1e6)


async def test_list_prices_do_not_hold_for_a_local_server(request_) -> None:
    """The model of a local server costs what its owner says, whatever its name is."""
    prices = Prices(listed={"openai:m-1": Price(input=10.0, output=20.0)})
    answer, _ = await ask(reply(), request_, prices=prices)
    assert answer.cost_usd is None


@pytest.mark.parametrize("address", [None, "https://r.openai.azure.com/openai/v1"])
async def test_list_prices_hold_at_the_vendor(address, request_) -> None:
    """At OpenAI's own address and on Azure the table that ships counts."""
    prices = Prices(listed={"openai:m-1": Price(input=10.0, output=20.0)})
    transport = httpx2.MockTransport(lambda _asked: httpx2.Response(200, json=completion()))
    model = OpenAIChat("m-1", api_key="k", base_url=address, prices=prices, transport=transport)
    answer = await model.complete(request_)
    assert answer.cost_usd == pytest.approx((100 * 10 + 20 * 20) / 1e6)
    await model.aclose()


async def test_azure_takes_the_dated_form_where_a_version_is_set(request_) -> None:
    """The deployment stands in the path, the version behind it, the key in a header of its own."""
    async with FaultServer(reply()) as server:
        model = OpenAIChat(
            "my-deployment", api_key="k", base_url=server.root, api_version="2024-10-21"
        )
        answer = await model.complete(request_)
        await model.aclose()
    asked = server.journal[0]
    assert asked.path == (
        "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21"
    )
    assert asked.headers["api-key"] == "k"
    assert answer.model == "openai:my-deployment"


def refuses(field: str, answer: Answer):
    """A server that does not take a field."""
    return lambda asked: answer if field in asked.body else reply("{}")


async def test_a_temperature_that_is_refused_is_dropped_once_and_remembered(request_) -> None:
    """The second request already comes without, and both replies tell that it was left out."""
    answer = failure(
        400,
        "Unsupported value: 'temperature' does not support 0.5 with this model.",
        code="unsupported_value",
    )
    async with FaultServer(refuses("temperature", answer)) as server:
        model = OpenAIChat("m-1", api_key=None, base_url=server.url)
        told = [await model.complete(request_) for _ in range(2)]
        await model.aclose()
    assert ["temperature" in body for body in server.bodies] == [True, False, False]
    assert [each.ignored for each in told] == [("temperature",)] * 2


async def test_the_older_name_of_the_limit_is_learned_once(request_) -> None:
    """A server that forbids the new name gets the old one from then on; nothing was left out."""
    forbidden = [{"type": "extra_forbidden", "loc": ["body", "max_completion_tokens"]}]
    answer = as_json({"detail": forbidden}, 422)
    async with FaultServer(refuses("max_completion_tokens", answer)) as server:
        model = OpenAIChat("m-1", api_key=None, base_url=server.url)
        told = [await model.complete(request_) for _ in range(2)]
        await model.aclose()
    assert [body.get("max_tokens") for body in server.bodies] == [None, 1000, 1000]
    assert [each.ignored for each in told] == [(), ()]


async def test_a_limit_beyond_the_models_is_left_out_for_this_article(request_) -> None:
    """The next article may leave more room, so the limit is sent again."""
    answer = failure(400, "max_tokens is too large: 1000. This model supports at most 512.")
    async with FaultServer([answer, reply("{}"), reply("{}")]) as server:
        model = OpenAIChat("m-1", api_key=None, base_url=server.url)
        told = [await model.complete(request_) for _ in range(2)]
        await model.aclose()
    limits = [body.get("max_completion_tokens") for body in server.bodies]
    assert limits == [1000, None, 1000]
    assert [each.ignored for each in told] == [("max_output_tokens",), ()]


async def test_all_that_a_server_refuses_is_found_out_in_one_call(request_) -> None:
    """Temperature, the new name and the old name go one after the other; then nothing is left."""

    def fussy(asked):
        for field in ("temperature", "max_completion_tokens", "max_tokens"):
            if field in asked.body:
                return failure(400, f"{field} is not supported")
        return reply("{}")

    answer, server = await ask(fussy, request_)
    assert len(server.journal) == 4
    assert answer.ignored == ("temperature", "max_output_tokens")


async def test_a_temperature_in_the_article_is_no_refusal_of_one(request_) -> None:
    """Servers repeat the request in their errors: only their own words count."""
    echo = {"detail": [{"loc": ["body", "x"], "msg": "bad", "input": "the temperature rose"}]}
    with pytest.raises(RequestRejected):
        await ask([as_json(echo, 422)], request_)
