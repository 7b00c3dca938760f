"""What the provenance tells of how replies were held to their schemas."""

import pytest

from keyquestions.analysis import Call, Tokens
from keyquestions.pipeline.provenance import provenance
from keyquestions.pipeline.stages import Outcome

from .conftest import ScriptedAnalyst


def call(structure, outcome="ok", ignored=()):
    """A call that was answered on that rung."""
    return Call(
        model="m",
        model_served=None,
        tokens=Tokens(),
        cost_usd=None,
        latency_ms=None,
        outcome=outcome,
        structure=structure,
        ignored=ignored,
    )


def told(calls, codebook):
    """The provenance of an analysis with that bill."""
    outcomes: list[Outcome] = []
    return provenance(ScriptedAnalyst(), codebook, outcomes, calls, 1.0)


@pytest.mark.parametrize(
    ("structures", "loosest"),
    [
        ((), None),
        ((None,), None),
        (("json_schema", "json_schema"), "json_schema"),
        (("text", "json_schema"), "text"),
        (("json_object", "tool", "json_schema"), "tool"),
    ],
)
def test_the_loosest_rung_that_was_used_is_told(structures, loosest, codebook) -> None:
    """Nobody shall believe that all replies were held more firmly than they were."""
    assert told([call(structure) for structure in structures], codebook).structure == loosest


def test_a_rung_that_led_to_nothing_is_not_told(codebook) -> None:
    """Only replies that were used count."""
    calls = [call("text", outcome="schema_invalid"), call("json_schema")]
    assert told(calls, codebook).structure == "json_schema"


def test_settings_that_a_server_did_not_take_are_told_once(codebook) -> None:
    """However many replies came without them."""
    calls = [call("json_schema", ignored=("temperature",))] * 3
    assert told(calls, codebook).ignored == ("temperature",)
