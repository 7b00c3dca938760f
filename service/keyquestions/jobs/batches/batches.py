"""What callers do with batches: hand them in, follow them, take what came of them."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyquestions.analysis import Analysis
from keyquestions.errors import AnalysisUnknown, BatchInvalid, LineInvalid
from keyquestions.jobs.batches.engine import BatchEngine
from keyquestions.jobs.batches.lines import MOST_LINE_BYTES, Line, groups
from keyquestions.jobs.batches.requests import custom_id_of, read_line, read_object
from keyquestions.jobs.port import JobError, Jobs
from keyquestions.store.batch_items import BatchItems, Item
from keyquestions.store.batches import Batch, BatchStore, ItemState, NewItem
from keyquestions.store.times import utc_now

PAGE = 50
"""How many results are in memory at once, at most."""


@dataclass(frozen=True, slots=True)
class Result:
    """What has become of one line: an analysis, or an error; `line` is its number, from 1."""

    line: int
    custom_id: str | None
    state: ItemState
    analysis: Analysis | None = None
    error: JobError | None = None


class Batches:
    """The batches of this service, whichever engine works on them."""

    def __init__(
        self,
        store: BatchStore,
        items: BatchItems,
        jobs: Jobs,
        engine: BatchEngine,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._items = items
        self._jobs = jobs
        self._engine = engine
        self._now = now

    async def create(self, body: AsyncIterator[bytes], key_id: str | None = None) -> Batch:
        """Take in a batch as JSONL, while it arrives; nothing of it is kept if that fails.

        A line that cannot be used becomes an item that has failed, and the others go on.

        Raises:
            BatchInvalid: there are no lines, the first one is no JSON object (so this is not
                JSONL), or two have the same `custom_id`.
            BatchTooLarge: there is more than is taken.
        """
        arriving = groups(body)
        first = await anext(arriving, None)
        if first is None:
            raise BatchInvalid("The batch is empty; send one article a line, as JSON.")
        _check_first(first[0])
        id_ = await self._store.open(key_id, self._now())
        try:
            await self._append(id_, first)
            async for group in arriving:
                await self._append(id_, group)
            batch = await self._store.start(id_, self._now())
        except BaseException:
            await asyncio.shield(self._store.discard(id_))
            raise
        await self._engine.begin(batch.id)
        return batch

    async def _append(self, id_: str, group: Sequence[Line]) -> None:
        items = await asyncio.to_thread(_read, group)
        await self._store.append(id_, items, self._now())

    async def get(self, id_: str) -> Batch:
        """How far it is.

        Raises:
            BatchUnknown: there is none of that id.
        """
        return await self._store.get(id_)

    async def recent(self, limit: int, before: str | None = None) -> tuple[Batch, ...]:
        """The newest first, from before the one of that id.

        Raises:
            BatchUnknown: there is none of the id in `before`.
        """
        return await self._store.recent(limit, before)

    async def results(self, id_: str, after: int = 0) -> AsyncIterator[Result]:
        """What is settled by now, in the order of the lines, from after that line.

        Raises:
            BatchUnknown: there is none of that id (when the first result is asked for).
        """
        await self._store.get(id_)
        while page := await self._items.settled(id_, after, PAGE):
            for item in page:
                yield await self._result(item)
            after = page[-1].position

    async def cancel(self, id_: str) -> Batch:
        """Take back what waits; what is under way is finished. Again, or too late, is no error.

        Raises:
            BatchUnknown: there is none of that id.
        """
        return await self._store.cancel(id_, self._now())

    async def retry(self, id_: str) -> Batch:
        """Have the lines that failed analysed again, and no others; not those that are no request.

        Raises:
            BatchUnknown: there is none of that id.
            BatchUnfinished: it is being cancelled.
        """
        batch = await self._store.retry(id_, self._now())
        await self._engine.begin(id_)
        return batch

    async def remove(self, id_: str) -> None:
        """Erase a batch and its lines; the analyses stay.

        Raises:
            BatchUnknown: there is none of that id.
            BatchUnfinished: it is not finished yet.
        """
        await self._store.remove(id_)

    async def _result(self, item: Item) -> Result:
        analysis = None
        error = _error(item)
        if item.state in {ItemState.SUCCEEDED, ItemState.PARTIAL} and item.analysis_id:
            try:
                analysis = (await self._jobs.get(item.analysis_id)).analysis
            except AnalysisUnknown as unknown:
                error = JobError(unknown.code, unknown.message, retryable=False)
        if analysis is None and error is None:
            gone = AnalysisUnknown("The analysis was made, and is not there any more.")
            error = JobError(gone.code, gone.message, retryable=False)
        return Result(item.position, item.custom_id, item.state, analysis, error)


def _error(item: Item) -> JobError | None:
    if item.state is ItemState.CANCELLED:
        return JobError("cancelled", "The line was not analysed: it was cancelled.", False)
    if item.error_code is None:
        return None
    return JobError(item.error_code, item.error_message or "", item.retryable)


def _check_first(line: Line) -> None:
    if line.data is None or read_object(line.data) is None:
        raise BatchInvalid(
            f"Line {line.number} is not a JSON object; send one article a line, as JSON."
        )


def _read(lines: Sequence[Line]) -> list[NewItem]:
    return [_item(each) for each in lines]


def _item(line: Line) -> NewItem:
    """A line as it is kept: what it asks for, or what is wrong with it."""
    custom_id = None
    try:
        given = _object(line)
        custom_id = custom_id_of(given)
        asked = read_line(given, line.number)
    except LineInvalid as error:
        return NewItem(line.number, custom_id, error_code=error.code, error_message=error.message)
    packed = zlib.compress(asked.model_dump_json(exclude_defaults=True).encode())
    return NewItem(line.number, custom_id, asked.external_id, packed)


def _object(line: Line) -> dict[str, Any]:
    if line.data is None:
        raise LineInvalid(f"Line {line.number} has more than {MOST_LINE_BYTES:,} bytes.")
    given = read_object(line.data)
    if given is None:
        raise LineInvalid(f"Line {line.number} is not a JSON object.")
    return given
