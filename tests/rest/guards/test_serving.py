"""`keyquestions serve`, `keys` and `database` as processes, and connections that say nothing."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
import uvicorn

from keyquestions.cli.app import run
from keyquestions.errors import BindRefused
from keyquestions.rest.protocol import HEAD_BYTES, Impatient
from keyquestions.rest.serving import bind, url_of

PROGRAM = [sys.executable, "-m", "keyquestions"]


class Running:
    """A service in a process of its own, that has said that it serves."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", *arguments], stderr=subprocess.PIPE, text=True
        )
        self.line = self.process.stderr.readline()
        self.url = next((word for word in self.line.split() if word.startswith("http")), "")

    def get(self, path, token=None):
        """Status and JSON of an answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        asked = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 - ours
        try:
            with urllib.request.urlopen(asked) as answer:  # noqa: S310 - ours
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def stop(self):
        """Stop it as a supervisor does; how it ended, and what else it said."""
        self.process.send_signal(signal.SIGTERM)
        said = self.process.stderr.read()
        self.process.stderr.close()
        return self.process.wait(), said


@pytest.fixture
def serve():
    """Start services; none outlives the test."""
    started = []

    def start(*arguments):
        started.append(Running(*arguments))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stderr.close()


def test_without_keys_it_serves_this_machine_and_says_so(serve):
    """One line tells address, analyst, database and keys; SIGTERM ends it in order."""
    service = serve()
    assert "with the built-in analyst on SQLite. There are no API keys" in service.line
    assert service.get("/healthz") == (200, '{"status":"ok"}')
    ready = json.loads(service.get("/readyz")[1])
    assert ready["checks"] == {"database": "ok", "migrations": "ok", "analyst": "ok"}
    assert service.stop() == (0, "")


def test_without_keys_it_does_not_listen_to_others(capsys):
    """The sentence is what to do."""
    assert run(["serve", "--host", "0.0.0.0", "--port", "0"]) == 36  # noqa: S104 - refused
    assert "keyquestions keys create" in capsys.readouterr().err


def test_a_key_that_was_made_opens_several_processes(serve, capsys):
    """They count together, and what is not the key is refused."""
    assert run(["keys", "create", "Prometheus", "--scope", "metrics", "--scope", "read"]) == 0
    made = capsys.readouterr()
    token = made.out.strip()
    service = serve("--workers", "2")
    assert "2 processes. Requests need an API key." in service.line
    assert service.get("/v1/usage")[0] == 401
    assert [service.get("/v1/usage", token)[0] for _ in range(20)] == [200] * 20
    page = service.get("/metrics", token)[1]
    assert 'keyquestions_requests_total{method="GET",route="/v1/usage",status="200"} 20.0' in page
    ended, said = service.stop()
    assert ended == 0
    assert token.rpartition("_")[2] not in said + made.err + service.line


def test_keys_are_listed_without_their_secrets_and_revoked(capsys):
    """Also by whoever pastes the whole key."""
    run(["keys", "create", "desk", "--requests-per-minute", "60", "--usd-per-month", "9.5"])
    token = capsys.readouterr().out.strip()
    assert run(["keys", "list"]) == 0
    listed = capsys.readouterr().out
    assert "desk" in listed
    assert "60 requests a minute; 9.5 US dollars a month" in listed
    assert token not in listed
    assert run(["keys", "revoke", token]) == 0
    assert "(desk) is revoked." in capsys.readouterr().out
    run(["keys", "list"])
    assert "revoked 20" in capsys.readouterr().out
    assert run(["keys", "revoke", "kq_live_000000000000"]) == 37
    assert "There is no API key kq_live_000000000000" in capsys.readouterr().err


def test_no_keys_are_told(capsys):
    """And what that means."""
    assert run(["keys", "list"]) == 0
    assert "serves its own machine only" in capsys.readouterr().err


def test_the_database_is_migrated_by_command(capsys):
    """It says which revision it is at; a second time changes nothing."""
    for _ in range(2):
        assert run(["database", "migrate"]) == 0
        assert "up to date (revision 000" in capsys.readouterr().out


def test_an_address_that_is_taken_is_told():
    """With the system's reason."""
    with bind("127.0.0.1", 0, with_keys=False) as first:
        port = first.getsockname()[1]
        assert url_of(first) == f"http://127.0.0.1:{port}"
        with pytest.raises(BindRefused, match=f"port {port}: Address already in use"):
            bind("127.0.0.1", port, with_keys=True)


@pytest.fixture
async def connect(monkeypatch):
    """A connection to a server that answers everything with 204, and has little patience."""
    monkeypatch.setattr(Impatient, "head_seconds", 0.4)

    async def app(scope, _receive, send):
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    config = uvicorn.Config(app, http=Impatient, ws="none", lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server._serve([listening]))
        yield lambda: asyncio.open_connection(*listening.getsockname())
        server.should_exit = True
        await serving


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: ", b"nonsense\r\n\r\n"])
async def test_a_head_that_does_not_come_is_not_waited_for(connect, sent):
    """Neither before the first byte nor in the middle of a header."""
    reader, writer = await connect()
    writer.write(sent)
    told = await reader.read()
    assert told == b"" or b'"code": "not_http"' in told
    writer.close()
    await writer.wait_closed()


async def test_a_head_that_never_ends_is_refused(connect):
    """Before it fills the memory, in the shape of all failures."""
    reader, writer = await connect()
    writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * (HEAD_BYTES + 1))
    told = await reader.read()
    assert told.startswith(b"HTTP/1.1 431 ")
    assert json.loads(told.partition(b"\r\n\r\n")[2])["error"]["code"] == "headers_too_large"
    writer.close()
    await writer.wait_closed()


async def test_a_second_request_on_a_connection_has_its_own_time(connect):
    """The first is answered, the second is waited for no longer than the first."""
    reader, writer = await connect()
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
    writer.write(b"GET / HTTP/1.1\r\nHo")
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()


def test_no_response_waits_for_its_own_headers():
    """A connection sends each piece at once, without waiting for the one before (Nagle)."""
    with (
        bind("127.0.0.1", 0, with_keys=False) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
