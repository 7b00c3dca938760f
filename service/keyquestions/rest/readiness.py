"""Whether the service can do its work now: the database, its migrations, the model."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from keyquestions.errors import KeyQuestionsError, ModelSuspended
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.telemetry import Admitted, Event

OK = "ok"
TIMED_OUT = "timeout"
PATIENCE = 5.0
"""Seconds for one check."""

AFTER_FAULT = 5.0
"""Seconds after which what failed is looked at again."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to work; what was found good is good for so many seconds.

    `look` raises a `KeyQuestionsError` where it does not work.
    """

    name: str
    look: Callable[[], Awaitable[None]]
    good_for: float = 1.0


class Readiness:
    """All checks; they are made again only when what was found is too old."""

    def __init__(self, checks: Sequence[Check], clock: Clock = CLOCK) -> None:
        self._checks = tuple(checks)
        self._clock = clock
        self._found: dict[str, tuple[str, float]] = {}
        self._turn = asyncio.Lock()

    async def results(self) -> Mapping[str, str]:
        """By name: `ok`, or the code of what is wrong."""
        async with self._turn:
            return {each.name: await self._result(each) for each in self._checks}

    async def _result(self, check: Check) -> str:
        result, until = self._found.get(check.name, ("", 0.0))
        if not result or self._clock.now() >= until:
            result = await _looked(check)
            good_for = check.good_for if result == OK else min(AFTER_FAULT, check.good_for)
            self._found[check.name] = (result, self._clock.now() + good_for)
        return result


class Breakers:
    """Which models are being left alone in this process, as the events tell it."""

    def __init__(self) -> None:
        self._open: set[str] = set()

    def tell(self, name: Event, told: Admitted) -> None:
        """Take note of an event; for `telemetry.listening`."""
        if name is Event.BREAKER_OPENED:
            self._open.add(str(told.get("model")))
        elif name is Event.BREAKER_CLOSED:
            self._open.discard(str(told.get("model")))

    def check(self, models: Sequence[str]) -> None:
        """Find out whether there is a model that may be asked.

        Raises:
            ModelSuspended: there is none.
        """
        if models and self._open.issuperset(models):
            raise ModelSuspended(f"{' and '.join(models)} failed too often; see the log.")


async def _looked(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await check.look()
    except KeyQuestionsError as error:
        return error.code
    except TimeoutError:
        return TIMED_OUT
    return OK
