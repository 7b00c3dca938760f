"""One line: from what it asks for to its end, paid for at most once."""

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from keyquestions.errors import (
    BudgetUsedUp,
    KeyQuestionsError,
    KeyRejected,
    ModelError,
    ModelSuspended,
    ModelUnavailable,
    QuotaExhausted,
)
from keyquestions.jobs.batches.reading import Reader
from keyquestions.jobs.batches.requests import BatchLine
from keyquestions.jobs.outcomes import end_of
from keyquestions.jobs.port import Submission
from keyquestions.jobs.work import Work
from keyquestions.models.accounts import Account, charging
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.stored import noting
from keyquestions.pipeline import Told
from keyquestions.store.batch_items import Item
from keyquestions.store.batches import ItemState
from keyquestions.store.entries import End, Failed
from keyquestions.store.gathering import Gathering
from keyquestions.store.settlement import Ending, Made, Settling
from keyquestions.telemetry import Event, event, failure

TRIES = 4
"""How often a line is tried while its failure is one that may pass."""

PAUSE = 15.0
"""Seconds before the second try; each next one waits for twice as long."""

PATIENCE = 240
"""How often a model that failed too often is waited for: an hour, at `PAUSE` seconds."""

_HOPELESS: tuple[type[ModelError], ...] = (
    BudgetUsedUp, KeyRejected, ModelUnavailable, QuotaExhausted,
)  # fmt: skip
"""What would fail every line after this one, too."""

_HALTS = frozenset(error.code for error in _HOPELESS)


@dataclass(frozen=True, slots=True)
class Halt:
    """Why nothing more of a batch is begun."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Analysed:
    """What came of a line: its end, or what keeps its batch from going on, or neither.

    With neither it is as it was: it was given up. `asked` is what the line says, where it could be
    read.
    """

    ending: Ending | None = None
    analysis_id: str | None = None
    made: Made | None = None
    halt: Halt | None = None
    asked: Submission | None = None


class Lines:
    """Analyses lines; those that ask for the same analysis get it together."""

    def __init__(
        self,
        work: Work,
        settling: Settling,
        reader: Reader,
        account: Account,
        clock: Clock = CLOCK,
    ) -> None:
        """Have requests made on copies of that account, one for each batch."""
        self.clock = clock
        self._reader = reader
        self._work = work
        self._account = account
        self._looks: Gathering[str, ItemState | None] = Gathering(partial(_look, settling))
        self._under_way: dict[str, asyncio.Task[Analysed]] = {}

    async def analyse(self, item: Item, budget: float | None) -> Analysed:
        """See it through, as far as it goes."""
        try:
            line = BatchLine.model_validate_json(zlib.decompress(item.request or b""))
            asked = await self._reader.submission(line, item.key_id)
            identity = self._work.identity(asked.article, asked.output_language)
        except KeyQuestionsError as error:
            return Analysed(_failed(Failed(error.code, error.message, bool(error.retryable))))
        except Exception as error:  # noqa: BLE001 - a defect with one line must not end all
            event(Event.ANALYSIS_FAILED, **failure(error))
            told = "A defect of this program ended it; tell whoever runs the service."
            return Analysed(_failed(Failed(KeyQuestionsError.code, told, retryable=False)))
        other = self._under_way.get(identity)
        if other is not None:
            shared = await asyncio.shield(other)
            return replace(shared, made=None, asked=asked)
        task = asyncio.create_task(self._once(identity, item, asked, budget))
        self._under_way[identity] = task
        try:
            return replace(await task, asked=asked)
        finally:
            del self._under_way[identity]

    async def _once(
        self, identity: str, item: Item, asked: Submission, budget: float | None
    ) -> Analysed:
        known = await self._looks.add(identity)
        if known is not None:
            return Analysed(Ending(known), identity)
        account = replace(self._account, name=item.batch_id, budget=budget)
        tries = waits = 0
        while True:
            places: dict[str, None] = {}
            end = await self._made(identity, asked, account, places)
            if end is None:
                return Analysed()
            if (halt := _halt(end)) is not None:
                return Analysed(halt=halt)
            failed = end.failed
            if failed is None or not failed.retryable or tries + 1 >= TRIES or waits >= PATIENCE:
                break
            is_down = failed.code == ModelSuspended.code
            await self.clock.sleep(PAUSE if is_down else PAUSE * 2**tries)
            waits += 1
            tries += not is_down
        made = Made(
            identity, asked.article, asked.output_language, self._work.means, end, item.key_id,
            tuple(places),
        )  # fmt: skip
        return Analysed(_ending(end), identity, made)

    async def _made(
        self, identity: str, asked: Submission, account: Account, places: dict[str, None]
    ) -> End | None:
        """How the analysis ended; `places` become those of the replies that it used."""

        async def note(place: str) -> None:
            places[place] = None

        with charging(account), noting(note):
            task = asyncio.create_task(
                self._work.analyse(asked.article, asked.output_language, _unheard)
            )
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise
        return end_of(task, identity)


async def _look(settling: Settling, identities: Sequence[str]) -> list[ItemState | None]:
    known = await settling.known(identities)
    return [known.get(each) for each in identities]


def _unheard(_told: Told) -> None:
    """Nobody follows the stages of a line."""


def _ending(end: End) -> Ending:
    return _failed(end.failed) if end.failed else Ending(ItemState(end.state.value))


def _failed(failed: Failed) -> Ending:
    return Ending(ItemState.FAILED, failed.code, failed.message, failed.retryable)


def _halt(end: End) -> Halt | None:
    """What would end all others like this one; half an analysis counts, too."""
    if end.failed is not None:
        found = [Halt(end.failed.code, end.failed.message)]
    else:
        failures = end.analysis.failures if end.analysis else ()
        found = [Halt(each.code, each.message) for each in failures]
    return next((each for each in found if each.code in _HALTS), None)
