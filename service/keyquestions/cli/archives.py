"""What `keyquestions batch run` does: find or begin the job, see it through, tell how it ended."""

import asyncio
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from keyquestions.archive.inputs import open_input
from keyquestions.archive.items import ArchiveItem
from keyquestions.archive.outputs import Output, open_output
from keyquestions.archive.running import Office, Report
from keyquestions.archiving import open_office
from keyquestions.cli.exits import INTERRUPTED, OK, PARTIAL
from keyquestions.cli.jobs import export_to, open_desk
from keyquestions.cli.outputs import check_output, say
from keyquestions.cli.progress import Progress
from keyquestions.errors import (
    BatchHalted,
    BatchInvalid,
    BatchUnfinished,
    BudgetUsedUp,
    InputUnreadable,
    PriceUnknown,
)
from keyquestions.models.port import ChatRequest
from keyquestions.settings import Settings
from keyquestions.store.archives import Archive, Outcome
from keyquestions.store.batches import ItemState
from keyquestions.store.times import utc_now
from keyquestions.wiring import price_of

NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line."""

    source: Path
    target: Path
    form: str | None
    ordered: bool
    concurrency: int
    budget: float | None
    limit: int | None
    name: str | None

    def items(self) -> Iterator[ArchiveItem]:
        """The input, as far as it is to be read."""
        items = open_input(self.source, self.form)
        return islice(items, self.limit) if self.limit else items

    def options(self, settings: Settings) -> dict[str, Any]:
        """What must not change while a job goes on."""
        stamp = self.source.stat()
        return {
            "model": settings.model or "builtin",
            "ordered": self.ordered,
            "limit": self.limit,
            "bytes": stamp.st_size if self.source.is_file() else None,
            "changed_ns": stamp.st_mtime_ns if self.source.is_file() else None,
        }

    def called(self, settings: Settings) -> str:
        """The name of the job: the one that was given, or one of its files and its model."""
        if self.name:
            return self.name[:NAME_LENGTH]
        means = "\n".join(
            (str(self.source.resolve()), str(self.target.resolve()), settings.model or "builtin")
        )
        digest = sha256(means.encode()).hexdigest()[:8]
        return f"{self.source.name[:80]} > {self.target.name[:80]} ({digest})"


async def carry_out(settings: Settings, order: Order) -> int:
    """See the job through, as far as it goes; the exit code.

    Raises:
        KeyQuestionsError: it cannot be begun, or cannot go on.
    """
    if not order.source.exists():
        raise InputUnreadable(f"There is no {order.source}; check the path.")
    check_output(order.target)
    check_price(settings, order.budget)
    async with open_office(settings, order.concurrency) as office:
        found = await _found(office, settings, order)
        if found is None:
            return OK
        archive, going_on = found
        output = open_output(order.target, going_on=going_on)
        return await _through(office, archive, output, order)


async def try_again(settings: Settings, job: str, concurrency: int, budget: float | None) -> int:
    """Have the failed lines of a job analysed again; the exit code.

    They are taken out of the output first: they come back to it as they are settled.

    Raises:
        KeyQuestionsError: there is no such job, or it cannot go on.
    """
    async with open_desk(settings) as desk:
        archive = await desk.found(job)
        if archive.target is None:
            await desk.batches.retry(archive.id, utc_now())
            say("its failed lines wait to be analysed again by the service or its workers.")
            return OK
        if archive.is_open:
            raise BatchUnfinished("The job is not finished yet; go on with it, or cancel it.")
        target = Path(archive.target)
        check_output(target)
        await export_to(desk.archives, archive.id, target, _stays)
        await desk.batches.retry(archive.id, utc_now())
    order = Order(
        Path(archive.source or ""), target, None, bool(archive.options.get("ordered")),
        concurrency, budget, None, archive.name,
    )  # fmt: skip
    async with open_office(settings, concurrency) as office:
        return await _through(
            office,
            await office.archives.get(archive.id),
            open_output(target, going_on=True),
            order,
        )


async def help_out(settings: Settings, concurrency: int) -> int:
    """Work on all jobs of the database until it is stopped; the exit code."""
    stop = asyncio.Event()
    async with open_office(settings, concurrency) as office:
        _listen(stop)
        say(f"helping as {office.engine.worker.id}, with {concurrency} articles at a time.")
        await stop.wait()
    say(f"stopped: {office.engine.desk.underway.settled:,} lines were done here.")
    return OK


async def _through(office: Office, archive: Archive, output: Output, order: Order) -> int:
    archive = await office.claim(archive, order.budget)
    stop = asyncio.Event()
    _listen(stop)
    with Progress(order.name or order.target.name, order.budget) as progress:
        try:
            report = await office.run(
                archive, order.items, output, ordered=order.ordered, stop=stop, tell=progress.tell
            )
        except BaseException:
            output.abandon()
            raise
        output.close()
    return _ended(report, order)


def check_price(settings: Settings, budget: float | None) -> None:
    """Find out whether a budget can be held.

    Raises:
        PriceUnknown: no price is known for the model.
    """
    if budget is None or (settings.model or "builtin") == "builtin":
        return
    if price_of(settings)(ChatRequest(messages=())) is None:
        raise PriceUnknown(
            f"No price is known for {settings.model}, so that a budget cannot be held; put it into "
            "a file that KEYQUESTIONS_PRICES names, or go without --budget."
        )


def _stays(outcome: Outcome) -> bool:
    """Whether it stays in the output while the failed lines are tried again."""
    return outcome.state is not ItemState.FAILED or not outcome.again


async def _found(office: Office, settings: Settings, order: Order) -> tuple[Archive, bool] | None:
    """The job, and whether its output is there already; None where all is done already."""
    name, options = order.called(settings), order.options(settings)
    there = await office.archives.newest(name)
    if there is None or (not there.is_open and dict(there.options) != options):
        source, target = str(order.source.resolve()), str(order.target.resolve())
        begun = await office.archives.create(name, source, target, options, utc_now())
        return begun, False
    if dict(there.options) != options:
        raise BatchInvalid(
            f"The job {there.id} was begun with another input, model, --limit or --ordered; go on "
            "with what it was begun with, give another --name, or end it with keyquestions batch "
            "cancel."
        )
    written = await office.archives.written(there.id)
    if not there.is_open and written == there.read and order.target.exists():
        say(f"All {written:,} lines are in {order.target} already (job {there.id}).")
        return None
    return there, True


def _ended(report: Report, order: Order) -> int:
    """Say how it ended; the exit code.

    Raises:
        BudgetUsedUp: its money is used up.
        BatchHalted: it cannot go on.
    """
    archive, failed = report.archive, report.counts[ItemState.FAILED]
    if archive.halted == BudgetUsedUp.code:
        raise BudgetUsedUp(
            f"The budget is used up: ${report.spent.usd:.2f} spent, {report.settled:,} lines are "
            "done and kept. The same command with a larger --budget goes on."
        )
    if archive.halted:
        raise BatchHalted(
            f"{archive.halted_because} {report.settled:,} lines are done and kept; when that is "
            "mended, the same command goes on."
        )
    if archive.is_open:
        say(
            f"stopped: {report.settled:,} lines are done, {report.written:,} of them written. The "
            "same command goes on."
        )
        return INTERRUPTED
    perhaps = report.spent.calls_perhaps
    lost = f" ({perhaps} calls were cut off and may have been paid)" if perhaps else ""
    say(
        f"{report.written:,} lines are in {order.target}: {failed:,} failed; "
        f"${report.spent.usd:.2f} spent{lost}."
    )
    if failed:
        say(
            f"keyquestions batch retry {archive.id} tries the failed ones again, but for lines "
            "that are no requests."
        )
    return PARTIAL if failed else OK


def _listen(stop: asyncio.Event) -> None:
    """Let the first Ctrl-C end it soon, and the next one at once."""
    loop = asyncio.get_running_loop()

    def first() -> None:
        say("stopping; what is under way is finished. Ctrl-C again ends at once.")
        stop.set()
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, first)
