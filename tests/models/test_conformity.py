"""The check of a reply against its schema agrees with a whole JSON Schema validator."""

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.analyst import FramingDraft, QuestionsDraft, SummaryDraft
from keyquestions.codebook import load_codebook
from keyquestions.models.conformity import conforms
from keyquestions.prompting import strict_schema
from keyquestions.resources import prompts_folder

CODEBOOK = load_codebook(prompts_folder())
SCHEMAS = [strict_schema(draft, CODEBOOK) for draft in (SummaryDraft, FramingDraft, QuestionsDraft)]
GOOD = {
    "questions": [
        {
            "text": "Why?",
            "kind": "cause",
            "salience": 5,
            "status": "open",
            "why": "It matters.",
            "answer": None,
            "quotes": ["because"],
        }
    ]
}
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
NAMES = st.sampled_from(["sentences", "text", "quotes", "questions", "genre", "frames", "other"])
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4)
)


@given(value=VALUES, schema=st.sampled_from(SCHEMAS))
def test_agrees_with_a_validator_about_anything(value, schema) -> None:
    """Whatever JSON comes, both say the same."""
    assert conforms(value, schema) is jsonschema.Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"answer": "x"},
        {"answer": 3},
        {"salience": "5"},
        {"salience": True},
        {"kind": "invented"},
        {"quotes": "because"},
        {"quotes": [1]},
        {"extra": 1},
    ],
)
def test_agrees_with_a_validator_about_near_misses(change) -> None:
    """One changed field of a good reply is judged alike."""
    value = {"questions": [GOOD["questions"][0] | change]}
    expected = jsonschema.Draft202012Validator(SCHEMAS[2]).is_valid(value)
    assert conforms(value, SCHEMAS[2]) is expected
    assert expected is (change in ({}, {"answer": "x"}))
