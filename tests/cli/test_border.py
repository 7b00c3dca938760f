"""The border between the program and the process that it runs in."""

import logging
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from keyquestions.cli import main
from keyquestions.notices import NOTICES, notify

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Take back what the program does to its process."""
    handler, root = signal.getsignal(signal.SIGINT), logging.getLogger()
    handlers, listening = list(root.handlers), list(NOTICES.handlers)
    with warnings.catch_warnings():
        yield
    signal.signal(signal.SIGINT, handler)
    root.handlers, NOTICES.handlers = handlers, listening


def _writes(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, err: bool = False, **__: object) -> None:
        if not err:
            raise error

    monkeypatch.setattr(click, "echo", fail)


def test_main_ends_the_process_with_the_code_of_the_run(article: Path) -> None:
    """The console script exits with what the command returned, and with 0 for nothing."""
    with pytest.raises(SystemExit) as ended:
        main(["analyze", str(article.with_name("missing.txt"))])
    assert ended.value.code == 10
    with pytest.raises(SystemExit) as ended:
        main(["article", str(article)])
    assert ended.value.code == 0


def test_main_takes_the_processes_own_arguments(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As a console script it reads what was typed."""
    monkeypatch.setattr("sys.argv", ["keyquestions", "--version"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capfd.readouterr().out.startswith("keyquestions, version")


def test_main_hushes_libraries_unless_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Warnings are filtered only where nobody asked Python for them."""
    for options, debug, hushed in (([], "", True), (["error"], "", False), ([], "1", False)):
        monkeypatch.setattr("sys.warnoptions", options)
        monkeypatch.setenv("KEYQUESTIONS_DEBUG", debug)
        with warnings.catch_warnings(record=True) as shown:
            warnings.simplefilter("always")
            with pytest.raises(SystemExit):
                main(["--version"])
            warnings.warn("a library's warning", stacklevel=1)
        assert (not shown) is hushed


def test_main_says_notices_each_once(capfd: pytest.CaptureFixture[str]) -> None:
    """What the result does not show, such as replies that are not kept, is one line."""
    with pytest.raises(SystemExit):
        main(["--version"])
    for _ in range(2):
        notify("Replies are not kept:\nno room.")
    assert capfd.readouterr().err == "keyquestions: Replies are not kept: no room.\n"


def test_the_first_ctrl_c_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """During the work the signal interrupts at once, and not only asyncio's next step."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    handlers = []
    monkeypatch.setattr(
        "keyquestions.cli.app.run", lambda _: handlers.append(signal.getsignal(signal.SIGINT)) or 0
    )
    with pytest.raises(SystemExit):
        main(["--version"])
    assert handlers != [signal.default_int_handler]
    signal.signal(signal.SIGINT, handlers[0])
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), click.Abort()])
def test_an_interruption_is_one_line(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch, interruption: BaseException
) -> None:
    """Interrupted while printing, the program says so and leaves with the shells' code."""

    def interrupted(*_: object) -> None:
        raise interruption

    monkeypatch.setattr("keyquestions.cli.analyze.write", interrupted)
    ended = command("analyze", article, "--model", "builtin")
    assert ended == (130, "", "keyquestions: interrupted.\n")


def test_a_reader_that_left_ends_the_run_quietly(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A closed pipe is a success: its reader has what it wanted."""
    _writes(monkeypatch, BrokenPipeError(32, "Broken pipe"))
    assert command("article", article) == (0, "", "")


def test_a_full_disk_is_told(command: Run, article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other failure of standard output has the code of an output that failed."""
    _writes(monkeypatch, OSError(28, "No space left on device"))
    assert command("article", article).code == 61


def test_a_missing_standard_output_is_told(
    command: Run, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was started without one is told before the work."""
    monkeypatch.setattr("sys.stdout", None)
    ended = command("article", article)
    assert ended.code == 61
    assert ended.err == "keyquestions: Standard output is closed; redirect it to a file.\n"
