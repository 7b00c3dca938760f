"""docs/observability.md lists what there is."""

import json
import logging
import re
from pathlib import Path

import pytest

from keyquestions.settings import Settings
from keyquestions.telemetry import Event
from keyquestions.telemetry.events import LEVELS
from keyquestions.telemetry.fields import FIELDS, admitted

PAGE = Path(__file__).parents[2] / "docs" / "observability.md"


@pytest.fixture(scope="module")
def page() -> str:
    """The page, which comes with a checkout."""
    if not PAGE.exists():
        pytest.skip("docs/ is not here: these tests run away from the checkout")
    return PAGE.read_text(encoding="utf-8")


def test_every_event_is_listed_with_its_level(page):
    """And no other."""
    listed = re.findall(r"^\| `([a-z.]+)` \| (debug|info|warning|error) \|", page, re.MULTILINE)

    assert listed == [(each, logging.getLevelName(LEVELS[each]).lower()) for each in Event]


def test_every_field_is_listed_with_its_attribute(page):
    """And no other."""
    listed = re.findall(r"^\| `(\w+)` \| `([a-z_.]+)` \|", page, re.MULTILINE)

    assert listed == [(name, field.attribute) for name, field in FIELDS.items()]


def test_every_event_names_fields_that_there_are(page):
    """A misspelt one would be searched for in vain."""
    rows = re.findall(r"^\| `[a-z.]+` \| (?:debug|info|warning|error) \|.*\|$", page, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.rpartition(" | ")[2])}

    assert named
    assert named <= FIELDS.keys()


def test_the_settings_are_those_that_there_are(page):
    """With their defaults, which are off."""
    listed = re.findall(r"^\| `KEYQUESTIONS_(\w+)` \|(.*?)\|", page, re.MULTILINE)
    assert listed
    for name, values in listed:
        default = Settings.model_fields[name.lower()].default
        assert f"`{default}` (default)" in values
        assert re.findall(r"`(\w+)`", values) == [each.value for each in type(default)]


def test_the_examples_are_lines_that_can_be(page):
    """Their events are ours, and their fields have their form."""
    (lines,) = re.findall(r"```json\n(.*?)\n```", page, re.DOTALL)

    for told in map(json.loads, lines.splitlines()):
        fields = {name: value for name, value in told.items() if name in FIELDS}
        assert told.keys() - fields.keys() == {"time", "level", "logger", "event"}
        assert told["event"] in set(Event)
        assert admitted(fields) == fields
