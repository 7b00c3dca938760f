"""Requests go to the provider in batches and come back as replies, refusals, or not at all."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from uuid import uuid4

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from keyquestions.archive.provider.limits import FileLimits
from keyquestions.archive.provider.passing import Price
from keyquestions.archive.provider.state import OpenBatch, ProviderState, RequestState, Waiting
from keyquestions.errors import (
    KeyRejected,
    ModelError,
    ModelUnavailable,
    QuotaExhausted,
    RequestRejected,
)
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.failures import Told, failure
from keyquestions.models.openai_batches import (
    EXPIRED,
    BatchStatus,
    OpenAIBatches,
    RemoteBatch,
    ResultLine,
    line_of,
)
from keyquestions.models.openai_wire import adapted, reply_of

TRIES = 3
"""How often a request is sent, at most, that comes back without an answer."""

PATIENCE = 12
"""How often a server that cannot be reached is asked, with up to LONGEST_WAIT seconds between."""

LONGEST_WAIT = 120.0

_FULL = ("token_limit_exceeded", "enqueued token limit", "enqueued_token")
_HALTS = (QuotaExhausted, KeyRejected, ModelUnavailable)
_REJECTED = 400
_EXPIRED = Told(0, EXPIRED)

T = TypeVar("T")


class Courier:
    """Hands waiting requests in, within the limits, and keeps what comes of them.

    `price` is what tokens cost in a batch. `budget_usd` is never overspent: what is under way
    counts with what it costs at most, and a request without a price is not sent then.
    """

    def __init__(
        self,
        endpoint: OpenAIBatches,
        state: ProviderState,
        price: Price,
        *,
        limits: FileLimits | None = None,
        budget_usd: float | None = None,
        clock: Clock = CLOCK,
    ) -> None:
        self._endpoint = endpoint
        self._state = state
        self._price = price
        self._limits = limits or FileLimits()
        self._budget = budget_usd
        self._clock = clock
        self._room = self._limits.tokens

    async def send(self, *, rest: bool) -> None:
        """Hand in what fills a file; with `rest`, also what doesn't, as far as there is room.

        Raises:
            ModelError: the provider does not take it, or cannot be reached for long.
        """
        while batch := self._next(rest=rest):
            await self._hand_in(batch, is_new=True)

    async def look(self) -> bool:
        """Ask how the open batches are and keep what came of them; whether any has ended.

        Raises:
            ModelError: nothing more can be got from this provider; what came is kept.
        """
        has_ended = False
        for batch in self._state.open_batches():
            if batch.remote is None:
                await self._hand_in(batch, is_new=False)
                continue
            remote = await self._patiently(partial(self._endpoint.retrieve, batch.remote))
            if remote.status.is_final:
                has_ended = True
                await self._collect(batch, remote)
        return has_ended

    async def cancel(self) -> int:
        """Have all batches end; how many. What they have answered is collected by going on."""
        open_ = [each.remote for each in self._state.open_batches() if each.remote is not None]
        for remote in open_:
            with suppress(RequestRejected):  # it has ended by itself
                await self._patiently(partial(self._endpoint.cancel, remote))
        return len(open_)

    # Out

    def _next(self, *, rest: bool) -> OpenBatch | None:
        """The next batch, noted before it is handed in; None where there is none to be made."""
        open_ = self._state.open_batches()
        taken = sum(each.tokens for each in open_)
        room = None if self._room is None else max(self._room - taken, 0)
        money = None
        if self._budget is not None:
            money = self._budget - self._state.spent() - self._state.promised()
        chosen, is_full = _filled(self._state, self._limits, room, money, alone=not open_)
        if not chosen or not (rest or is_full):
            return None
        name = f"kq-{uuid4().hex}"
        tokens = sum(each.tokens for each in chosen)
        return self._state.begin(name, [each.number for each in chosen], tokens)

    async def _hand_in(self, batch: OpenBatch, *, is_new: bool) -> None:
        """Upload it and have it begun, once: after a failure it is looked for first."""
        may_be_there = not is_new
        with TemporaryDirectory(prefix="keyquestions-") as folder:
            file = Path(folder) / "requests.jsonl"
            with file.open("wb") as out:
                out.writelines(line_of(key, body) for key, body in self._state.lines_of(batch))

            async def attempt() -> RemoteBatch:
                nonlocal may_be_there
                found = await self._endpoint.find(batch.name) if may_be_there else None
                may_be_there = True
                return found or await self._endpoint.submit(file, batch.name)

            remote = await self._patiently(attempt)
        self._state.handed_in(batch, remote.id)

    # Back

    async def _collect(self, batch: OpenBatch, remote: RemoteBatch) -> None:
        halts: list[ModelError] = []
        results = [each for each in (remote.answers, remote.errors) if each is not None]
        for file in results:
            await self._patiently(partial(self._kept, file, halts))
        with self._state.together():
            if remote.status is BatchStatus.FAILED:
                self._failed(batch, remote, halts)
            is_cancelled = remote.status is BatchStatus.CANCELLED
            for _, key in self._state.requests_of(batch):
                self._unanswered(key, counted=not is_cancelled)
            self._state.close_batch(batch)
        for file in (remote.input_file, *results):
            with suppress(ModelError):  # it expires there by itself
                await self._endpoint.forget(file)
        if is_cancelled:
            raise RequestRejected(
                f"A batch of {self._endpoint.whose.model} was cancelled at its provider; what it "
                "had answered is kept. Go on with the same command."
            )
        if halts:
            raise halts[0]

    async def _kept(self, file: str, halts: list[ModelError]) -> None:
        """Keep all lines of a file; the same again changes nothing."""
        with self._state.together():
            async for result in self._endpoint.results(file):
                if result.body is None:
                    self._refused(result, halts)
                else:
                    cost = self._cost(result.body)
                    self._state.answered(result.custom_id, result.body, cost)

    def _cost(self, body: bytes) -> float | None:
        try:
            return self._price(reply_of(body, self._endpoint.whose).tokens)
        except ModelError as error:
            counted = [call.tokens for call in error.spent]
            return self._price(counted[0]) if counted else None

    def _refused(self, result: ResultLine, halts: list[ModelError]) -> None:
        kept = self._state.get(result.custom_id)
        if kept is None or kept.state is not RequestState.SENT:
            return  # it is none of ours, or was read before
        if EXPIRED in result.told.words:
            self._unanswered(kept.key, counted=True)
            return
        error = failure(result.told, self._endpoint.whose)
        dialect = adapted(kept.body, result.told, self._state.dialect)
        if isinstance(error, _HALTS):
            self._state.again(kept.key, counted=False)
            halts.append(error)
        elif dialect is not None and isinstance(error, RequestRejected):
            self._state.learn(dialect)
            self._state.again(kept.key, body=kept.body, counted=False)
        elif error.retryable and self._state.tries(kept.key) + 1 < TRIES:
            self._state.again(kept.key)
        else:
            self._state.refused(kept.key, result.told)

    def _unanswered(self, key: str, *, counted: bool, told: Told = _EXPIRED) -> None:
        """One that nothing came of is sent again; in the end it is told why."""
        if counted and self._state.tries(key) + 1 >= TRIES:
            self._state.refused(key, told)
        else:
            self._state.again(key, counted=counted)

    def _failed(self, batch: OpenBatch, remote: RemoteBatch, halts: list[ModelError]) -> None:
        """Nothing of it was answered: it was too much, or some of its lines are no requests."""
        places = dict(self._state.requests_of(batch))
        told = [Told(_REJECTED, f"{each.code} {each.words}") for each in remote.faults]
        if any(sign in each.words for each in told for sign in _FULL):
            others = sum(each.tokens for each in self._state.open_batches()) - batch.tokens
            if len(places) > 1 or others:
                self._room = max(others, batch.tokens // 2)
                for key in places.values():
                    self._state.again(key, counted=False)
                return
        is_told = False
        for fault, words in zip(remote.faults, told, strict=True):
            if (fault.line or 0) in places:
                self._state.refused(places[fault.line or 0], words)
                is_told = True
        errors = [failure(each, self._endpoint.whose) for each in told]
        halts += [each for each in errors if isinstance(each, _HALTS)]
        for _, key in self._state.requests_of(batch):
            self._unanswered(key, counted=not (is_told or halts), told=(*told, _EXPIRED)[0])

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call again that failed for a reason that passes."""

        async def attempt() -> T:
            return await call()

        retrying = AsyncRetrying(
            sleep=self._clock.sleep,
            stop=stop_after_attempt(PATIENCE),
            wait=wait_exponential(max=LONGEST_WAIT),
            retry=retry_if_exception(_passes),
            reraise=True,
        )
        return await retrying(attempt)


def _passes(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.retryable


def _filled(
    state: ProviderState,
    limits: FileLimits,
    room: int | None,
    money: float | None,
    *,
    alone: bool,
) -> tuple[list[Waiting], bool]:
    """The next requests that go into one file, and whether no more of those that wait do.

    A request that is larger than all the room there is goes when nothing else is under way.
    """
    chosen: list[Waiting] = []
    size = tokens = 0
    cost = 0.0
    for each in state.waiting():
        if money is not None and (each.most_usd is None or cost + each.most_usd > money):
            return chosen, True
        is_full = len(chosen) >= limits.lines or size + each.bytes > limits.bytes
        is_over = room is not None and tokens + each.tokens > room
        if (is_full and chosen) or (is_over and (chosen or not alone)):
            return chosen, True
        chosen.append(each)
        size, tokens = size + each.bytes, tokens + each.tokens
        cost += each.most_usd or 0.0
    return chosen, False
