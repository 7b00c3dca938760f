"""A loop that takes what is due and works on it, in tasks of one group, until it is stopped."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from keyquestions.errors import StoreFailed
from keyquestions.telemetry import Event, event, failure

POLL = 1.0
"""Seconds between two looks at what other processes, or time, have made due."""

Item = TypeVar("Item")


class Loop(Generic[Item]):
    """`take` gives what is due, `work` sees one of them through and raises nothing."""

    def __init__(
        self,
        take: Callable[[], Awaitable[Sequence[Item]]],
        work: Callable[[Item], Awaitable[None]],
    ) -> None:
        self._take = take
        self._work = work
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Have it look at once."""
        self._woken.set()

    def stop(self) -> None:
        """Have it take no more; `run` ends when what is under way is over."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Work until `stop`; a cancellation is passed on to what is under way."""
        async with asyncio.TaskGroup() as group:
            while not self._stopping:
                self._woken.clear()
                for each in await self._due():
                    group.create_task(self._through(each))
                await self._pause()

    async def once(self) -> int:
        """Work on all that is due now and can be taken; how many there were."""
        taken = await self._due()
        async with asyncio.TaskGroup() as group:
            for each in taken:
                group.create_task(self._through(each))
        return len(taken)

    async def _due(self) -> Sequence[Item]:
        try:
            return await self._take()
        except StoreFailed as error:
            event(Event.STORE_FAILED, **failure(error))
            return ()

    async def _through(self, item: Item) -> None:
        try:
            await self._work(item)
        finally:
            self._woken.set()  # there is room for another one

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self._woken.wait()
        except TimeoutError:
            pass
