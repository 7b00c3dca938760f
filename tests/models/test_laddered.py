"""Structured output from servers of every kind."""

import json

import pytest

from keyquestions.errors import (
    KeyRejected,
    ModelTimeout,
    ModelUnreachable,
    ReplyInvalid,
    RequestRejected,
)
from keyquestions.models import Structure
from keyquestions.models.laddered import RUNGS, Laddered
from keyquestions.models.openai_chat import OpenAIChat
from keyquestions.models.scripted import ScriptedModel, scripted_reply

from .faults import FaultServer, as_json, failure, reply, tool_call

GOOD = '{"sentences": [{"text": "x", "note": null}], "genre": "opinion"}'
LOOSE = '{"sentences": ["x"], "genre": "opinion"}'
PROSE = "The article says that x."
REFUSED = RequestRejected("no schema", structural=True)


def introduce(schema):
    return f"SCHEMA {json.dumps(schema.body)}"


def laddered(script):
    model = ScriptedModel(script)
    return Laddered(model, introduce), model


def rungs(model):
    return [asked.structure for asked in model.requests]


async def test_the_firmest_rung_comes_first(request_) -> None:
    """A server that takes a strict schema is asked once, with the messages as they were."""
    ladder, model = laddered([GOOD])
    answer = await ladder.complete(request_)
    assert (answer.text, answer.structure, answer.spent) == (GOOD, Structure.JSON_SCHEMA, ())
    assert model.requests == [request_]


@pytest.mark.parametrize("rung", range(1, len(RUNGS)))
async def test_steps_down_where_the_server_refuses(rung, request_) -> None:
    """Each refusal leads one rung down; the rung that works is where the next request begins."""

    def server(asked):
        return GOOD if RUNGS.index(asked.structure) >= rung else REFUSED

    ladder, model = laddered(server)
    first, second = await ladder.complete(request_), await ladder.complete(request_)
    assert rungs(model) == [*RUNGS[: rung + 1], RUNGS[rung]]
    assert first.structure is second.structure is ladder.structure is RUNGS[rung]
    assert first.spent == ()


async def test_the_schema_goes_into_the_words_where_the_server_is_not_given_it(request_) -> None:
    """On the second and the last rung the last message ends with the schema, the rest is kept."""
    ladder, model = laddered([REFUSED, REFUSED, REFUSED, GOOD])
    await ladder.complete(request_)
    said = [asked.messages for asked in model.requests]
    assert said[0] == said[2] == request_.messages
    assert said[1] == said[3]
    assert said[1][:-1] == request_.messages[:-1]
    assert said[1][-1].content == (
        f"{request_.messages[-1].content}\n\n{introduce(request_.json_schema)}"
    )
    assert said[1][-1].role is request_.messages[-1].role


async def test_two_invalid_answers_lead_one_rung_down_and_onto_the_bill(request_) -> None:
    """What was paid for nothing is told, with its reason."""
    ladder, model = laddered([PROSE, PROSE, GOOD])
    answer = await ladder.complete(request_)
    assert rungs(model) == [Structure.JSON_SCHEMA, Structure.JSON_SCHEMA, Structure.JSON_OBJECT]
    assert [call.outcome for call in answer.spent] == ["schema_invalid", "schema_invalid"]
    assert ladder.structure is Structure.JSON_OBJECT


async def test_one_invalid_answer_is_asked_for_again_on_the_same_rung(request_) -> None:
    """A slip is no habit."""
    ladder, model = laddered([PROSE, GOOD])
    await ladder.complete(request_)
    assert rungs(model) == [Structure.JSON_SCHEMA] * 2
    assert ladder.structure is Structure.JSON_SCHEMA


def blank():
    return ReplyInvalid("nothing in it").after((scripted_reply("").call,))


async def test_an_empty_completion_is_asked_for_again(request_) -> None:
    """In the same way, once: it may pass. It is on the bill, because the server has billed it."""
    ladder, model = laddered([blank(), GOOD])
    answer = await ladder.complete(request_)
    assert rungs(model) == [Structure.JSON_SCHEMA, Structure.JSON_SCHEMA]
    assert len(answer.spent) == 1


