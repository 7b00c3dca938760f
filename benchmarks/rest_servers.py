"""The servers that are compared, each in a process of its own with one worker."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from starlette.responses import Response

HERE = Path(__file__).parent
TOLD = "BENCH_RESPONSES"
"""Names the file out of which the peer answers."""

_SCOPES = ("analyze", "read", "admin")
_NOT_REPEATED = frozenset({"content-length", "date"})
"""Headers that the peer's own server adds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, as the peer gives it again."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Server:
    """One that runs; `headers` are what its callers have to send."""

    url: str
    process: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(self, path: str, body: Mapping[str, object] | None = None, **headers: str) -> Answer:
        """One request, a POST where there is a body."""
        data = None if body is None else json.dumps(body).encode()
        told = {**self.headers, "Content-Type": "application/json", **headers}
        request = urllib.request.Request(f"{self.url}{path}", data, told)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - the same
            headers = {k.lower(): v for k, v in response.headers.items()}
            kept = {k: v for k, v in headers.items() if k not in _NOT_REPEATED}
            return Answer(response.status, kept, response.read().decode())

    def resident_mb(self) -> float:
        """How much memory its process holds."""
        told = Path(f"/proc/{self.process}/status").read_text("ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", told)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def ours(folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    """The service with a database and a key of its own, as `keyquestions serve` runs it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KEYQUESTIONS_", "OPENAI_"))}
    database = {"KEYQUESTIONS_DATABASE_URL": f"sqlite:///{folder / 'service.sqlite3'}"}
    environment = kept | database | settings
    command = [sys.executable, "-m", "keyquestions"]
    scopes = [f"--scope={each}" for each in _SCOPES]
    made = subprocess.run(
        [*command, "keys", "create", "benchmark", *scopes],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
    port = _free_port()
    with _running([*command, "serve", "--port", str(port)], environment) as process:
        yield _answering(Server(f"http://127.0.0.1:{port}", process, headers), "/healthz")


@contextmanager
def peer(folder: Path, answers: Mapping[str, Answer]) -> Iterator[Server]:
    """A bare FastAPI route on uvicorn that returns the same bytes with the same headers."""
    file = folder / "answers.json"
    told = {path: [each.status, dict(each.headers), each.body] for path, each in answers.items()}
    file.write_text(json.dumps(told), "utf-8")
    port = _free_port()
    options = ["--factory", "--no-access-log", "--no-server-header", "--http", "httptools"]
    command = [sys.executable, "-m", "uvicorn", "rest_servers:peer_app", *options]
    environment = os.environ | {TOLD: str(file)}
    with _running([*command, "--port", str(port)], environment) as process:
        yield _answering(Server(f"http://127.0.0.1:{port}", process), next(iter(answers)))


def peer_app() -> FastAPI:
    """The peer's application; uvicorn calls this."""
    told = json.loads(Path(os.environ[TOLD]).read_text("utf-8"))
    known = {
        path.rpartition("/")[2]: (status, headers, body.encode())
        for path, (status, headers, body) in told.items()
    }
    app = FastAPI()

    @app.get("/v1/analyses/{identity}")
    async def analysis(identity: str) -> Response:
        status, headers, body = known[identity]
        return Response(body, status, headers)

    return app


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[int]:
    process = subprocess.Popen(
        command, env=environment, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answering(server: Server, path: str) -> Server:
    """The server, once it answers."""
    for _ in range(600):
        try:
            server.ask(path)
        except OSError:
            time.sleep(0.05)
        else:
            return server
    raise SystemExit(f"the server at {server.url} did not start")
