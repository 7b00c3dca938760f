"""JSON is found wherever a model puts it."""

import json

import pytest

from keyquestions.models.json_text import find_object

KEYS = ("sentences", "genre")
OBJECT = '{"sentences": [], "genre": "opinion"}'


@pytest.mark.parametrize(
    "reply",
    [
        f"```json\n{OBJECT}\n```",
        f"```\n{OBJECT}\n```",
        f"Sure! Here it is:\n\n{OBJECT}\n\nLet me know {{if}} it helps.",
        f'<think>First {{"sentences": [1]}} or so?</think>\n{OBJECT}',
        f'I wonder about {{"sentences": [1], "genre": "x"}} …</think>{OBJECT}',
        f'{{"name": "summary", "arguments": {OBJECT}}}',
        f'{{"text": "an example"}}\n{OBJECT}',
        f'{{"sentences": ["a draft"], "genre": "opinion"}}\nBetter:\n{OBJECT}',
        f'{OBJECT} {{"genre": "a lesser one"}}',
        f"[{OBJECT}]",
    ],
)
def test_finds_the_object_around_which_a_model_talks(reply) -> None:
    """Fences, prose, thinking, envelopes and lesser objects are passed over."""
    found = find_object(reply, KEYS)
    assert found is not None
    assert found.value == {"sentences": [], "genre": "opinion"}
    assert json.loads(found.text) == found.value
    assert not found.bare


def test_a_bare_object_comes_back_as_it_is() -> None:
    """A reply that is nothing but the object keeps its text."""
    found = find_object(f" {OBJECT}\n", KEYS)
    assert found is not None
    assert (found.text, found.bare) == (f" {OBJECT}\n", True)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I cannot help with that.",
        "[]",
        "{}",
        '{"answer": 1}',
        '{"answer": {"text": "x"}}',
        '{"sentences": [{"text": "cut of',
        '{"sentences": NaN}',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
)
def test_finds_nothing_where_there_is_nothing(reply) -> None:
    """Prose, other objects, cut ones and hostile nesting are no reply."""
    assert find_object(reply, KEYS) is None
