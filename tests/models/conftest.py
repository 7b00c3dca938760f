"""What the tests of the model layer share."""

import pytest

from keyquestions.models import ChatRequest, JsonSchema, Message, Role


@pytest.fixture
def schema() -> JsonSchema:
    """A small schema in the strict subset."""
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["text", "note"],
        "additionalProperties": False,
    }
    body = {
        "type": "object",
        "$defs": {"Sentence": sentence},
        "properties": {
            "sentences": {"type": "array", "items": {"$ref": "#/$defs/Sentence"}},
            "genre": {"type": "string", "enum": ["reporting", "opinion"]},
        },
        "required": ["sentences", "genre"],
        "additionalProperties": False,
    }
    return JsonSchema(name="summary", body=body)


@pytest.fixture
def request_(schema) -> ChatRequest:
    """A request with everything set."""
    return ChatRequest(
        messages=(
            Message(role=Role.SYSTEM, content="You analyse."),
            Message(role=Role.USER, content="The temperature rose. Summarise."),
        ),
        json_schema=schema,
        temperature=0.5,
        max_output_tokens=1000,
    )
