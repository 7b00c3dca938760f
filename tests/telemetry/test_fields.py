"""What can be said at all: the allow-list, tried with what must not pass."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.analysis import AnalysisStatus, Stage
from keyquestions.errors import KeyQuestionsError, RateLimited
from keyquestions.models import Finish, Structure
from keyquestions.telemetry import Fields, failure
from keyquestions.telemetry.fields import FIELDS, LEFT_OUT, NAME_LENGTH, admitted

from .conftest import ARTICLE, KEY

SECRETS = {
    "article": ARTICLE,
    "sentence": "Opponents plan to sue.",
    "Chinese sentence without spaces": "市议会以七比四投票决定关闭图书馆",
    "key": KEY,
    "key behind a model": f"openai:{KEY}",
    "Google key": "AIzaSyA-1234_567-89abcdefghij",
    "AWS key": "AKIAIOSFODNN7EXAMPLE",
    "key of an unknown vendor": "0123456789abcdef0123456789abcdef",
    "header": "Authorization: Bearer abc",
    "bearer token": "bearer:abc",
    "address": "https://user:pass@example.org/v1",
    "query": "v1/models?api-version=3",
    "lines": "gpt-5\nforged line",
    "bytes": ARTICLE.encode(),
    "messages": [{"role": "user", "content": ARTICLE}],
    "mapping": {"authorization": KEY},
    "error": RateLimited(ARTICLE),
    "length": "a-" * NAME_LENGTH,
}


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_field_takes_what_must_not_be_told(secret):
    """Whatever it is given, a field shows neither text nor keys, but is counted as left out."""
    assert [name for name in FIELDS if admitted({name: secret}) != {LEFT_OUT: 1}] == []


@given(st.text(min_size=1))
def test_no_field_takes_text_with_spaces_or_other_scripts(text):
    """What passes as a name is one short ASCII word."""
    told = admitted(dict.fromkeys(FIELDS, text))

    for value in told.values():
        assert isinstance(value, int) or (
            value.isascii() and len(value.split()) == 1 and len(value) <= NAME_LENGTH
        )


def test_a_field_that_is_not_on_the_list_is_left_out():
    """Also where its value is harmless."""
    assert admitted({"prompt": "harmless", "url": "harmless"}) == {LEFT_OUT: 2}


def test_the_list_and_the_type_name_the_same_fields():
    """What mypy lets pass is what is told."""
    assert FIELDS.keys() - {LEFT_OUT} == Fields.__annotations__.keys()


def test_every_attribute_of_a_span_has_a_name_of_its_own():
    """No field hides another."""
    assert len({field.attribute for field in FIELDS.values()}) == len(FIELDS)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("stage", list(Stage)),
        ("finish", list(Finish)),
        ("structure", list(Structure)),
        ("status", [AnalysisStatus.SUCCEEDED, AnalysisStatus.PARTIAL]),
        ("code", ["internal", "cancelled", RateLimited.code]),
        ("analysis", ["an_0123456789abcdef01234567"]),
        ("request", ["0123456789ab"]),
        ("language", ["en", "fil"]),
        ("tokens_input", [0, 2**31]),
        ("cost_usd", [0, 0.0123]),
        ("repaired", [True, False]),
        (
            "model",
            [
                "openai:gpt-5-mini",
                "langchain:anthropic:claude-sonnet-4-5@20250929",
                "openai:accounts/fireworks/models/llama-v3p1-405b-instruct",
                "openai:ft:gpt-4o-mini-2024-07-18:my-org:custom:7p4lURel",
                "openai:/models/Qwen3-0.6B-Q8_0.gguf",
                "openai:task-risk-model",
            ],
        ),
    ],
)
def test_what_the_program_has_to_tell_passes(name, values):
    """All members of its enumerations, and the names of models as vendors spell them."""
    for value in values:
        assert admitted({name: value}) == {name: value}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", -1),
        ("words", True),
        ("words", 2**53),
        ("words", 1.5),
        ("cost_usd", float("nan")),
        ("cost_usd", True),
        ("repaired", 1),
        ("exception", int),
    ],
)
def test_numbers_have_their_form_too(name, value):
    """A count is a whole number, a cost is finite, a flag is a flag, an exception a class."""
    assert admitted({name: value}) == {LEFT_OUT: 1}


def test_what_is_unknown_is_not_told():
    """None is neither told nor counted."""
    assert admitted({"model": None, "words": 3}) == {"words": 3}


def test_members_of_enumerations_become_plain_text():
    """A log's reader shall not need this program's types."""
    assert type(admitted({"stage": Stage.SUMMARY})["stage"]) is str


class _AnErrorOfSomebodyElses(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RateLimited(ARTICLE), {"code": "provider_rate_limited"}),
        (KeyQuestionsError(ARTICLE), {"code": "internal"}),
        (asyncio.CancelledError(ARTICLE), {"code": "cancelled"}),
        (
            _AnErrorOfSomebodyElses(ARTICLE),
            {"code": "internal", "exception": "_AnErrorOfSomebodyElses"},
        ),
    ],
)
def test_an_error_is_told_by_code_and_class(error, told):
    """Never by its message, which may repeat what was read."""
    assert admitted({**failure(error)}) == told
