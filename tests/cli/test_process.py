"""The command line as a process: signals, pipes, terminals, and what libraries say."""

import fcntl
import os
import pty
import signal
import socket
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
PROGRAM = [sys.executable, "-m", "keyquestions"]


def _started(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*PROGRAM, *map(str, arguments)], **(pipes | options))


def _interrupted(running: subprocess.Popen[bytes]) -> None:
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"keyquestions: interrupted.\n")


def test_ctrl_c_while_waiting_for_a_server() -> None:
    """An address that does not answer can be given up: one line, the shells' code."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        running = _started("analyze", f"http://127.0.0.1:{port}/", "--allow-private")
        connection, _ = server.accept()
        with connection:
            _interrupted(running)


def test_ctrl_c_while_waiting_for_input(tmp_path: Path) -> None:
    """The first Ctrl-C ends a read that would wait for ever."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    running = _started("analyze", fifo)
    with fifo.open("wb"):  # opens when the other side has
        _interrupted(running)


EARLY = """
import os, signal, sys

class Interrupts:
    def find_spec(name, *_):
        if name == "click":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts)
from keyquestions.cli import main
main(["--version"])
"""
LATE = """
import atexit, os, signal
from keyquestions.cli import main
atexit.register(os.kill, os.getpid(), signal.SIGINT)
main(["--version"])
"""


@pytest.mark.parametrize(("moment", "written"), [(EARLY, b""), (LATE, b"keyquestions, version")])
def test_ctrl_c_before_and_after_the_work(moment: str, written: bytes) -> None:
    """While the program is still being loaded, or has written all, it is one line and 130, too."""
    done = subprocess.run([sys.executable, "-c", moment], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"keyquestions: interrupted.\n")
    assert done.stdout.startswith(written)
    assert bool(done.stdout) is bool(written)


def test_a_script_that_ignores_ctrl_c_is_obeyed() -> None:
    """Under nohup and the like the program goes on ignoring the signal."""
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from keyquestions.cli.interrupts import end_at_once, interrupt_at_once\n"
        "end_at_once(); interrupt_at_once()\n"
        "print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"True\n"


@pytest.mark.parametrize("arguments", [["analyze", "ARTICLE"], ["schema"], ["--help"]])
def test_a_reader_that_has_enough_is_no_error(article: Path, arguments: list[str]) -> None:
    """With `| head -1` the rest is not written, and nothing complains."""
    given = [str(article) if each == "ARTICLE" else each for each in arguments]
    running = _started(*given, env=os.environ | {"KEYQUESTIONS_MODEL": "builtin"})
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    with running.stderr as stderr:
        assert stderr.read() == b""
    assert running.wait() == 0


def test_a_pipeline_gets_its_first_line(article: Path) -> None:
    """A shell's pipeline works as it does with any other program."""
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m keyquestions analyze "$1" | head -1', sys.executable, article],
        capture_output=True,
        env=os.environ | {"KEYQUESTIONS_MODEL": "builtin"},
        check=True,
    )
    assert done.stdout == b"Harrow ends its night ferry after sixty years\n"
    assert done.stderr == b""


@pytest.mark.parametrize("command", ["analyze", "article", "schema"])
def test_standard_output_that_is_closed(article: Path, command: str) -> None:
    """Without standard output there is no place for the result: told before the work."""
    given = [command] if command == "schema" else [command, article]
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m keyquestions "$@" >&-', sys.executable, *given],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 61
    expected = b"keyquestions: Standard output is closed; redirect it to a file.\n"
    assert done.stderr == expected


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this system")
def test_standard_output_that_is_full(article: Path) -> None:
    """A full disk is told, and not twice by the interpreter."""
    with Path("/dev/full").open("wb") as full:
        running = _started(
            "analyze", article, stdout=full, env=os.environ | {"KEYQUESTIONS_MODEL": "builtin"}
        )
        _, err = running.communicate()
    assert running.returncode == 61
    assert err == b"keyquestions: Standard output cannot be written: No space left on device.\n"


def _on_terminal(
    *arguments: object, columns: int = 80, stream: str = "stdout", **settings: str
) -> str:
    """What a terminal of that width is sent on standard output, or on standard error."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = os.environ | {"TERM": "xterm", "KEYQUESTIONS_MODEL": "builtin"} | settings
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: its}
    running = _started(*arguments, **streams, env=environment)
    os.close(its)
    received = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other side has closed
            break
        if not part:
            break
        received += part
    os.close(ours)
    assert running.wait() == 0
    return received.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_and_its_width(article: Path) -> None:
    """On a terminal the page is as wide as it is, and quotes stand out."""
    page = _on_terminal("analyze", article, columns=64)
    assert "\x1b[1mBias Analysis\x1b[0m" in page
    assert "\x1b[36m“" in page
    plain = _on_terminal("analyze", article, columns=64, NO_COLOR="1")
    assert "\x1b" not in plain
    assert max(map(len, plain.splitlines())) <= 64


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_refused(article: Path, settings: dict[str, str]) -> None:
    """NO_COLOR and a terminal that cannot show them are respected."""
    assert "\x1b" not in _on_terminal("analyze", article, **settings)


def test_an_empty_no_color_refuses_nothing(article: Path) -> None:
    """By its convention the variable counts only where it is not empty."""
    assert "\x1b[" in _on_terminal("analyze", article, NO_COLOR="")


@pytest.mark.parametrize(("columns", "widest"), [(20, 40), (300, 100)])
def test_lines_stay_readable(article: Path, columns: int, widest: int) -> None:
    """A very narrow or a very wide terminal does not make unreadable lines."""
    page = _on_terminal("analyze", article, columns=columns, NO_COLOR="1")
    longest = max(map(len, page.splitlines()))
    assert widest * 0.8 <= longest <= widest


def test_what_is_said_is_wrapped_on_a_terminal_alone(article: Path, process: Run) -> None:
    """A notice has the terminal's width and tells how to silence it; in a log it is one line."""
    shown = _on_terminal("analyze", article, columns=64, stream="stderr", KEYQUESTIONS_MODEL="")
    logged = process("analyze", article).err
    assert len(shown.splitlines()) > 1
    assert max(map(len, shown.splitlines())) <= 64
    assert len(logged.splitlines()) == 1
    assert " ".join(shown.split()) == logged.strip()
    assert "KEYQUESTIONS_MODEL=builtin silences this" in logged


@pytest.mark.parametrize("command", ["models", "exits"])
def test_lists_are_as_wide_as_the_terminal(command: str) -> None:
    """No line of a list runs over 80 columns, and what is to be copied stays in one piece."""
    lines = _on_terminal(command, columns=80).splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)


NOISY = """
import logging, sys, warnings
import click
from keyquestions.cli.app import app, main

@app.command()
def noisy():
    warnings.warn("a library's warning")
    logging.getLogger("library").error("a library's log")
    click.echo("done")

main(["noisy"])
"""


def test_what_libraries_warn_of_does_not_reach_the_user() -> None:
    """Warnings and logs of libraries are for developers; standard error is for the user."""
    done = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"done\n", b"")


@pytest.mark.parametrize(("options", "debug"), [(["-Wdefault"], ""), ([], "1")])
def test_developers_see_what_libraries_warn_of(options: list[str], debug: str) -> None:
    """Who asks Python for warnings, or for debugging, gets them."""
    done = subprocess.run(
        [sys.executable, *options, "-c", NOISY],
        capture_output=True,
        env=os.environ | {"KEYQUESTIONS_DEBUG": debug},
        check=True,
    )
    assert b"a library's warning" in done.stderr
    assert b"a library's log" in done.stderr
