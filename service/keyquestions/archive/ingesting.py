"""An archive's input becomes lines of a batch, a few chunks ahead of those who work on them."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice

from keyquestions.archive.engine import AHEAD
from keyquestions.archive.items import ArchiveItem
from keyquestions.models.clock import Clock
from keyquestions.store.archives import Archive, Archives
from keyquestions.store.batches import CHUNK, NewItem
from keyquestions.store.chunks import Chunks
from keyquestions.store.times import utc_now

MOST_WAITING = 2 * AHEAD
"""Chunks that are not done, at most, while more of the input is read."""

GROUP = 4 * CHUNK
"""Lines that are written in one transaction."""

PAUSE = 0.2


async def ingest(
    archive: Archive,
    items: Iterator[ArchiveItem],
    archives: Archives,
    chunks: Chunks,
    *,
    wake: Callable[[str], Awaitable[None]],
    clock: Clock,
) -> None:
    """Take in what was not taken in before, as fast as it is worked on, and say when that is all.

    Raises:
        BatchError: the input cannot be read any further.
        StoreFailed: the database fails.
    """
    missing = (each for each in items if each.line > archive.read)
    while group := await asyncio.to_thread(_group, missing):
        while await chunks.waiting(archive.id) >= MOST_WAITING:
            await clock.sleep(PAUSE)
        await archives.add(archive.id, group, utc_now())
        await wake(archive.id)
    await archives.complete(archive.id, utc_now())


def _group(items: Iterator[ArchiveItem]) -> list[NewItem]:
    return [_new(each) for each in islice(items, GROUP)]


def _new(item: ArchiveItem) -> NewItem:
    """A line as it is kept: what it asks for, or what is wrong with it."""
    if item.error is not None or item.request is None:
        error = item.error
        return NewItem(
            item.line,
            item.custom_id,
            error_code=error.code if error else "line_invalid",
            error_message=error.message if error else f"Line {item.line} asks for nothing.",
        )
    packed = zlib.compress(item.request.model_dump_json(exclude_defaults=True).encode())
    return NewItem(item.line, item.custom_id, item.request.external_id, packed)
