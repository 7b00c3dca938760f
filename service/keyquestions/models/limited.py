"""Limits that all callers of one model share: requests and tokens a minute, and how many at once.

No library does exactly this: aiolimiter wakes the smallest request first, so that large ones
starve, and cannot be corrected once a reply tells what it really took.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from keyquestions.errors import RateLimited
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.deadline import before_deadline, current_deadline
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest

BYTES_A_TOKEN = 4
MESSAGE_TOKENS = 4
OUTPUT_TOKENS = 1000
"""Assumed for a reply, where the request sets no limit."""

BURST_SECONDS = 10.0
"""How many seconds' worth may be taken at once after a rest."""

LONGEST_HOLD = 60.0
"""Seconds for which a provider can hold up all callers by telling one of them to wait."""

TRIFLE = 1e-6
"""Tokens that are not worth waiting for."""

NAP = 1.0
"""The longest sleep, in seconds: a correction may have made room meanwhile."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider allows, or an operator wants; None is without limit."""

    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    concurrency: int | None = None


class Bucket:
    """A token bucket: `per_minute` flow in, evenly; it holds `BURST_SECONDS` worth, at least one.

    What is larger than the bucket may go when it is full, and leaves it in debt, so that the rate
    holds in the long run.
    """

    def __init__(self, per_minute: float, clock: Clock = CLOCK) -> None:
        self._rate = per_minute / 60.0
        self._size = max(1.0, self._rate * BURST_SECONDS)
        self._level = self._size
        self._clock = clock
        self._seen = clock.now()

    def wait(self, amount: float) -> float:
        """Seconds until so much may be taken."""
        self._flow()
        missing = min(amount, self._size) - self._level
        # A remainder of rounding would be waited for without end: no clock is so fine.
        return missing / self._rate if missing > TRIFLE else 0.0

    def take(self, amount: float) -> None:
        """Take so much; a negative amount is given back."""
        self._flow()
        self._level = min(self._size, self._level - amount)

    def _flow(self) -> None:
        now = self._clock.now()
        self._level = min(self._size, self._level + (now - self._seen) * self._rate)
        self._seen = now


class Rates(ABC):
    """Requests and tokens in a time, of one model: asked before each request."""

    @abstractmethod
    async def take(self, tokens: int) -> float:
        """Take a request of so many tokens and return 0; or nothing, and seconds to wait."""

    @abstractmethod
    async def correct(self, tokens: int) -> None:
        """Take so many tokens more; a negative number is given back."""


class OwnRates(Rates):
    """The rates of this process alone."""

    def __init__(self, limits: Limits, clock: Clock = CLOCK) -> None:
        self._requests = _bucket(limits.requests_per_minute, clock)
        self._tokens = _bucket(limits.tokens_per_minute, clock)

    async def take(self, tokens: int) -> float:
        """Take from both buckets, or from none."""
        amounts = [(self._requests, 1), (self._tokens, tokens)]
        buckets = [(bucket, amount) for bucket, amount in amounts if bucket]
        wait = max((bucket.wait(amount) for bucket, amount in buckets), default=0.0)
        if not wait:
            for bucket, amount in buckets:
                bucket.take(amount)
        return wait

    async def correct(self, tokens: int) -> None:
        """Take from the tokens, whether they are there or not."""
        if self._tokens:
            self._tokens.take(tokens)


class Limited(ChatModel):
    """A model within its limits: whoever comes first is served first.

    One object a process for every model of a server. A caller that is cancelled frees its place
    at once, waiting or served. Where the provider tells one caller to wait, up to `LONGEST_HOLD`,
    all do. `rates` take the place of this process's own, where others share them.
    """

    def __init__(
        self,
        model: ChatModel,
        limits: Limits,
        clock: Clock = CLOCK,
        *,
        rates: Rates | None = None,
    ) -> None:
        self.name = model.name
        self._model = model
        self._clock = clock
        self._places = asyncio.Semaphore(limits.concurrency) if limits.concurrency else None
        self._rates = rates or OwnRates(limits, clock)
        self._counts_tokens = bool(limits.tokens_per_minute)
        self._turn = asyncio.Lock()
        self._held_until = clock.now()

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Wait for a turn, then complete.

        Raises:
            ModelTimeout: the deadline would pass, or passed, before its turn came.
        """
        estimate = estimated_tokens(request) if self._counts_tokens else 0
        async with self._place(estimate):
            try:
                reply = await self._model.complete(request)
            except RateLimited as error:
                self._hold(error.retry_after or 0.0)
                raise
        await self._correct(reply, estimate)
        return reply

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    @asynccontextmanager
    async def _place(self, estimate: int) -> AsyncIterator[None]:
        """A place among those that are served, within the rates.

        The lock is the queue: it wakes its waiters in the order of their coming, and whoever holds
        it is the next to go.
        """
        async with before_deadline(f"A request to {self.name} waited for its turn"), self._turn:
            if self._places:
                await self._places.acquire()
            try:
                await self._rate(estimate)
            except BaseException:
                self._release()
                raise
        try:
            yield
        finally:
            self._release()

    async def _rate(self, estimate: int) -> None:
        """Wait until both rates allow it, and take from both."""
        while wait := await self._wait(estimate):
            limit = current_deadline()
            if limit is not None and wait >= limit.remaining:
                raise limit.timeout(
                    f"A request to {self.name} would have to wait {wait:.0f} seconds for its rate "
                    "limit",
                    sent=False,
                )
            await self._clock.sleep(min(wait, NAP))

    async def _wait(self, estimate: int) -> float:
        """Seconds to wait; 0 where it may go, and is counted."""
        held = self._held_until - self._clock.now()
        return held if held > 0.0 else await self._rates.take(estimate)

    def _hold(self, seconds: float) -> None:
        """Let nobody go for so long; a provider that asks for hours is asked again all the same."""
        if seconds <= LONGEST_HOLD:
            self._held_until = max(self._held_until, self._clock.now() + seconds)

    async def _correct(self, reply: ChatReply, estimate: int) -> None:
        """Give back what was estimated too much, or take what was too little."""
        used, output = reply.tokens.input, reply.tokens.output
        if self._counts_tokens and used is not None and output is not None:
            await self._rates.correct(used + output - estimate)

    def _release(self) -> None:
        if self._places:
            self._places.release()


def estimated_tokens(request: ChatRequest) -> int:
    """About how many tokens a request takes, its reply included; no tokenizer is asked."""
    sent = sum(len(message.content.encode()) for message in request.messages)
    prompt = sent // BYTES_A_TOKEN + MESSAGE_TOKENS * len(request.messages)
    return prompt + (request.max_output_tokens or OUTPUT_TOKENS)


def _bucket(per_minute: float | None, clock: Clock) -> Bucket | None:
    return Bucket(per_minute, clock) if per_minute else None
