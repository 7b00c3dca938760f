"""Many requests to a database as few: what gathers while one batch is under way makes the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

LARGEST = 500
"""The largest batch: databases limit the parameters of a statement."""

Item = TypeVar("Item")
Result = TypeVar("Result")
_Waiting = list[tuple[Item, asyncio.Future[Result]]]


class Gathering(Generic[Item, Result]):
    """Runs batches, one at a time; `run` gives one result for each item, in their order.

    Whoever is alone waits for nobody. SQLite has room for one writer only, and there, as in any
    database, a transaction for many costs little more than one for one.
    """

    def __init__(self, run: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._run = run
        self._waiting: _Waiting[Item, Result] = []
        self._task: asyncio.Task[None] | None = None

    def add(self, item: Item) -> "asyncio.Future[Result]":
        """Put it into the next batch; the future is its result, or what `run` raised."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return done

    async def finish(self) -> None:
        """Wait until nothing is left to do; who stops waiting does not stop the work."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:LARGEST], self._waiting[LARGEST:]
                await self._settle(batch)
        finally:
            self._task = None
            _give_up(self._waiting)  # some are left where the loop ends, and this task with it
            self._waiting = []

    async def _settle(self, batch: _Waiting[Item, Result]) -> None:
        try:
            results = await self._run([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever waits is told, of a defect, too
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
        else:
            for (_, done), result in zip(batch, results, strict=True):
                if not done.done():
                    done.set_result(result)
        finally:
            _give_up(batch)


def _give_up(waiting: _Waiting[Item, Result]) -> None:
    """Let nobody wait for what will not come; who has got it keeps it."""
    for _, done in waiting:
        done.cancel()
