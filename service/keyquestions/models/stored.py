"""A model that is not asked twice: its replies come from a store, if they are there.

One mechanism is the cache, the archive's "never pay twice" and the recordings of the evals.
"""

import asyncio
import copy
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from keyquestions.errors import (
    BudgetUsedUp,
    ModelError,
    ModelTimeout,
    ReplyNotRecorded,
    StoreFailed,
)
from keyquestions.models.accounts import Account, Charge, Standing, current_account
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.deadline import Deadline, before_deadline, current_deadline, passed
from keyquestions.models.nearest import Difference, first_difference
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest, Finish, Replies
from keyquestions.models.records import Asked, Record
from keyquestions.notices import notify
from keyquestions.telemetry import Event, event

AGAIN = 0.25
"""Seconds after which it is looked again whether another worker has got a reply."""

_note: ContextVar[Callable[[str], Awaitable[None]] | None] = ContextVar(
    "keyquestions_note", default=None
)


@contextmanager
def noting(note: Callable[[str], Awaitable[None]]) -> Iterator[None]:
    """Have the place of each reply that is used inside noted, before it is asked for.

    So whoever erases an article can erase what a model said of it, even if the process dies between
    a reply and its use.
    """
    token = _note.set(note)
    try:
        yield
    finally:
        _note.reset(token)


class ReplyStore(ABC):
    """Keeps replies by the digest of their request; every method may raise `StoreFailed`."""

    @abstractmethod
    async def get(self, key: str) -> Record | None:
        """What is kept under that key (`Asked.key`)."""

    @abstractmethod
    async def put(self, record: Record, charge: Charge | None = None) -> None:
        """Keep it, in place of what was there; when this returns, it is safe.

        `charge` goes to the account that the reply was asked for on.
        """

    @abstractmethod
    async def nearest(self, asked: Asked) -> Asked | None:
        """The most similar request that is kept."""

    @abstractmethod
    def records(self) -> AsyncIterator[Record]:
        """Everything, in a stable order."""

    def place(self, key: str) -> str:
        """Where `put` keeps the reply with that key, in 64 digits: what `erase` takes."""
        return key

    async def intend(self, key: str, account: Account, usd: float) -> Standing:  # noqa: ARG002
        """Write down that a reply is about to be asked for, which may cost so much, at most.

        What was on its way when a process died can be told by that. The reply's `put`, or `leave`,
        takes it back. A store that keeps no accounts grants everything.
        """
        return Standing.GRANTED

    async def leave(self, key: str, charge: Charge) -> None:  # noqa: B027 - see `intend`
        """No reply came of an intent, but a bill may have."""

    async def write_off(self, worker: str) -> int:  # noqa: ARG002 - see `intend`
        """Book what a dead worker had on its way as perhaps paid; how many calls that were."""
        return 0

    @abstractmethod
    async def erase(self, places: Sequence[str]) -> None:
        """Erase what is kept at these places, where there is anything."""

    async def add(self, records: Iterable[Record]) -> int:
        """Keep all of them; how many there were."""
        count = 0
        for count, record in enumerate(records, start=1):  # noqa: B007 - it is returned
            await self.put(record)
        return count

    async def aclose(self) -> None:
        """Finish writing and let go of files and connections."""
        return


class Replayed(ChatModel):
    """A model that only says again what was recorded, under the name of the one that said it."""

    def __init__(self, name: str, store: ReplyStore) -> None:
        self.name = name
        self._store = store

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The recorded reply.

        Raises:
            ReplyNotRecorded: there is none; `difference` tells from what, and where, it departs.
        """
        asked = Asked.of(self.name, request)
        try:
            record = await _found(self._store, self.name, asked.key)
            near = None if record else await self._store.nearest(asked)
        except StoreFailed as error:
            _tell_failure(self.name, asked.key, error)
            raise ReplyNotRecorded(f"The recordings cannot be read: {error.message}") from error
        if record is None:
            raise _miss(asked, near)
        return record.as_reply()


@dataclass(slots=True)
class _Flight:
    """A request on its way, how many wait for its reply, and whether one has got the bill."""

    task: asyncio.Task[ChatReply]
    deadline: Deadline | None
    waiting: int = 0
    billed: bool = False

    def share(self, reply: ChatReply) -> ChatReply:
        """The reply for one who waited; the first of them gets the bill, too."""
        if not self.billed:
            self.billed = True
            return reply
        return reply.model_copy(update={"stored": True, "spent": ()})

    def blame(self, error: ModelError) -> ModelError:
        """The error for one who waited: each has its own, and the first of them the bill."""
        told = copy.copy(error)
        if self.billed:
            told.spent = ()
        self.billed = True
        return told


@dataclass(slots=True)
class _Flights:
    """Requests on their way, by key: the same request asked twice at once is one call."""

    by_key: dict[str, _Flight] = field(default_factory=dict)

    async def join(self, key: str, flight: _Flight) -> ChatReply:
        """Wait for the reply; a waiter that is cancelled takes no other's reply away."""
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                # Nobody wants it any more: free its slot at once.
                self.leave(key, flight)
                flight.task.cancel()

    def leave(self, key: str, flight: _Flight) -> None:
        """Let the next request of that key start anew."""
        if self.by_key.get(key) is flight:
            del self.by_key[key]


