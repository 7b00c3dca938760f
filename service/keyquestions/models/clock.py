"""Time as an object: what waits or measures is given a clock, so that tests need not wait."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds since some moment, never going back, and how to let some pass."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


CLOCK = Clock()
"""The real one."""


@dataclass(slots=True)
class ManualClock:
    """Stands still, but for sleeping, which moves it on at once; `slept` lists for how long.

    For tests and dry runs. `clock` is what to hand over.
    """

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """This clock as the models take it."""
        return Clock(now=lambda: self.time, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)
