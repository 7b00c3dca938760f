"""`keyquestions batch run --provider-batch`, from its input to its output."""

import asyncio
import json
import os
import signal
import threading

import pytest

from keyquestions.cli.app import run
from keyquestions.cli.exits import EXIT_CODES, INTERRUPTED, OK
from keyquestions.errors import BudgetUsedUp, InputUnreadable, PriceUnknown, SettingInvalid

from .batch_api_server import BatchServer
from .conftest import record
from .test_provider import items as articles
from .test_provider import scripted


@pytest.fixture
def server():
    """The server, in a thread of its own: a command has its own loop."""
    served = BatchServer(answer=scripted)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(served.start(), loop).result()
    yield served
    asyncio.run_coroutine_threadsafe(served.__aexit__(None, None, None), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def folder(server, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("KEYQUESTIONS_DATABASE_URL", f"sqlite:///{tmp_path}/kq.sqlite3")
    monkeypatch.setattr("keyquestions.archive.provider.running.FIRST_POLL_SECONDS", 0.01)
    lines = [each.request.model_dump_json(exclude_defaults=True) for each in articles(3)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    return tmp_path


def command(folder, *options):
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    told = ["--model", "openai:m", "--provider-batch", *options]
    return run(["batch", "run", str(source), str(target), *told])


def test_the_batches_answer_and_the_job_writes(folder, server, capsys):
    """Each article once, nothing asked twice, and no file left with articles in it."""
    assert command(folder) == OK
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]
    assert sorted(each["custom_id"] for each in lines) == ["a1", "a2", "a3"]
    assert {each["state"] for each in lines} == {"succeeded"}
    assert [len(each) for each in server.sent] == [6, 3]
    assert not list(folder.glob("*provider-batch*"))
    assert "9 of 9 requests are answered" in capsys.readouterr().err


def test_a_budget_holds_before_anything_is_sent(folder, server, capsys, monkeypatch):
    """What it has no room for is told; nothing was paid."""
    assert command(folder, "--budget", "1") == EXIT_CODES[PriceUnknown]
    prices = folder / "prices.yaml"
    prices.write_text("prices: {'openai:m': {input: 1.0, output: 10.0}}")
    monkeypatch.setenv("KEYQUESTIONS_PRICES", str(prices))
    assert command(folder, "--budget", "0") == EXIT_CODES[BudgetUsedUp]
    assert server.sent == []
    assert "6 requests are not sent" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"KEYQUESTIONS_REPLIES": "off"}, SettingInvalid),
        ({"OPENAI_API_VERSION": "2024-10-21"}, SettingInvalid),
        ({}, InputUnreadable),
    ],
)
def test_what_cannot_work_is_told_at_once(folder, monkeypatch, change, kind):
    """Before a file is made or a request sent."""
    for name, value in change.items():
        monkeypatch.setenv(name, value)
    if not change:
        (folder / "in.jsonl").unlink()
    assert command(folder) == EXIT_CODES[kind]
    assert not list(folder.glob("*provider-batch*"))


def test_a_stopped_run_is_told_how_to_go_on(folder, server, capsys):
    """What was handed in goes on at the provider, and is not handed in again."""
    (folder / "in.jsonl").write_text(record(1))
    asked = threading.Event()

    def plan(_line, _times):
        if not asked.is_set():
            asked.set()
            os.kill(os.getpid(), signal.SIGINT)
        return "ok"

    server.plan = plan
    assert command(folder) == INTERRUPTED
    assert "the same command takes up" in capsys.readouterr().err.lower()
