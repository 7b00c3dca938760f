"""What holds for every test: no outside connection, no settings of the machine that runs it."""

import contextlib
import ipaddress
import logging
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from keyquestions.notices import NOTICES

_OWN_PREFIXES = ("KEYQUESTIONS_", "OPENAI_")
_DISPLAY = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM")

# The same examples in every run, so that a change is what makes a test fail; others are looked for
# with `pytest --hypothesis-profile=explore`.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("same")


class OutsideConnectionError(AssertionError):
    """A test tried to reach something other than this machine."""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a socket connect to this machine only, and no name be looked up elsewhere."""
    connect, connect_ex, look_up = (
        socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo,
    )  # fmt: skip

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_outside(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if not _is_address(host):
            _refuse_outside((host,))
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Run without this project's settings and data, in an empty folder that has no .env."""
    for name in list(os.environ):
        if name.startswith(_OWN_PREFIXES) or name in _DISPLAY:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))


class _Sentences(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@pytest.fixture
def notices() -> Iterator[list[str]]:
    """What the person who runs the program was told so far."""
    handler = _Sentences()
    NOTICES.addHandler(handler)
    yield handler.said
    NOTICES.removeHandler(handler)


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """The events so far: name, and fields without the time it took."""
    caplog.set_level(logging.DEBUG, "keyquestions")

    def events() -> list[tuple[str, dict[str, Any]]]:
        said = [vars(record) for record in caplog.records if hasattr(record, "event")]
        return [
            (each["event"], {k: v for k, v in each["fields"].items() if k != "latency_ms"})
            for each in said
        ]

    return events


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout, or of the copied tests when the wheel is tested."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def sample(root: Path) -> Path:
    """The sample article."""
    return root / "evals" / "fixtures" / "istanbul-talks" / "article.txt"


def _refuse_outside(address: Any) -> None:
    if isinstance(address, (str, bytes)):
        return  # a socket in the file system
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if host in {None, "", "localhost"}:
        return
    if not (_is_address(host) and ipaddress.ip_address(host).is_loopback):
        raise OutsideConnectionError(f"a test wanted to reach {host}")


def _is_address(host: Any) -> bool:
    """Whether it is an address already, so that looking it up asks nobody."""
    for read in (ipaddress.ip_address, socket.inet_aton):
        with contextlib.suppress(ValueError, OSError, TypeError):
            read(host)
            return True
    return False
