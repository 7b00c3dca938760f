"""Loggers as they are before anything is configured, a server on loopback, and what is secret."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from keyquestions.telemetry import configure

KEY = "sk-proj-abcDEF123-very-secret"
QUERY = "token=quiteSecretQuery"
ARTICLE = """Council votes to close library

The Marlow town council voted 7 to 4 on Tuesday to close the Elm Street library because its roof \
would cost $1.2 million to repair.

Mayor Dana Okafor said the town could not afford the work. "We did not take this lightly," she said.

A petition against the closure has gathered 3,000 signatures, and residents called it reckless. \
Opponents plan to sue. The library will shut its doors on June 30."""
REPLY = "Residents of Marlow lose their reading room"


@pytest.fixture(autouse=True)
def unconfigured() -> Iterator[None]:
    """Every test begins and ends with telemetry off, and with loggers that nobody has quieted."""
    loggers = [logging.getLogger()]
    loggers += [each for each in _known().values() if isinstance(each, logging.Logger)]
    before = [
        (each, each.level, each.filters[:], each.handlers[:], each.propagate) for each in loggers
    ]
    for each in loggers:
        if each.name.partition(".")[0] != "keyquestions":
            each.filters.clear()
            each.setLevel(logging.WARNING if each.name == "root" else logging.NOTSET)
    yield
    configure()
    for each, level, filters, handlers, propagate in before:
        each.setLevel(level)
        each.filters[:], each.handlers[:], each.propagate = filters, handlers, propagate


def _known() -> dict[str, object]:
    return dict(logging.Logger.manager.loggerDict)


class Capture(logging.Handler):
    """Keeps records, and every word that a formatter could print of them."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.records.append(record)

    @property
    def text(self) -> str:
        """All of it: messages, tracebacks, and attributes."""
        plain = logging.Formatter()
        return "\n".join(f"{plain.format(each)} {each.__dict__}" for each in self.records)

    def events(self) -> list[str]:
        """The names of the events among them."""
        return [record.event for record in self.records if hasattr(record, "event")]


@pytest.fixture
def everything() -> Iterator[Capture]:
    """A handler of the host's that takes all that any logger says, at any level."""
    capture, root = Capture(), logging.getLogger()
    root.addHandler(capture)
    root.setLevel(1)
    yield capture
    root.removeHandler(capture)


@dataclass
class Server:
    """A server on loopback: it answers every POST alike, and GET with a page."""

    port: int = 0
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    answer: bytes = b""
    page: bytes = b""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def server() -> Iterator[Server]:
    """One that is running, in a thread of its own."""
    state = Server(answer=completion(REPLY))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            state.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            state.paths.append(self.path)
            self._say(state.status, "application/json", state.answer)

        def do_GET(self) -> None:
            self._say(200, "text/html", state.page)

        def _say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        state.port = running.server_port
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield state
        running.shutdown()
        thread.join()


def completion(text: str, model: str = "served-1") -> bytes:
    """A chat completion in OpenAI's form."""
    payload = {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": text},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
    return json.dumps(payload).encode()


def secrets_in(text: str) -> list[str]:
    """What must not be there and is: the key, queries, and any five words of article or reply."""
    words = f"{ARTICLE} {REPLY}".split()
    runs = [" ".join(words[start : start + 5]) for start in range(len(words) - 4)]
    looked_for = [KEY, KEY[-12:], QUERY, "Bearer", "uthorization", *runs]
    return [secret for secret in looked_for if secret in text]


Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def json_lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """The lines on standard error since the last look."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
