"""What is written down while analyses run: their steps, and the replies that they use."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from keyquestions.jobs.board import Board
from keyquestions.pipeline import Told
from keyquestions.store import leases
from keyquestions.store.database import Database
from keyquestions.store.gathering import Gathering
from keyquestions.store.leases import Lease

_Step = tuple[Lease, Told, datetime]
_Note = tuple[Lease, str]


class Telling:
    """Writes many at once; a step that cannot be written is left out, a note is insisted on."""

    def __init__(self, database: Database, board: Board, now: Callable[[], datetime]) -> None:
        self._database = database
        self._board = board
        self._now = now
        self._steps: Gathering[_Step, None] = Gathering(self._write_steps)
        self._notes: Gathering[_Note, None] = Gathering(self._write_notes)

    def tell(self, lease: Lease, told: Told) -> None:
        """Add a step to the progress of an analysis, soon."""
        self._steps.add((lease, told, self._now())).add_done_callback(_unmissed)

    async def note(self, lease: Lease, key: str) -> None:
        """Remember that it uses a reply; this returns when that is committed.

        Raises:
            StoreFailed: it cannot be.
        """
        await asyncio.shield(self._notes.add((lease, key)))

    async def finish(self) -> None:
        """Wait until all that was told is written."""
        await self._steps.finish()

    async def _write_steps(self, steps: Sequence[_Step]) -> list[None]:
        # In the order of the ids, as everybody does who locks several; those of one stay in order.
        ordered = sorted(steps, key=lambda each: each[0].id)

        def write(connection: Connection) -> None:
            for lease, told, at in ordered:
                leases.tell(connection, lease, told, at)

        await self._database.write(write)
        for lease in {lease for lease, _, _ in steps}:
            self._board.wake(lease.id)
        return [None] * len(steps)

    async def _write_notes(self, notes: Sequence[_Note]) -> list[None]:
        def write(connection: Connection) -> None:
            for lease, key in notes:
                leases.note_reply(connection, lease, key)

        await self._database.write(write)
        return [None] * len(notes)


def _unmissed(step: "asyncio.Future[None]") -> None:
    """A step that is missing is no harm: the end of an analysis is written for itself."""
    if not step.cancelled():
        step.exception()
