"""`keyquestions exits`."""

import re
from collections.abc import Callable
from typing import Any

from keyquestions.cli.exits import EXIT_CODES, INTERRUPTED, OK, PARTIAL, UNEXPECTED, USAGE

Run = Callable[..., Any]


def test_every_exit_code_is_listed_once(command: Run, monkeypatch) -> None:
    """In their order, with the code that JSON has for the same error, and a sentence."""
    monkeypatch.setenv("COLUMNS", "100")
    ended = command("exits")
    listed = re.findall(r"^ *(\d+)  (\w*) +(\S.*)$", ended.out, re.MULTILINE)
    numbers = [int(number) for number, _, _ in listed]
    assert numbers == sorted({*EXIT_CODES.values(), OK, USAGE, PARTIAL, UNEXPECTED, INTERRUPTED})
    codes = {int(number): code for number, code, _ in listed}
    assert all(codes[number] == kind.code for kind, number in EXIT_CODES.items())
    assert all(meaning for _, _, meaning in listed)
    assert ended.code == 0
