"""Tokens are estimated without a tokenizer, and rather too many than too few."""

import pytest

from keyquestions.model_analyst.window import Window, estimated_tokens
from keyquestions.models import ChatRequest, JsonSchema, Message, Role


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        # The true counts of o200k_base and cl100k_base are between these.
        ("The town council voted 7 to 4 to close the library.", 13, 20),
        ("Der Stadtrat beschloss am Dienstag die Schließung der Bücherei.", 14, 24),
        ("市议会星期二通过决议，关闭榆树街图书馆。", 17, 30),
        ("🙂🙂", 2, 8),
    ],
)
def test_the_estimate_is_near_and_not_below(text, least, most):
    """English, German, Chinese."""
    assert least <= estimated_tokens(text) <= most


def test_a_request_takes_its_messages_its_schema_and_its_reply():
    """All of it has to fit."""
    window = Window(8192)
    bare = ChatRequest(messages=(Message(role=Role.USER, content="Hello"),), max_output_tokens=100)
    schema = JsonSchema(name="x", body={"type": "object"})
    held = bare.model_copy(update={"json_schema": schema})
    assert window.taken(held) > window.taken(bare) > 100
    assert window.left(bare) == 8192 - window.taken(bare)
    open_ended = bare.model_copy(update={"max_output_tokens": None})
    assert window.taken(open_ended) > 8192 // 4


def test_a_reply_may_take_a_quarter_of_the_window():
    """What prompt files want is for large windows."""
    assert Window(8192).reply(10_000) == 2048
    assert Window(128_000).reply(10_000) == 10_000
    assert Window().reply(None) is None
