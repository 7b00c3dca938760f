"""What must not leave: keys and articles; and where nothing may go."""

import json
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .commands import LABELS, Run, lay
from .serving import Served, by_first_word, serving

KEY = "sk-canary-6f1d0c2b9a"
CANARY = "The heron on the weathercock of Harrow has four brass feathers, and nobody counts them."


def drafts(schema: str, content: str) -> str:
    """Drafts in which little can be proved; the judge's verdicts by their rule."""
    if schema == "summary":
        return json.dumps({"sentences": [{"text": CANARY, "quotes": [CANARY]}]})
    if schema.startswith("judge"):
        return by_first_word(schema, content)
    return "{}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A model's server that wants the canary as its key, with all that is logged switched on."""
    with serving(drafts) as served:
        monkeypatch.setenv("OPENAI_BASE_URL", served.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("KEYQUESTIONS_LOG", "json")
        monkeypatch.setenv("KEYQUESTIONS_LOG_LEVEL", "debug")
        yield served


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> set[Any]:
    """Every address that a socket connects to, and every name that is looked up."""
    addresses: set[Any] = set()
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connecting(self: socket.socket, address: Any) -> None:
        addresses.add(address if isinstance(address, str) else address[:2])
        connect(self, address)

    def looking_up(host: Any, port: Any, *args: Any, **named: Any) -> Any:
        addresses.add((host, int(port)))
        return look_up(host, port, *args, **named)

    monkeypatch.setattr(socket.socket, "connect", connecting)
    monkeypatch.setattr(socket, "getaddrinfo", looking_up)
    return addresses


def everything(run: Run) -> None:
    """Each command that asks a model or tells what became of a run."""
    lay("canary", CANARY)
    annotations = Path("evals/fixtures/canary/annotations")
    annotations.mkdir()
    (annotations / "a.yaml").write_text(LABELS)
    only = ("--only", "canary")
    run("run", "builtin", *only, "--journal", "one.jsonl")
    run("run", "prompts", "--model", "openai:canary", *only, "--journal", "two.jsonl")
    run("show", "two.jsonl", "--articles", "--labels", "--by", "topic", "--markdown", "show.md")
    run("compare", "one.jsonl", "two.jsonl", "--articles")
    run("gate", "one.jsonl", "two.jsonl", "--junit", "gate.xml", "--markdown", "gate.md")
    run("judge", "one.jsonl", "--model", "openai:canary")
    run("pair", "one.jsonl", "two.jsonl", "--model", "openai:canary", "--articles")
    run("fixtures", "verdicts", "--output", "verdicts.jsonl")
    run("judge", "--calibrate", "verdicts.jsonl", "--model", "openai:canary", "--record")
    run("rescore", "two.jsonl", "--output", "scores.json")
    replay = ("--replies", "replay", "--recordings", "none.jsonl")
    Path("none.jsonl").touch()
    run("run", "prompts", "--model", "openai:canary", *only, *replay, "--journal", "three.jsonl")
    run("judge", "one.jsonl", "--model", "openai:canary", *replay)


def test_no_key_and_no_article_is_told(
    run: Run, server: Served, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in tables, errors, logs nor files for CI; the key in no file at all."""
    caplog.set_level(logging.DEBUG)
    everything(run)
    told = capsys.readouterr()
    assert server.keys == {f"Bearer {KEY}"}
    assert any(CANARY in str(each) for each in server.asked)
    logged = "".join(f"{vars(record)}" for record in caplog.records if record.name != "asyncio")
    shown = ("show.md", "gate.xml", "gate.md", "scores.json", "evals/judges.yaml")
    for text in (told.out, told.err, logged, *(Path(each).read_text() for each in shown)):
        assert KEY not in text
        assert CANARY not in text
        assert "four brass feathers" not in text
    for path in Path().rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


def test_no_host_but_the_configured_one_is_reached(
    run: Run, server: Served, reached: set[Any]
) -> None:
    """Whatever is run: no telemetry, no list of models, no download."""
    everything(run)
    host, port = server.url.removeprefix("http://").removesuffix("/v1").split(":")
    assert reached == {(host, int(port))}


def test_nothing_is_reached_without_a_model(run: Run, reached: set[Any]) -> None:
    """The built-in analyst, and all that is worked out from journals, needs no connection."""
    run("run", "builtin", "--journal", "one.jsonl")
    run("gate", "one.jsonl", "one.jsonl")
    run("report", "one.jsonl", "--output", "one.html")
    run("export", "one.jsonl", "--to", "inspect", "--output", "one.json")
    run("fixtures", "check")
    assert reached == set()
