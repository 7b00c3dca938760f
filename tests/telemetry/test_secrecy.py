"""A whole analysis with every logger at its loudest: no key, header, query, article or reply."""

import json
import logging
import os
import subprocess
import sys

import httpx2
import pytest
import trafilatura

from keyquestions.article import read_article
from keyquestions.errors import AnalystError
from keyquestions.models import ChatRequest, Message, Role
from keyquestions.models.clock import ManualClock
from keyquestions.models.records import Asked, Record
from keyquestions.models.scripted import scripted_reply
from keyquestions.settings import Settings
from keyquestions.store.replies import StoredReplies
from keyquestions.telemetry import LIBRARIES, Event, LogForm, LogLevel, Traces, quiet
from keyquestions.wiring import open_service

from .conftest import ARTICLE, KEY, QUERY, REPLY, completion, secrets_in

PAGE = "<html><body><article>{}</article></body></html>".format(
    "".join(f"<p>{paragraph}</p>" for paragraph in ARTICLE.split("\n\n") * 3)
)


def settings(server, **changes):
    """A model behind the server, with a key."""
    fields = {
        "model": "openai:gpt-5-mini",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{server.url}/v1",
        "_env_file": None,
    }
    return Settings(**fields | changes)


async def analysed(server, **changes):
    """Let the model analyse the article; what it says cannot be used, so all of it is an error."""
    async with open_service(settings(server, **changes), ManualClock().clock) as service:
        with pytest.raises(AnalystError):
            await service.analyze(read_article(ARTICLE))


@pytest.mark.parametrize("model", ["served-1", KEY, ARTICLE])
async def test_no_logger_says_what_it_must_not(server, everything, model):
    """Root at its lowest level, libraries at DEBUG by name, a server that echoes what it got."""
    for tree in LIBRARIES:
        logging.getLogger(tree).setLevel(logging.DEBUG)
    logging.getLogger("openai._base_client").setLevel(logging.DEBUG)
    server.answer = completion(ARTICLE, model)

    await analysed(server)

    assert {"analysis.begun", "model.ended", "stage.failed", "analysis.failed"} <= set(
        everything.events()
    )
    assert everything.events().count("model.ended") == len(server.bodies)
    assert secrets_in(everything.text) == []
    assert {each.name.partition(".")[0] for each in everything.records} <= {
        "alembic",
        "asyncio",
        "keyquestions",
    }


@pytest.mark.parametrize("status", [400, 401, 429, 500])
async def test_errors_of_the_server_are_not_repeated(server, everything, status):
    """They may repeat the request, and the key with it."""
    server.status = status
    server.answer = json.dumps({"error": {"message": f"{KEY} {ARTICLE}"}}).encode()

    await analysed(server)

    assert everything.events()
    assert secrets_in(everything.text) == []


async def test_our_own_log_and_spans_say_nothing_either(server, json_lines):
    """At DEBUG, and with spans on."""
    pytest.importorskip("opentelemetry.trace", reason="OpenTelemetry is not installed")
    await analysed(server, log=LogForm.JSON, log_level=LogLevel.DEBUG, traces=Traces.HOST)

    lines = json_lines()
    assert secrets_in(json.dumps(lines)) == []
    call = next(line for line in lines if line["event"] == Event.MODEL_ENDED)
    assert call["model"] == "openai:gpt-5-mini"
    assert call["served"] == "served-1"
    assert call["finish"] == "stop"
    assert call["tokens_input"] == 100
    assert call["tokens_output"] == 20
    assert call["stage"] in {"summary", "framing"}
    assert str(call["analysis"]).startswith("an_")
    assert isinstance(call["latency_ms"], int)


async def test_the_database_does_not_log_what_is_stored(everything, tmp_path):
    """SQLAlchemy logs rows at DEBUG, where the host sets it for its loggers by name."""
    for name in ("sqlalchemy.engine", "sqlalchemy.pool"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    message = Message(role=Role.USER, content=ARTICLE)
    asked = Asked.of("openai:m", ChatRequest(messages=(message,)))
    store = await StoredReplies.open(f"sqlite:///{tmp_path}/replies.sqlite3")
    await store.put(Record.of(asked, scripted_reply(REPLY)))
    kept = await store.get(asked.key)
    await store.aclose()

    assert kept.reply.text == REPLY
    assert secrets_in(everything.text) == []


def test_a_client_that_is_not_quieted_does_log_addresses(server, everything):
    """Why `quiet` is needed: what the test above looks for can be there."""
    httpx2.get(f"{server.url}/?{QUERY}")

    assert QUERY in everything.text


def test_a_client_that_is_quieted_does_not(server, everything):
    """Neither address nor headers, whatever level its loggers are set to afterwards."""
    quiet()
    for name in ("httpx2", "httpcore2", "httpcore2.http11", "httpcore2.connection"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    httpx2.get(f"{server.url}/?{QUERY}", headers={"Authorization": f"Bearer {KEY}"})

    assert everything.records == []


def test_warnings_of_a_quieted_library_are_still_heard(everything):
    """An operator needs them; a logger that merely begins alike is not touched."""
    quiet("openai")
    for name in ("openai", "openaiproxy"):
        logging.getLogger(name).info("not heard from openai")
        logging.getLogger(name).warning("heard")

    told = [(each.name, each.levelname) for each in everything.records]
    assert told == [("openai", "WARNING"), ("openaiproxy", "INFO"), ("openaiproxy", "WARNING")]


def test_reading_a_page_does_not_log_it(everything):
    """Trafilatura logs the text of what it takes and leaves."""
    article = read_article(PAGE)

    assert "Marlow" in article.text
    assert secrets_in(everything.text) == []


def test_a_page_is_logged_by_its_extractor_where_it_is_not_quieted(everything):
    """Why it is quieted: it does log text."""
    trafilatura.bare_extraction(PAGE, include_tables=True)

    assert any(each.name.startswith("trafilatura") for each in everything.records)


def test_the_vendors_own_switch_does_not_open_it_again(server, tmp_path):
    """OPENAI_LOG=debug sets its logger when it is imported, which is after ours were set."""
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    told = run(server, [str(file)], OPENAI_LOG="debug", KEYQUESTIONS_LOG="json")

    assert secrets_in(told.stderr) == []
    lines = told.stderr.splitlines()
    events = [json.loads(line)["event"] for line in lines if line.startswith("{")]
    assert events.count("model.ended") == len(server.bodies) > 0
    assert [line for line in lines if not line.startswith(("{", "keyquestions: "))] == []


def run(server, arguments, **environment):
    """`keyquestions analyze` in a process of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KEYQUESTIONS_", "OPENAI_", "OTEL_"))
    }
    chosen = {
        "KEYQUESTIONS_MODEL": "openai:gpt-5-mini",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{server.url}/v1",
    }
    return subprocess.run(
        [sys.executable, "-m", "keyquestions", "analyze", *arguments],
        env=kept | chosen | environment,
        capture_output=True,
        text=True,
        check=False,
    )
