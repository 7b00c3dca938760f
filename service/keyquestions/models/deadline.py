"""One deadline for a whole analysis, known wherever its context reaches.

It is set where the analysis begins and read by whatever waits on its behalf, retries and
timeouts above all; tasks inherit it from the task that starts them.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from keyquestions.errors import ModelTimeout
from keyquestions.models.clock import CLOCK, Clock


@dataclass(frozen=True, slots=True)
class Deadline:
    """`seconds` were allowed in all; `ends` is a moment of `clock`."""

    seconds: float
    ends: float
    clock: Clock

    @property
    def remaining(self) -> float:
        """Seconds that are left, 0 when it has passed."""
        return max(0.0, self.ends - self.clock.now())

    def timeout(self, what: str, *, sent: bool) -> ModelTimeout:
        """The error for work that it cut off."""
        return ModelTimeout(
            f"{what}, and the {self.seconds:g} seconds for the whole analysis are over; try again, "
            "or raise KEYQUESTIONS_DEADLINE.",
            sent=sent,
        )


_current: ContextVar[Deadline | None] = ContextVar("keyquestions_deadline", default=None)


@contextmanager
def deadline(seconds: float, clock: Clock = CLOCK) -> Iterator[Deadline]:
    """Give what runs inside, and the tasks that it starts, so many seconds from now."""
    limit = Deadline(seconds, clock.now() + seconds, clock)
    token = _current.set(limit)
    try:
        yield limit
    finally:
        _current.reset(token)


def current_deadline() -> Deadline | None:
    """The deadline that binds here, None where there is none."""
    return _current.get()


def remaining() -> float:
    """Seconds that are left for the analysis; infinite where there is no deadline."""
    limit = _current.get()
    return math.inf if limit is None else limit.remaining


def passed() -> bool:
    """Whether there is a deadline, and no time is left."""
    return remaining() <= 0


@asynccontextmanager
async def before_deadline(what: str) -> AsyncIterator[None]:
    """Cut off waiting inside when the deadline passes; nothing has been sent meanwhile.

    Raises:
        ModelTimeout: it has passed; `what` begins its sentence.
    """
    limit = _current.get()
    if limit is None:
        yield
        return
    try:
        async with asyncio.timeout(limit.remaining) as scope:
            yield
    except TimeoutError:
        if not scope.expired():
            raise
        raise limit.timeout(what, sent=False) from None
