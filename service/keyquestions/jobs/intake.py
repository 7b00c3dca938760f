"""What is posted, taken into the database: what comes while one transaction runs is the next one.

A commit waits for the disk, and SQLite has room for one writer: with a transaction for each, many
posts at once would wait for each other's commits.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from keyquestions.errors import QueueFull, StoreFailed
from keyquestions.store import analyses
from keyquestions.store.analyses import Posted
from keyquestions.store.database import PATIENCE, Database
from keyquestions.store.entries import Entry
from keyquestions.store.gathering import Gathering

_Taken = tuple[Entry, bool] | QueueFull | StoreFailed


@dataclass(slots=True)
class _Wanted:
    """A post, when it came, and whether nobody waits for it any more."""

    posted: Posted
    at: datetime
    late: bool = False


class Intake:
    """Takes in at most `queue` that wait."""

    def __init__(self, database: Database, queue: int, now: Callable[[], datetime]) -> None:
        self._database = database
        self._queue = queue
        self._now = now
        self._posts: Gathering[_Wanted, _Taken] = Gathering(self._take_all)

    async def take(self, posted: Posted) -> tuple[Entry, bool]:
        """The entry, once it is committed; the flag says whether nothing had to be queued.

        Whoever stops waiting does not stop it.

        Raises:
            QueueFull: it would have to be queued, and there is no room.
            StoreFailed: the database fails, or takes longer than `PATIENCE`; then it is not begun
                any more.
        """
        wanted = _Wanted(posted, self._now())
        try:
            async with asyncio.timeout(PATIENCE):
                taken = await asyncio.shield(self._posts.add(wanted))
        except TimeoutError:
            wanted.late = True
            raise _late() from None
        if isinstance(taken, Exception):
            raise taken
        return taken

    async def _take_all(self, posts: Sequence[_Wanted]) -> list[_Taken]:
        """All in one transaction; where that fails, each in its own, for one may be to blame."""
        try:
            return await self._committed(posts)
        except StoreFailed as error:
            if len(posts) == 1:
                return [error]
        return [(await self._take_all([each]))[0] for each in posts]

    async def _committed(self, posts: Sequence[_Wanted]) -> list[_Taken]:
        # In the order of the ids, as everybody does who locks several; those of one stay in order.
        ordered = sorted(range(len(posts)), key=lambda place: posts[place].posted.id)

        def write(connection: Connection) -> list[_Taken]:
            taken = {place: self._taken(connection, posts[place]) for place in ordered}
            return [taken[place] for place in range(len(posts))]

        if all(each.late for each in posts):
            return [_late() for _ in posts]
        return await self._database.write(write, within=PATIENCE)

    def _taken(self, connection: Connection, wanted: _Wanted) -> _Taken:
        if wanted.late:
            return _late()
        try:
            return analyses.post(connection, wanted.posted, self._queue, wanted.at)
        except QueueFull as full:
            return full  # it has written nothing


def _late() -> StoreFailed:
    return StoreFailed(f"The database did not take it within {PATIENCE:g} seconds; try again.")
