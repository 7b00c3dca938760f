"""The table `workers`: which processes are there, and who takes over from those that died."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from keyquestions.store.database import Database
from keyquestions.store.tables import workers
from keyquestions.store.times import aware, utc_now


@dataclass(frozen=True, slots=True)
class Worker:
    """A process; `host` tells apart machines, and containers on one: there `pid` is its own."""

    id: str
    host: str
    pid: int


class Crew:
    """The workers, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def beat(self, worker: Worker) -> bool:
        """Say that it is there; False where another one has taken it for dead."""

        def write(connection: Connection) -> bool:
            now = _now(connection)
            seen = connection.execute(
                update(workers)
                .where(workers.c.id == worker.id)
                .values(seen_at=now)
                .returning(workers.c.heir)
            ).first()
            if seen is None:
                row = {"id": worker.id, "host": worker.host, "pid": worker.pid, "seen_at": now}
                connection.execute(insert(workers), [row])
            return seen is None or seen.heir is None

        return await self._database.write(write)

    async def inherit(
        self, worker: Worker, silence: timedelta, lives: Callable[[int], bool]
    ) -> Sequence[str]:
        """Become the heir of those that died; what they left is then this worker's to take.

        Dead is who has been silent for so long, or whose process is gone from this machine
        (`lives`). Whoever inherits and dies before `bury` is inherited from together with it.
        """
        if not await self._database.read(lambda given: _dead(given, worker, silence, lives)):
            return ()

        def write(connection: Connection) -> Sequence[str]:
            found = []
            for id_, heir in _dead(connection, worker, silence, lives):
                mine = update(workers).where(
                    workers.c.id == id_,
                    workers.c.heir.is_(None) if heir is None else workers.c.heir == heir,
                )
                if connection.execute(mine.values(heir=worker.id)).rowcount:
                    found.append(id_)
            return found

        return await self._database.write(write)

    async def bury(self, id_: str) -> None:
        """All that it left is taken over, or it left nothing."""
        await self._database.write(
            lambda connection: connection.execute(delete(workers).where(workers.c.id == id_))
        )

    async def is_there(
        self, id_: str, host: str, silence: timedelta, lives: Callable[[int], bool]
    ) -> bool:
        """Whether that worker lives, as seen from this machine."""

        def read(connection: Connection) -> bool:
            row = connection.execute(select(workers).where(workers.c.id == id_)).first()
            if row is None or row.heir is not None:
                return False
            silent = aware(row.seen_at) < _now(connection) - silence
            return not silent and (row.host != host or lives(row.pid))

        return await self._database.read(read)


def _dead(
    connection: Connection, me: Worker, silence: timedelta, lives: Callable[[int], bool]
) -> list[tuple[str, str | None]]:
    """Those that died and have no living heir, with the heir that they had."""
    before = _now(connection) - silence
    rows = connection.execute(select(workers).where(workers.c.id != me.id)).all()
    dead = {
        row.id: row.heir
        for row in rows
        if aware(row.seen_at) < before or (row.host == me.host and not lives(row.pid))
    }
    living = {row.id for row in rows} - dead.keys()
    return [(id_, heir) for id_, heir in dead.items() if heir is None or heir not in living]


def _now(connection: Connection) -> datetime:
    """By one clock for all machines: the server's, where there is one."""
    if connection.dialect.name == "postgresql":
        return aware(connection.execute(select(func.now())).scalar_one())
    return utc_now()
