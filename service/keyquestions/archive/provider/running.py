"""A whole archive through a provider's batches: pass after pass, until no article waits."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from keyquestions.analysis import Analysis
from keyquestions.archive.items import ArchiveItem, ItemError
from keyquestions.archive.provider.passing import Passing
from keyquestions.archive.provider.sending import Courier
from keyquestions.archive.provider.state import ProviderState, RequestState
from keyquestions.errors import KeyQuestionsError
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.telemetry import event, holding

AT_ONCE = 16
"""How many articles are read and looked at side by side."""

POLL_SECONDS = 60.0
FIRST_POLL_SECONDS = 2.0
"""After this the provider is asked again, and then later and later, up to POLL_SECONDS."""

Outcome = Analysis | ItemError
Analyse = Callable[[ArchiveItem], Awaitable[Analysis]]
Settle = Callable[[ArchiveItem, Outcome], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: requests by their state, open batches, and what was spent so far."""

    requests: dict[RequestState, int]
    batches: int
    spent_usd: float


@dataclass(slots=True)
class Report:
    """What came of the archive; `outcomes` counts its lines by state, or code for failed ones.

    `refused` is how many requests the provider refused for good. `unsent` are those that the
    budget had no room for: the articles that wait for them are not settled.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    unsent: int = 0
    passes: int = 0
    spent_usd: float = 0.0


class ProviderRun:
    """One archive, one model, one file of state; it may be killed at any time and run again."""

    def __init__(  # noqa: PLR0913 - the parts it is made of
        self,
        courier: Courier,
        state: ProviderState,
        passing: Passing,
        analyse: Analyse,
        *,
        poll_seconds: float = POLL_SECONDS,
        clock: Clock = CLOCK,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            courier: takes requests to the provider and back.
            state: what is known of them.
            passing: the model that `analyse` asks.
            analyse: reads the article of an item and analyses it.
            poll_seconds: how long to wait, at most, before the provider is asked again.
            clock: what waits.
            progress: is told how far it is, after each look at the provider.
        """
        self._courier = courier
        self._state = state
        self._passing = passing
        self._analyse = analyse
        self._poll = poll_seconds
        self._clock = clock
        self._progress = progress or (lambda _: None)

    async def run(self, source: Callable[[], Iterable[ArchiveItem]], settle: Settle) -> Report:
        """See every item to its end.

        Args:
            source: gives the items of the archive, the same ones each time.
            settle: is told each item's outcome, once, or once more where a process was killed
                just then; when it returns, the outcome is safe.

        Raises:
            ModelError: the provider takes nothing more; running it again goes on.
            StoreFailed: the file of state, or the reply store, fails.
        """
        report = Report()
        while await self._pass(source(), settle, report):
            report.passes += 1
            if not await self._round_trip():
                report.unsent = self._state.count(RequestState.WAITING)
                break
        report.refused = self._state.count(RequestState.REFUSED)
        report.spent_usd = self._state.spent()
        return report

    async def cancel(self) -> int:
        """Have the provider end all that is under way; how many batches that were.

        What they have answered by then is paid for: running it again collects that, and only then
        hands in the rest.

        Raises:
            ModelError: the provider cannot be asked.
        """
        return await self._courier.cancel()

    async def _round_trip(self) -> bool:
        """Have all that waits answered; False where the budget keeps some of it back."""
        wait = FIRST_POLL_SECONDS
        while True:
            await self._courier.send(rest=True)
            self._tell()
            if not self._state.open_batches():
                return not self._state.count(RequestState.WAITING)
            if await self._courier.look():
                wait = FIRST_POLL_SECONDS
            else:
                await self._clock.sleep(min(wait, self._poll))
                wait *= 2

    async def _pass(self, items: Iterable[ArchiveItem], settle: Settle, report: Report) -> bool:
        """Look at each item that is not settled; whether any has to wait."""
        must_wait = False
        left = (each for each in items if not self._state.is_settled(each.line))
        while group := list(islice(left, AT_ONCE)):
            with self._state.together():
                async with asyncio.TaskGroup() as tasks:
                    found = [tasks.create_task(self._look(each)) for each in group]
            for item, task in zip(group, found, strict=True):
                outcome = task.result()
                if outcome is None:
                    must_wait = True
                    continue
                await settle(item, outcome)
                self._state.settle([item.line])
                report.outcomes[_name(outcome)] += 1
            await self._courier.send(rest=False)
        return must_wait

    async def _look(self, item: ArchiveItem) -> Outcome | None:
        """What came of an item; None where it waits for replies."""
        if item.error is not None:
            return item.error
        outcome: Outcome
        # That an article has to wait is no failure, and nobody is told of one.
        with self._passing.passing(item.line) as now, holding() as held:
            try:
                outcome = await self._analyse(item)
            except KeyQuestionsError as error:
                outcome = ItemError(error.code, error.message, error.retryable)
        if now.pending:
            return None
        for name, fields in held:
            event(name, **fields)
        return outcome

    def _tell(self) -> None:
        counts = {state: self._state.count(state) for state in RequestState}
        open_ = len(self._state.open_batches())
        self._progress(Progress(counts, open_, self._state.spent()))


def _name(outcome: Outcome) -> str:
    return outcome.code if isinstance(outcome, ItemError) else outcome.status.value
