"""Ctrl-C: one line and the shells' code, at whatever moment it comes."""

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from keyquestions.cli.exits import INTERRUPTED

SAID = "interrupted."

_Handler = Callable[[int, FrameType | None], NoReturn]


def end_at_once() -> None:
    """Let Ctrl-C end the process there and then: nothing is begun yet, or all is written."""
    _handle(_end)


def interrupt_at_once() -> None:
    """Let the first Ctrl-C end the work: asyncio's handler would wait for the next await."""
    _handle(_interrupt)


def _handle(handler: _Handler) -> None:
    # Under nohup and the like the signal is ignored, and stays so.
    if signal.getsignal(signal.SIGINT) in {signal.default_int_handler, _end, _interrupt}:
        signal.signal(signal.SIGINT, handler)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    os.write(2, f"keyquestions: {SAID}\n".encode())
    os._exit(INTERRUPTED)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