async def test_a_server_that_a_schema_strikes_dumb_is_asked_without_it(request_) -> None:
    """After two empty completions one rung further down, which is remembered."""
    ladder, model = laddered([blank(), blank(), GOOD, GOOD])
    await ladder.complete(request_)
    await ladder.complete(request_)
    assert rungs(model)[1:] == [Structure.JSON_SCHEMA, *[Structure.JSON_OBJECT] * 2]


async def test_a_server_that_only_sends_empty_completions_is_down(request_) -> None:
    """Three calls, and no word about the model: another model, if there is one, takes over."""
    ladder, model = laddered(lambda _asked: blank())
    with pytest.raises(ModelUnreachable) as caught:
        await ladder.complete(request_)
    assert len(model.requests) == len(caught.value.spent) == 3
    assert "server's" in caught.value.message
    assert "capable" not in caught.value.message
    assert caught.value.down


async def test_prose_after_empty_completions_is_told_as_prose(request_) -> None:
    """What came last is what is known of the model."""
    ladder, _ = laddered([blank(), *[PROSE] * 8])
    with pytest.raises(ReplyInvalid, match="did not answer with the JSON"):
        await ladder.complete(request_)


async def test_what_is_no_answer_of_a_model_ends_the_climb(request_) -> None:
    """A web page in place of an API would be the same on every rung."""
    ladder, model = laddered([PROSE, ReplyInvalid("a page")])
    with pytest.raises(ReplyInvalid, match="a page") as caught:
        await ladder.complete(request_)
    assert len(model.requests) == 2
    assert len(caught.value.spent) == 1


@pytest.mark.parametrize(
    "error", [KeyRejected("k"), ModelTimeout("t"), RequestRejected("r", structural=False)]
)
async def test_other_errors_pass_with_the_whole_bill(error, request_) -> None:
    """They are not the schema's fault."""
    ladder, model = laddered([PROSE, error, GOOD])
    with pytest.raises(type(error)) as caught:
        await ladder.complete(request_)
    assert len(model.requests) == 2
    assert [call.outcome for call in caught.value.spent] == ["schema_invalid"]


async def test_a_model_that_never_writes_json_is_an_error_with_its_bill(request_) -> None:
    """Two answers on every rung, all paid, and nothing is remembered of it."""
    ladder, model = laddered(lambda _asked: PROSE)
    with pytest.raises(ReplyInvalid, match="JSON") as caught:
        await ladder.complete(request_)
    assert rungs(model) == [rung for rung in RUNGS for _ in range(2)]
    assert len(caught.value.spent) == 8
    assert ladder.structure is Structure.JSON_SCHEMA


async def test_a_request_that_no_rung_makes_acceptable_is_the_servers_refusal(request_) -> None:
    """The reason was another one, so that the server's own error is told."""
    ladder, model = laddered(lambda _asked: RequestRejected("HTTP 400", structural=True))
    with pytest.raises(RequestRejected, match="HTTP 400"):
        await ladder.complete(request_)
    assert rungs(model) == list(RUNGS)


@pytest.mark.parametrize("careless", [LOOSE, f"```json\n{GOOD}\n```"])
async def test_notices_a_server_that_accepts_a_schema_and_ignores_it(careless, request_) -> None:
    """Usable answers against the schema are used, and after two the schema goes into the words."""
    ladder, model = laddered(lambda _asked: careless)
    answers = [await ladder.complete(request_) for _ in range(3)]
    assert rungs(model) == [Structure.JSON_SCHEMA, Structure.JSON_SCHEMA, Structure.JSON_OBJECT]
    assert all(json.loads(answer.text) for answer in answers)
    assert all(answer.spent == () for answer in answers)


