"""`keyquestions models` and `keyquestions models check`, at the border where users meet them."""

import asyncio
import json
import re
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from keyquestions.cli.app import run

from .faults import FaultServer, as_json, completion, failure, reply

KEYS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_VERSION", "ANTHROPIC_API_KEY")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """Neither keys of whoever runs the tests nor a .env file."""
    for key in (*KEYS, "KEYQUESTIONS_MODEL", "KEYQUESTIONS_PRICES"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.chdir(tmp_path)


def test_lists_every_way_to_name_a_model(capsys, monkeypatch) -> None:
    """What is set is told, by name and never by value."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert run(["models"]) == 0
    out = capsys.readouterr().out
    assert "Set as a model now: builtin" in out
    assert re.search(r"openai:NAME\n(?:  .*\n)+?  OPENAI_API_KEY: set\n  OPENAI_BASE_URL: not", out)
    assert re.search(r"langchain:anthropic:NAME\n(?:  .*\n)+?  ANTHROPIC_API_KEY: not set", out)
    assert "sk-secret" not in out


def test_what_is_missing_can_be_installed_as_it_says(capsys) -> None:
    """The command works in a checkout; the package's own name is on no index that we know of."""
    assert run(["models"]) == 0
    out = capsys.readouterr().out
    told = re.findall(r"^  To install it: (.*)$", out, re.MULTILINE)
    assert len(told) == out.count("Not installed")
    assert all(re.fullmatch(r'\.venv/bin/pip install "\.\[[a-z]+\]"', each) for each in told)


def test_a_vendors_key_may_stand_in_the_env_file(capsys) -> None:
    """The file holds the vendors' own names, too."""
    Path(".env").write_text("ANTHROPIC_API_KEY=k-1\n")
    assert run(["models"]) == 0
    assert "ANTHROPIC_API_KEY: set" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--model", "builtin"]])
def test_the_built_in_analyst_needs_no_check(arguments, capsys) -> None:
    """It is said in one line."""
    assert run(["models", "check", *arguments]) == 0
    assert "nothing to check" in capsys.readouterr().out


@contextmanager
def served(script):
    """A server in a thread of its own, because a command runs a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = FaultServer(script)
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        yield server
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


ANSWER = json.dumps({"answer": "Paris"})


def test_says_what_a_server_can_do(capsys, monkeypatch) -> None:
    """Who served it, how it was held to the schema, what it counted and cost."""
    Path("prices.yaml").write_text("prices: {'openai:m-1': {input: 1, output: 2}}")
    monkeypatch.setenv("KEYQUESTIONS_PRICES", "prices.yaml")
    with served(reply(ANSWER)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert run(["models", "check", "--model", "openai:m-1"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"openai:m-1 works; it answered in \d+ ms", out)
    assert re.search(r"served by +served-1", out)
    assert re.search(r"structure +json_schema: the server holds", out)
    assert re.search(r"usage +100 tokens in, 20 out", out)
    assert re.search(r"cost +\$0\.000140", out)
    assert "tries" not in out
    assert len(server.journal) == 1
    assert "answer" not in server.bodies[0]["messages"][-1]["content"]


def test_says_what_a_plain_server_cannot(capsys, monkeypatch) -> None:
    """Silent about its model and its usage, and prose before JSON."""

    def plain(asked):
        shown = "JSON schema" in asked.body["messages"][-1]["content"]
        text = f"```json\n{ANSWER}\n```" if shown else "Paris, of course."
        return as_json(completion(text, model="") | {"usage": None})

    with served(plain) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert run(["models", "check", "--model", "openai:m-1"]) == 0
    out = capsys.readouterr().out
    assert "the server does not say" in out
    assert re.search(r"structure +json_object", out)
    assert re.search(r"usage +not told", out)
    assert "unknown; see KEYQUESTIONS_PRICES" in out
    assert "2 answers without the JSON" in out


@pytest.mark.parametrize(
    ("model", "code", "says"),
    [
        ("openai:m-1", 32, "OPENAI_API_KEY is not set"),
        ("langchain:nobody:m-1", 31, "no vendor"),
        ("gpt-5", 31, "There is no model"),
    ],
)
def test_what_cannot_work_is_one_line_and_a_code(model, code, says, capsys) -> None:
    """The same sentences and codes as when an article is analysed."""
    if model.startswith("langchain"):
        pytest.importorskip("langchain")
    assert run(["models", "check", "--model", model]) == code
    assert says in capsys.readouterr().err


def test_a_server_that_fails_is_one_line_and_a_code(capsys, monkeypatch) -> None:
    """It is asked once: a check shall not wait for retries."""
    with served(failure(503)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        assert run(["models", "check", "--model", "openai:m-1"]) == 50
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert len(server.journal) == 1
