"""JSON schemas: the labels are the codebook's, and strict mode accepts them."""

from collections.abc import Iterator
from typing import Annotated, Any

import jsonschema
import pytest
from pydantic import BaseModel, Field

from keyquestions.analysis import Analysis
from keyquestions.analyst import FramingDraft, QuestionsDraft, SummaryDraft
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.prompting import strict_schema, with_labels
from keyquestions.resources import prompts_folder

DRAFTS = (SummaryDraft, FramingDraft, QuestionsDraft)
# What a strict server may refuse.
REFUSED = {
    "default", "title", "description", "minimum", "maximum", "minLength", "maxLength", "pattern",
    "format", "minItems", "maxItems", "uniqueItems", "patternProperties", "propertyNames", "oneOf",
    "allOf", "not", "if", "prefixItems", "codebook",
}  # fmt: skip

SIGNAL = {
    "kind": "labeling",
    "voice": "author",
    "quote": "the hard-line faction",
    "explanation": "It judges.",
    "neutral": None,
}
FRAMING = {
    "genre": "reporting",
    "frames": [],
    "functions": [],
    "signals": [SIGNAL],
    "perspectives": [],
}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(prompts_folder())


def _schemas(node: Any, *, names: bool = False) -> Iterator[dict[str, Any]]:
    """Every schema in a schema; the keys under "properties" and "$defs" are names."""
    if isinstance(node, list):
        for item in node:
            yield from _schemas(item)
    if not isinstance(node, dict):
        return
    if not names:
        yield node
    for key, value in node.items():
        yield from _schemas(value, names=not names and key in {"properties", "$defs"})


@pytest.mark.parametrize("draft", DRAFTS)
def test_drafts_are_within_what_strict_mode_takes(
    codebook: Codebook, draft: type[BaseModel]
) -> None:
    """Every object is closed, requires all it has, and nothing that servers refuse is used."""
    schema = strict_schema(draft, codebook)
    jsonschema.Draft202012Validator.check_schema(schema)
    objects = [each for each in _schemas(schema) if each.get("type") == "object"]
    assert objects
    for each in objects:
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
    for each in _schemas(schema):
        assert not REFUSED & set(each)


def test_a_reply_of_the_asked_form_is_valid(codebook: Codebook) -> None:
    """What a good model replies passes the very schema that it is sent, null included."""
    validator = jsonschema.Draft202012Validator(strict_schema(FramingDraft, codebook))
    validator.validate(FRAMING)
    validator.validate(FRAMING | {"signals": [SIGNAL | {"neutral": "the faction"}]})


@pytest.mark.parametrize(
    "reply",
    [
        FRAMING | {"genre": "gossip"},
        FRAMING | {"mood": "gloomy"},
        {key: value for key, value in FRAMING.items() if key != "perspectives"},
        FRAMING | {"signals": [SIGNAL | {"kind": "economic"}]},
        FRAMING | {"signals": [{key: SIGNAL[key] for key in ("kind", "voice", "quote")}]},
        FRAMING | {"signals": None},
    ],
)
def test_a_reply_of_another_form_is_not(codebook: Codebook, reply: dict[str, Any]) -> None:
    """A label outside the codebook, an extra key and a missing one are all against the schema."""
    validator = jsonschema.Draft202012Validator(strict_schema(FramingDraft, codebook))
    assert not validator.is_valid(reply)


def test_labels_are_the_codebooks(codebook: Codebook) -> None:
    """A label that a publisher adds is offered to the model without a change of code."""
    frames = dict(codebook.frames) | {"nature": codebook.frames["other"]}
    own = codebook.model_copy(update={"frames": frames})
    offered = strict_schema(FramingDraft, own)["$defs"]["FrameDraft"]["properties"]["label"]
    assert offered["enum"] == [*codebook.frames, "nature"]


class _Odd(BaseModel):
    """A type with a default, a limit and properties named like words of the schema language."""

    title: str = "none"
    codebook: dict[str, int] | None = None
    label: Annotated[str, Field(json_schema_extra={"codebook": "voices"})]


def test_properties_named_like_schema_words_survive(codebook: Codebook) -> None:
    """Only the schema's own words are taken out, not a property of the same name."""
    schema = strict_schema(_Odd, codebook)
    assert set(schema["properties"]) == {"title", "codebook", "label"}
    assert schema["properties"]["title"] == {"type": "string"}
    assert schema["properties"]["label"]["enum"] == list(codebook.voices)
    assert schema["required"] == ["title", "codebook", "label"]


def test_the_result_has_the_labels_too(codebook: Codebook) -> None:
    """The published schema of an analysis names the labels where a client will meet them."""
    schema = with_labels(Analysis.model_json_schema(mode="serialization"), codebook)
    jsonschema.Draft202012Validator.check_schema(schema)
    defined = schema["$defs"]
    assert defined["Frame"]["properties"]["label"]["enum"] == list(codebook.frames)
    assert defined["Signal"]["properties"]["kind"]["enum"] == list(codebook.signals)
    assert defined["Question"]["properties"]["kind"]["enum"] == list(codebook.question_kinds)
    assert defined["Framing"]["properties"]["genre"]["enum"] == list(codebook.genres)
    functions = defined["Framing"]["properties"]["functions"]
    assert functions["propertyNames"]["enum"] == list(codebook.functions)
    left = {"codebook", "codebook_keys"}
    assert not [each for each in _schemas(schema) if left & set(each)]