async def test_a_rung_that_has_worked_is_not_given_up_for_one_odd_article(request_) -> None:
    """The odd one finds its answer further down; the next begins at the top again."""
    ladder, model = laddered([GOOD, PROSE, PROSE, GOOD, LOOSE, LOOSE, GOOD])
    for _ in range(5):
        await ladder.complete(request_)
    assert rungs(model)[3:] == [Structure.JSON_OBJECT] + [Structure.JSON_SCHEMA] * 3


async def test_a_slower_caller_does_not_undo_what_was_found_out(request_) -> None:
    """An answer on a rung that has been left meanwhile changes nothing."""

    def script(_asked):
        if len(model.requests) == 1:
            ladder._habits.rung = 2
        return LOOSE

    ladder, model = laddered(script)
    await ladder.complete(request_)
    assert ladder.structure is RUNGS[2]


async def test_a_caller_profits_from_what_another_found_out_meanwhile(request_) -> None:
    """After one invalid answer it goes on where requests begin by then."""

    def script(_asked):
        if len(model.requests) == 1:
            ladder._habits.rung = 3
            return PROSE
        return GOOD

    ladder, model = laddered(script)
    await ladder.complete(request_)
    assert rungs(model) == [Structure.JSON_SCHEMA, Structure.TEXT]


async def test_a_request_without_a_schema_passes_as_it_is(request_) -> None:
    """There is nothing to hold anyone to."""
    ladder, model = laddered([PROSE])
    free = request_.model_copy(update={"json_schema": None})
    answer = await ladder.complete(free)
    assert (answer.text, model.requests) == (PROSE, [free])


async def test_closes_what_it_wraps() -> None:
    """Closing reaches the model, whose name it bears."""

    class Closing(ScriptedModel):
        closed = False

        async def aclose(self) -> None:
            self.closed = True

    model = Closing([])
    ladder = Laddered(model, introduce)
    await ladder.aclose()
    assert (ladder.name, model.closed) == ("scripted", True)


def takes_everything(_asked):
    return reply(GOOD)


def ignores_schemas(asked):
    """Like a server that accepts response_format and never looks at it."""
    shown = "SCHEMA" in asked.body["messages"][-1]["content"]
    return reply(f"Here you are:\n```json\n{GOOD}\n```" if shown else PROSE)


def refuses_schemas(asked):
    """Like a server with JSON mode only."""
    kind = asked.body.get("response_format", {}).get("type")
    return (
        failure(400, "response_format.type must be json_object")
        if kind == "json_schema"
        else reply(GOOD)
    )


def breaks_on_schemas(asked):
    """Like a server that answers 500 to what it has not implemented."""
    if "response_format" in asked.body:
        return failure(500, "response_format is not supported")
    return as_json(tool_call(GOOD))


def text_only(asked):
    """Like an old server that forbids every field that it does not know."""
    extra = asked.body.keys() & {"response_format", "tools"}
    if extra:
        return as_json({"detail": [{"loc": ["body", *extra], "msg": "extra"}]}, 422)
    return reply(f"<think>{{}}</think>{GOOD}")


@pytest.mark.parametrize(
    ("server", "structure", "requests"),
    [
        (takes_everything, Structure.JSON_SCHEMA, 1),
        (ignores_schemas, Structure.JSON_OBJECT, 3),
        (refuses_schemas, Structure.JSON_OBJECT, 2),
        (breaks_on_schemas, Structure.TOOL, 3),
        (text_only, Structure.TEXT, 4),
    ],
)
async def test_gets_structured_output_from_servers_of_every_kind(
    server, structure, requests, request_
) -> None:
    """Over real HTTP: the same answer everywhere, and the second request goes straight there."""
    async with FaultServer(server) as running:
        model = Laddered(OpenAIChat("m", api_key=None, base_url=running.url), introduce)
        answers = [await model.complete(request_) for _ in range(2)]
        await model.aclose()
    assert [answer.text for answer in answers] == [GOOD, GOOD]
    assert [answer.structure for answer in answers] == [structure, structure]
    assert len(running.journal) == requests + 1