class Stored(ChatModel):
    """A model whose complete replies are kept, and not asked for again.

    Refusals, filtered and truncated replies and failures are never kept. Where the store fails,
    a reply that was paid for is handed over all the same, and the failure is told.
    """

    def __init__(
        self,
        model: ChatModel,
        store: ReplyStore,
        mode: Replies = Replies.USE,
        clock: Clock = CLOCK,
    ) -> None:
        self.name = model.name
        self._clock = clock
        self._model = model
        self._store = store
        self._looks = mode is Replies.USE
        self._flights = _Flights()

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The stored reply, or a new one, which is then stored."""
        asked = Asked.of(self.name, request)
        key = asked.key
        if note := _note.get():
            await note(self._store.place(key))
        while True:
            flight = self._flights.by_key.get(key)
            try:
                if flight is None:
                    flight = self._start(key, asked, request)
                    reply = await self._flights.join(key, flight)
                else:
                    async with before_deadline(f"{self.name} had not replied to the same request"):
                        reply = await self._flights.join(key, flight)
            except ModelError as error:
                if _cut_off(flight, error) and not passed():
                    continue  # the deadline of the one who began it is not ours
                raise (flight.blame(error) if flight else error) from error.__cause__
            return flight.share(reply)

    async def aclose(self) -> None:
        """Close the model; the store is closed by whoever opened it."""
        await self._model.aclose()

    def _start(self, key: str, asked: Asked, request: ChatRequest) -> _Flight:
        # Its task inherits the deadline of the one who starts it.
        task = asyncio.create_task(self._fly(key, asked, request))
        flight = _Flight(task, current_deadline())
        self._flights.by_key[key] = flight
        task.add_done_callback(lambda done: self._landed(key, flight, done))
        return flight

    def _landed(self, key: str, flight: _Flight, task: asyncio.Task[ChatReply]) -> None:
        self._flights.leave(key, flight)
        if not task.cancelled():
            task.exception()  # told to those who wait; with nobody left it is no loss

    async def _fly(self, key: str, asked: Asked, request: ChatRequest) -> ChatReply:
        record = await self._look(key) if self._looks else None
        account = current_account()
        if record is None and account is not None:
            record = await self._intend(key, request, account)
        if record is not None:
            return record.as_reply()
        try:
            reply = await self._model.complete(request)
        except ModelError as error:
            if account is not None:
                await self._leave(key, Charge.of(error.spent))
            raise
        charge = Charge.of((*reply.spent, reply.call)) if account is not None else None
        if reply.finish is Finish.STOP:
            await self._keep(key, Record.of(asked, reply), charge)
        elif charge is not None:
            await self._leave(key, charge)
        return reply

    async def _intend(self, key: str, request: ChatRequest, account: Account) -> Record | None:
        """Write down that the reply is asked for; the reply, where somebody else has got it.

        Raises:
            BudgetUsedUp: nothing is left to pay it with.
        """
        usd = account.price(request)
        while True:
            try:
                standing = await self._store.intend(key, account, usd)
            except StoreFailed as error:
                # What cannot be written down is not paid for.
                raise BudgetUsedUp(
                    f"The accounts cannot be kept, so that nothing more is asked: {error.message}"
                ) from error
            if standing is Standing.GRANTED:
                return None
            if standing is Standing.REFUSED:
                raise BudgetUsedUp(
                    f"The budget of ${account.budget:.2f} is used up; go on with a larger one."
                )
            await self._clock.sleep(AGAIN)
            if self._looks and (record := await self._look(key)) is not None:
                return record

    async def _leave(self, key: str, charge: Charge) -> None:
        try:
            await self._store.leave(key, charge)
        except StoreFailed as error:
            _tell_failure(self.name, key, error)

    async def _look(self, key: str) -> Record | None:
        try:
            return await _found(self._store, self.name, key)
        except StoreFailed as error:
            _tell_failure(self.name, key, error)
            notify(f"The reply store cannot be read: {error.message}")
            return None

    async def _keep(self, key: str, record: Record, charge: Charge | None) -> None:
        try:
            await self._store.put(record, charge)
        except StoreFailed as error:
            _tell_failure(self.name, key, error)
            notify(
                f"A reply of {self.name} could not be stored and will have to be paid for again: "
                f"{error.message}"
            )


async def _found(store: ReplyStore, model: str, key: str) -> Record | None:
    """What the store has under that key, which is told."""
    record = await store.get(key)
    event(Event.STORE_HIT if record else Event.STORE_MISS, model=model, request=key[:12])
    return record


def _tell_failure(model: str, key: str, error: StoreFailed) -> None:
    event(Event.STORE_FAILED, model=model, request=key[:12], code=error.code)


def _cut_off(flight: _Flight | None, error: ModelError) -> bool:
    """Whether that request was given up because the time of the one who began it was over."""
    limit = flight.deadline if flight else None
    return isinstance(error, ModelTimeout) and limit is not None and limit.remaining <= 0


def _miss(asked: Asked, near: Asked | None) -> ReplyNotRecorded:
    difference: Difference | None = first_difference(asked, near) if near else None
    if near is None:
        told = "nothing at all is recorded"
    else:
        told = f"the nearest recorded request ({near.key[:12]}) differs at {difference}"
    return ReplyNotRecorded(
        f"There is no recorded reply of {asked.model} to request {asked.key[:12]}: {told}; record "
        "it with KEYQUESTIONS_REPLIES=use.",
        difference,
    )
