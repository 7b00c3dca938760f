"""How far an archive is, on standard error: a bar on a terminal, else a line now and then."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from keyquestions.archive.running import Report
from keyquestions.cli.outputs import say
from keyquestions.store.batches import ItemState

EVERY = 10.0
"""Seconds between two lines where there is no terminal."""


class Progress:
    """Tells of reports as they come."""

    def __init__(self, name: str, budget: float | None) -> None:
        self._name = name
        self._budget = budget
        self._began = time.monotonic()
        self._at_first: int | None = None
        self._told = self._began
        self._bar: Bar | None = None
        if sys.stderr is not None and sys.stderr.isatty():
            self._bar = Bar(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                TextColumn("{task.fields[told]}"), TimeRemainingColumn(),
                console=Console(stderr=True),
            )  # fmt: skip
            self._task = self._bar.add_task(name, total=None, told="")

    def __enter__(self) -> Self:
        """Begin to show it."""
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.stop()

    def tell(self, report: Report) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if self._at_first is None:
            self._at_first = report.settled
        rate = (report.settled - self._at_first) / max(now - self._began, 0.001)
        told = self._words(report, rate)
        if self._bar is not None:
            total = report.lines if report.archive.complete else None
            self._bar.update(self._task, completed=report.settled, total=total, told=told)
        elif now - self._told >= EVERY:
            self._told = now
            left = ""
            if report.archive.complete and rate:
                left = f", {_span((report.lines - report.settled) / rate)} left"
            of = f" of {report.lines:,}" if report.archive.complete else ""
            say(f"{self._name}: {report.settled:,}{of} lines done, {told}{left}")

    def _words(self, report: Report, rate: float) -> str:
        money = f"${report.spent.usd:.2f}"
        if self._budget is not None:
            money += f" of ${self._budget:.2f}"
        return f"{rate:.1f}/s, {report.counts[ItemState.FAILED]:,} failed, {money}"


def _span(seconds: float) -> str:
    """A time in hours, minutes or seconds."""
    if seconds >= 3600:  # noqa: PLR2004 - an hour
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"  # noqa: PLR2004
