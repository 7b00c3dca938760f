"""Schemathesis, with all its checks, against a service that really runs: 10,000 cases and more.

    python tests/e2e/schemathesis_run.py [SECONDS]

It starts uvicorn on a free port over a database in a temporary folder, publishes one article, so
that there is something to read, and ends with schemathesis' own exit code.
"""

import json
import os
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
TOOL = str(Path(sys.executable).with_name("schemathesis"))
ARTICLE = HERE.parent / "rest" / "harbour.html"


def ask(url: str, body: dict[str, object] | None = None) -> dict[str, object]:
    """What the service answers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


@contextmanager
def running(application: str = "rest_application:app") -> Iterator[str]:
    """The address of a service with one published article."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = os.environ | {
            "KEYQUESTIONS_DATABASE_URL": f"sqlite:///{folder}/service.sqlite3"
        }
        command = ["-m", "uvicorn", "--factory", application, "--port", str(port)]
        server = subprocess.Popen(
            [sys.executable, *command, "--log-level", "warning"], env=environment, cwd=HERE
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url
        finally:
            server.terminate()
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


def main(seconds: str = "240") -> int:
    """Run it."""
    with running() as url:
        publish(url)
        command = ["--config-file", str(HERE / "schemathesis.toml"), "--no-color", "run"]
        options = ["-c", "all", "-n", "60", "-w", "2", "--max-time", seconds]
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "schemathesis_checks",
            "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
        }
        return subprocess.call(
            [TOOL, *command, f"{url}/openapi.json", *options],
            env=environment,
        )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
