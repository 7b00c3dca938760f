"""What a request's key depends on, and what is kept of a reply."""

import pytest

from keyquestions.analysis import Tokens
from keyquestions.models.nearest import first_difference, nearest
from keyquestions.models.port import Finish, JsonSchema, Message, Role, Structure
from keyquestions.models.records import Asked, Record
from keyquestions.models.scripted import scripted_reply

from .doubles import SCHEMA, ask, call

KEY = "d7435c0b8a222b03ff5c1b4219da22b6b3eaaf029d6b92f83cca4bb58577cce5"


def asked(content="Summarise it.", model="openai:m", **changes):
    return Asked.of(model, ask(content, **changes))


def test_the_same_question_has_the_same_key_however_its_schema_is_asked_for():
    """The rung of the ladder changes the wire, not the question."""
    keys = {asked(structure=structure).key for structure in Structure}
    assert len(keys) == 1
    assert len(keys.pop()) == 64


def test_the_key_stays_what_it_is():
    """Recordings in git are found by it: a change here makes all of them useless."""
    assert asked().key == KEY


@pytest.mark.parametrize(
    "change",
    [
        {"content": "Summarise this."},
        {"model": "openai:n"},
        {"trial": 1},
        {"temperature": 0.0},
        {"max_output_tokens": 10},
        {"json_schema": None},
        {"json_schema": JsonSchema(name="framing", body=SCHEMA.body)},
    ],
)
def test_whatever_bears_on_the_answer_changes_the_key(change):
    """Another question is another key."""
    assert asked(**change).key != asked().key


def test_the_order_of_a_schemas_keys_does_not_matter():
    """It is written down in one way only."""
    turned = JsonSchema(name="summary", body=dict(reversed(SCHEMA.body.items())))
    assert asked(json_schema=turned).key == asked().key


def test_a_lone_surrogate_has_a_key_too():
    """A damaged article is no reason to fail."""
    assert len(asked("\ud800").key) == 64


def test_a_reply_comes_back_as_it_was_marked_as_stored():
    """Text, tokens, price, latency, structure and server's name; what was thrown away is gone."""
    reply = scripted_reply("there").model_copy(
        update={
            "cost_usd": 0.25,
            "latency_ms": 1200,
            "structure": Structure.TOOL,
            "tokens": Tokens(input=1, output=2, cached=3, reasoning=4),
            "spent": (call(),),
            "stands_in": None,
        }
    )
    record = Record.of(asked(), reply)
    back = Record.model_validate_json(record.model_dump_json()).as_reply()

    assert back == reply.model_copy(update={"spent": (), "stored": True, "model": "openai:m"})
    assert back.finish is Finish.STOP
    assert back.call.stored
    assert record.created_at.tzinfo


def test_the_nearest_is_the_most_similar_one_for_the_same_task():
    """A request for another part of the analysis is only taken where there is no other."""
    text = "The council voted to close the library. Summarise it."
    other_task = asked(text, json_schema=JsonSchema(name="framing", body=SCHEMA.body))
    close, far = asked(text.replace("council", "board")), asked("Something else entirely.")

    assert nearest(asked(text), [far, other_task, close]) == close
    assert nearest(asked(text), [other_task]) == other_task
    assert nearest(asked(text), []) is None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"model": "openai:n"}, 'model, line 1, character 8: "n" now, "m" in the recording'),
        ({"temperature": 0.5}, "temperature: 0.5 now, null in the recording"),
        ({"trial": 2}, "trial: 2 now, 0 in the recording"),
        ({"json_schema": None}, "json_schema: null now, {"),
        (
            {"json_schema": JsonSchema(name="summary", body={"type": "object", "title": "T"})},
            'json_schema.body.required: nothing now, ["text"] in the recording',
        ),
    ],
)
def test_a_difference_in_settings_is_shown(change, told):
    """Both values are there."""
    assert told in str(first_difference(asked(**change), asked()))


def test_a_difference_in_an_article_is_placed_but_not_quoted():
    """Error messages and logs hold no word of an article; the excerpts are there for who asks."""
    difference = first_difference(asked("One\ntwo three"), asked("One\ntwo four"))
    assert str(difference) == "messages[1].content, line 2, character 5"
    assert (difference.asked, difference.recorded) == ('"three"', '"four"')


def test_a_difference_in_the_instructions_is_quoted():
    """They are ours, not the article's."""
    ours = asked()
    system = Message(role=Role.SYSTEM, content="You are a desk poet.")
    theirs = ours.model_copy(update={"messages": (system, ours.messages[1])})
    told = str(first_difference(ours, theirs))
    assert told.startswith("messages[0].content, line 1, character 16: ")
    assert '"editor."' in told


def test_a_message_more_is_a_difference_too():
    """A request to do it again is not the first request."""
    ours = asked()
    more = ours.model_copy(update={"messages": (*ours.messages, ours.messages[1])})
    difference = first_difference(ours, more)
    assert difference.place == "messages[2]"
    assert difference.asked == "nothing"
    assert difference.private
    assert len(difference.recorded) <= 81


def test_the_same_request_has_no_difference():
    """None says so."""
    assert first_difference(asked(), asked()) is None


def test_a_text_that_only_goes_on_departs_at_its_end():
    """The place is where the shorter one ends."""
    difference = first_difference(asked("abc"), asked("abcdef"))
    assert difference.place.endswith("character 4")
    assert (difference.asked, difference.recorded) == ('""', '"def"')


def test_what_a_cache_is_told_is_nothing_to_the_question(request_) -> None:
    """Else every stored reply would have to be paid for again."""
    told = request_.model_copy(update={"shared": 10})
    assert Asked.of("openai:m", told).key == Asked.of("openai:m", request_).key
