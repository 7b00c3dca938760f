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


def new_key(environment: dict[str, str]) -> str:
    """A key that may do everything."""
    scopes = [f"--scope={each}" for each in ("analyze", "read", "review", "metrics", "admin")]
    command = [sys.executable, "-m", "keyquestions", "keys", "create", "e2e", *scopes]
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


@contextmanager
def running(application: str = "keyquestions.serving:rest_app") -> Iterator[str]:
    """The address of a service with one published article."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {
            "KEYQUESTIONS_DATABASE_URL": f"sqlite:///{folder}/service.sqlite3"
        }
        os.environ[KEY] = new_key(environment)
        command = ["-m", "uvicorn", "--factory", application, "--port", str(port)]
        server = subprocess.Popen(
            [sys.executable, *command, "--log-level", "warning"],
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
