"""`keyquestions batch run --provider-batch`: what a provider's batches do before the job itself."""

import asyncio
import signal
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from keyquestions.archive.items import ArchiveItem
from keyquestions.archive.provider import FileLimits, Manner, Outcome, Progress, Report
from keyquestions.archive.provider.state import RequestState
from keyquestions.cli.archives import Order, carry_out, check_price
from keyquestions.cli.exits import INTERRUPTED, OK, PARTIAL
from keyquestions.cli.outputs import check_output, say
from keyquestions.errors import BudgetUsedUp, InputUnreadable
from keyquestions.providing import open_provider
from keyquestions.settings import Settings

SUFFIX = ".provider-batch.sqlite3"


async def carry_out_at_half_price(settings: Settings, order: Order, tokens: int | None) -> int:
    """Have the provider's batches answer all that they can, then see the job through.

    The job finds their replies in the reply store. What no batch has answered it asks directly.

    Args:
        settings: with a model of OpenAI's protocol.
        order: the job.
        tokens: how many may wait at the provider; None: as many as it takes.

    Raises:
        KeyQuestionsError: it cannot be begun, or cannot go on.
    """
    if not order.source.exists():
        raise InputUnreadable(f"There is no {order.source}; check the path.")
    check_output(order.target)
    check_price(settings, order.budget)
    state = order.target.with_name(order.target.name + SUFFIX)
    report = await _stoppable(_batches(settings, order, state, tokens))
    if report is None:
        say(
            "stopped; what was handed in goes on at the provider. The same command takes up "
            "waiting for it."
        )
        return INTERRUPTED
    _tell_report(report)
    if report.unsent:
        raise BudgetUsedUp(
            f"The budget is used up: ${report.spent_usd:.2f} spent, {report.unsent:,} requests "
            "are not sent. The same command with a larger --budget goes on."
        )
    left = None if order.budget is None else max(order.budget - report.spent_usd, 0.0)
    code = await carry_out(settings, replace(order, budget=left))
    if code in {OK, PARTIAL}:  # all is done: articles are kept for no longer than they are needed
        for each in ("", "-wal", "-shm"):
            state.with_name(state.name + each).unlink(missing_ok=True)
    return code


async def _batches(settings: Settings, order: Order, state: Path, tokens: int | None) -> Report:
    manner = Manner(
        limits=FileLimits(tokens=tokens), budget_usd=order.budget, progress=Teller().tell
    )
    async with open_provider(settings, state, manner) as run:
        return await run.run(order.items, _left_to_the_job)


async def _left_to_the_job(_item: ArchiveItem, _outcome: Outcome) -> None:
    """The job analyses it again, with replies that are there, and keeps what comes of it."""


async def _stoppable(work: Coroutine[Any, Any, Report]) -> Report | None:
    """Await it; None where Ctrl-C, or whoever ends processes, stops it."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    for each in signals:
        loop.add_signal_handler(each, task.cancel)
    try:
        await asyncio.wait([task])
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
    return None if task.cancelled() else task.result()


class Teller:
    """Says how far the batches are, whenever that has changed."""

    def __init__(self) -> None:
        self._told = ""

    def tell(self, progress: Progress) -> None:
        """Say it, if it is something new."""
        counts = progress.requests
        done = counts[RequestState.ANSWERED] + counts[RequestState.REFUSED]
        told = (
            f"{done:,} of {sum(counts.values()):,} requests are answered, "
            f"{progress.batches} batches under way, ${progress.spent_usd:.2f} spent"
        )
        if told != self._told:
            self._told = told
            say(told)


def _tell_report(report: Report) -> None:
    done = {"succeeded", "partial"}
    failed: Counter[str] = Counter(
        {code: count for code, count in report.outcomes.items() if code not in done}
    )
    codes = ", ".join(f"{code} {count:,}" for code, count in failed.most_common())
    lines = f" {failed.total():,} lines failed ({codes})." if failed else ""
    refused = (
        f" {report.refused:,} requests were refused, or never answered; they are asked directly, "
        "at the full price."
        if report.refused
        else ""
    )
    say(f"the batches are done: ${report.spent_usd:.2f} spent.{lines}{refused}")
