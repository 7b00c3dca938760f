"""A service that really runs, over a database of its own, with a key that may do everything."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
ARTICLE = HERE.parent / "rest" / "harbour.html"

KEY = "KEYQUESTIONS_E2E_KEY"
EVERYTHING = [f"--scope={each}" for each in ("analyze", "read", "review", "metrics", "admin")]


def new_key(environment: dict[str, str], *options: str) -> str:
    """A key as these options of `keyquestions keys create` say; without any it may do all."""
    options = options or EVERYTHING
    command = [sys.executable, "-m", "keyquestions", "keys", "create", "e2e", *options]
    made = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return re.search(r"kq_\w+", made.stdout)[0]


def ask(url: str, body: dict[str, object] | None = None) -> dict[str, object]:
    """What the service answers."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Prefer": "wait=20"}
    if KEY in os.environ:
        headers["Authorization"] = f"Bearer {os.environ[KEY]}"
    request = urllib.request.Request(url, data, headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def environment_of(folder: str) -> dict[str, str]:
    """What tells the command line, and the service, of the database in that folder."""
    return os.environ | {"KEYQUESTIONS_DATABASE_URL": f"sqlite:///{folder}/service.sqlite3"}


@contextmanager
def running() -> Iterator[str]:
    """The address of a service with nothing in it but a key."""
    with tempfile.TemporaryDirectory() as folder, running_in(environment_of(folder)) as url:
        yield url


@contextmanager
def running_in(environment: dict[str, str]) -> Iterator[str]:
    """The same over that environment's database, whose keys may be more."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ[KEY] = new_key(environment, *EVERYTHING)
    server = subprocess.Popen(
        [sys.executable, "-m", "keyquestions", "serve", "--port", str(port)],
        env=environment, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            ask(f"{url}/v1/analyses")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service did not start")


def publish(url: str) -> None:
    """Have an article analysed and approved."""
    posted = {"content_html": ARTICLE.read_text("utf-8"), "external_id": "wp-1842"}
    made = ask(f"{url}/v1/analyses", posted)
    ask(f"{url}/v1/analyses/{made['id']}/review", {"state": "approved", "reviewer": "M. Okafor"})
