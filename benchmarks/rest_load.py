"""Load out of another process: wrk, whose numbers come back as values."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SCRIPT = Path(__file__).with_name("rest_load.lua")
CLIENTS = 64
TIMEOUT = 30
"""Seconds after which a response is missing."""


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: GETs of the paths in turn or, with a `body`, POSTs of it.

    `NUMBER` in the body is replaced by another number in each request, from `first` on. It lasts
    for `seconds`, whole ones. `rate` is in requests a second; None is as many as can be.
    """

    paths: Sequence[str]
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    first: int = 0
    seconds: int = 1
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of it; times are in milliseconds, from a request to the end of its response."""

    requests: int
    seconds: float
    broken: int
    statuses: Mapping[str, int]
    p50_ms: float
    p99_ms: float
    max_ms: float

    @property
    def rate(self) -> float:
        """Responses a second."""
        return self.requests / self.seconds


def generator() -> str | None:
    """Where wrk is, if it is installed."""
    return shutil.which("wrk")


def send(url: str, load: Load) -> Seen:
    """Have 64 clients send it, each on a connection that it keeps."""
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ)
        files = {"BENCH_PATHS": "\n".join(load.paths), "BENCH_BODY": load.body}
        for name, text in files.items():
            if text is not None:
                file = Path(folder, name)
                file.write_text(text, "utf-8")
                environment[name] = str(file)
        numbers = {"BENCH_FIRST": load.first, "BENCH_RATE": load.rate}
        environment |= {name: str(each) for name, each in numbers.items() if each is not None}
        command = [generator() or "wrk", f"-c{CLIENTS}", "-t1", f"-d{load.seconds}s"]
        command += ["-s", str(SCRIPT), f"--timeout={TIMEOUT}s"]
        for name, value in load.headers.items():
            command += ["-H", f"{name}: {value}"]
        done = subprocess.run(
            [*command, url], env=environment, capture_output=True, text=True, check=True
        )
    return Seen(**json.loads(done.stdout.splitlines()[-1]))
