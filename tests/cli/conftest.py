"""The command line, in this process and as one of its own; an article; a web server on loopback."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from keyquestions.cli.app import run

TEXT = """Harrow ends its night ferry after sixty years

The port authority of Harrow will end the night ferry to Skell on May 4 because the ship's engines \
would cost $3.5 million to replace, the authority said on Thursday.

Harbour master Ines Falk said the route had lost passengers every year. "Nobody here wanted this \
day to come," she told reporters.

The authority did not publish its figures. About 900 islanders have signed a petition against the \
decision, and the islanders' union called it a betrayal.

The union plans to appeal to the ministry. The last ferry leaves Skell at midnight on May 3.
"""


class Ended(NamedTuple):
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A file with a short news item."""
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run the command line in this process."""

    def ran(*arguments: object) -> Ended:
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return ran


@pytest.fixture
def process() -> Callable[..., Ended]:
    """Run the command line as a process of its own, with `settings` in its environment."""

    def ran(*arguments: object, stdin: bytes = b"", **settings: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "keyquestions", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            env=os.environ | settings,
            check=False,
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

    return ran


class Site(NamedTuple):
    """A web server: what it answers by path (type and content), and its address."""

    pages: dict[str, tuple[str, bytes]]
    address: str


@pytest.fixture
def site() -> Iterator[Site]:
    """A web server on loopback, filled by the test."""
    pages: dict[str, tuple[str, bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Tests are silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield Site(pages, f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
        thread.join()
