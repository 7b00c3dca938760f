"""The guards of the test suite itself."""

import os
import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "host", ["93.184.216.34", "10.1.2.3", "2606:2800:220:1:248:1893:25c8:1946"]
)
def test_no_test_can_connect_outside(host: str) -> None:
    """A connection to another machine fails before a packet leaves."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as outside:
        with pytest.raises(AssertionError, match="wanted to reach"):
            outside.connect((host, 80))
        with pytest.raises(AssertionError, match="wanted to reach"):
            outside.connect_ex((host, 80))


def test_no_test_can_look_up_a_name() -> None:
    """A name is not looked up either, because that asks a server, too."""
    with pytest.raises(AssertionError, match="wanted to reach"):
        socket.getaddrinfo("news.example", 80)


def test_this_machine_can_be_reached() -> None:
    """Servers on loopback work, or nothing could be tested."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        assert client.getpeername() == server.getsockname()


def test_settings_of_this_machine_are_not_seen() -> None:
    """No developer's environment or .env decides how a test ends."""
    assert not [name for name in os.environ if name.startswith(("KEYQUESTIONS_", "OPENAI_"))]
    assert list(Path.cwd().iterdir()) == []
