"""Events in the log: when they appear, in which form, and what other records become."""

import io
import json
import logging
import sys

import pytest

from keyquestions.telemetry import Event, LogForm, LogLevel, configure, event, holding, scope
from keyquestions.telemetry.events import LEVELS

from .conftest import ARTICLE, KEY, secrets_in


def test_nothing_is_said_until_it_is_configured(capsys):
    """Not even an error, which logging would otherwise print by itself."""
    event(Event.STORE_FAILED, code="internal")

    assert capsys.readouterr().err == ""


def test_json_is_one_object_a_line(json_lines):
    """Time, level, logger, event, then the fields."""
    configure(LogForm.JSON)
    event(Event.MODEL_RETRY, model="openai:m", code="provider_timeout", attempt=2, wait_ms=500)

    (line,) = json_lines()
    time = line.pop("time")
    assert time.endswith("Z")
    assert len(time) == len("2026-01-31T12:00:00.000Z")
    assert line == {
        "level": "warning",
        "logger": "keyquestions.model",
        "event": "model.retry",
        "model": "openai:m",
        "code": "provider_timeout",
        "attempt": 2,
        "wait_ms": 500,
    }


def test_text_is_one_line_for_people(capsys):
    """Time, level, event, then field=value."""
    configure(LogForm.TEXT)
    event(Event.BREAKER_OPENED, model="openai:m")

    assert capsys.readouterr().err[25:] == "WARNING model.breaker.opened model=openai:m\n"


@pytest.mark.parametrize("level", LogLevel)
def test_a_level_leaves_out_what_is_below_it(level, json_lines):
    """Each event has a level of its own."""
    configure(LogForm.JSON, level)
    for each in Event:
        event(each)

    least = logging.getLevelNamesMapping()[level.name]
    assert [line["event"] for line in json_lines()] == [
        each for each in Event if LEVELS[each] >= least
    ]


def test_scopes_add_their_fields_and_end(json_lines):
    """The inner one goes before the outer, what the event says itself before both."""
    configure(LogForm.JSON)
    with scope(stage="summary", attempt=1):
        with scope(attempt=2):
            event(Event.MODEL_ENDED)
            event(Event.MODEL_ENDED, attempt=3)
        event(Event.MODEL_ENDED)
    event(Event.MODEL_ENDED)

    told = [(line.get("stage"), line.get("attempt")) for line in json_lines()]
    assert told == [("summary", 2), ("summary", 3), ("summary", 1), (None, None)]


def test_a_field_that_is_refused_is_counted(json_lines):
    """A mistake in the code is seen in the log without showing what it would have shown."""
    configure(LogForm.JSON)
    event(Event.MODEL_ENDED, model=ARTICLE, served=KEY, words=3)

    (line,) = json_lines()
    assert line["left_out"] == 2
    assert line["words"] == 3
    assert secrets_in(json.dumps(line)) == []


def test_other_records_are_left_out(json_lines):
    """What they say was not vetted: message, arguments, extras and exceptions stay out."""
    configure(LogForm.JSON)
    log = logging.getLogger("keyquestions.elsewhere")
    log.warning("a reply of %s", KEY)
    log.warning("x", extra={"event": "model.retry", "fields": {"model": ARTICLE}, "trace": None})
    log.error("it failed: %s", ARTICLE, exc_info=ValueError(ARTICLE))

    assert json_lines() == []


def test_the_hosts_handlers_get_the_events_where_ours_is_off(everything):
    """In a host's process its own logging decides, and has the fields as data."""
    event(Event.MODEL_RETRY, attempt=2)

    (record,) = everything.records
    assert record.getMessage() == "model.retry attempt=2"
    assert record.event == "model.retry"
    assert record.fields == {"attempt": 2}


def test_ours_replaces_the_hosts_handlers_while_it_is_on(everything, json_lines):
    """A line is not written twice; switched off again, all is as before."""
    tree = logging.getLogger("keyquestions")
    tree.setLevel(logging.ERROR)
    configure(LogForm.OFF)
    assert tree.level == logging.ERROR

    configure(LogForm.TEXT)
    configure(LogForm.JSON)
    event(Event.MODEL_RETRY)
    assert len(json_lines()) == 1
    assert everything.records == []

    configure(LogForm.OFF)
    event(Event.MODEL_RETRY)
    assert json_lines() == []
    assert everything.events() == ["model.retry"]


class _Closed(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


@pytest.mark.parametrize("stream", [None, _Closed()])
def test_a_line_that_cannot_be_written_is_no_failure(stream, monkeypatch):
    """Standard error may be closed; the analysis goes on."""
    configure(LogForm.JSON)
    monkeypatch.setattr(sys, "stderr", stream)

    event(Event.MODEL_RETRY)


def test_choices_may_be_in_capitals():
    """KEYQUESTIONS_LOG_LEVEL=INFO is what people write."""
    assert LogLevel("INFO") is LogLevel.INFO


@pytest.mark.parametrize("wrong", ["verbose", 3])
def test_other_choices_are_refused(wrong):
    """There is no guess at what was meant."""
    with pytest.raises(ValueError, match="is not a valid LogForm"):
        LogForm(wrong)


def test_events_can_be_held_back_and_told_later(told):
    """With the scopes that were around them; nobody hears of those that are left."""
    with holding() as held, scope(stage="summary"):
        event(Event.STAGE_FAILED, code="truncated")
    assert told() == []
    for name, fields in held:
        event(name, **fields)
    assert told() == [("stage.failed", {"stage": "summary", "code": "truncated"})]
