"""Time as an object: what waits or measures is given a clock, so that tests need not wait."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds since some moment, never going back, and how to let some pass.

    `chance` is a number from 0 to 1 that spreads waits: those who failed together shall not return
    together.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


CLOCK = Clock()
"""The real one."""


@dataclass(slots=True)
class ManualClock:
    """Stands still, but for sleeping, which moves it on at once; `slept` lists for how long.

    It leaves nothing to chance.

    For tests and dry runs. `clock` is what to hand over.
    """

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """This clock as the models take it."""
        return Clock(now=lambda: self.time, sleep=self._sleep, chance=lambda: 0.0)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)
