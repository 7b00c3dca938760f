"""What was done with each API key: requests, analyses, model calls, tokens and money, by day.

Requests are counted in memory and written about once a second, all at once: a commit for each
would cost more than most requests do. A process knows its own count exactly and the other
processes' as of a second ago, so that together they may let a little more pass than a quota says.
What an analysis cost is written with its result, in one transaction (`charge_in`).
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import Connection, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from keyquestions.errors import StoreFailed
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.store.database import PATIENCE, Database
from keyquestions.store.keys import Key, note_use
from keyquestions.store.quotas import Standing, Used, standing_of
from keyquestions.store.tables import usage
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, event, failure

EVERY = 1.0
"""Seconds between two writes."""

STALE = 2.0
"""Seconds after which what other processes did is asked for before anything is admitted."""

HELD_UP = 0.5
"""Seconds that a request of a known key waits at most for a database that is slow or locked."""

LOCAL = "local"
"""What usage is charged to where the service has no keys."""

_MINUTE = 60
_Pending = Counter[tuple[str, int]]  # requests by key and minute


@dataclass(frozen=True, slots=True)
class Spent:
    """What was done, on one day or for one analysis; costs in US dollars."""

    requests: int = 0
    analyses: int = 0
    calls: int = 0
    tokens_input: int = 0
    tokens_output: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """What was done with one key on one day of UTC."""

    key_id: str
    day: date
    spent: Spent


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the database said of a key, and when, on the clock of the process."""

    used: Used
    at: float


class Usage:
    """The table `usage`, and the quotas that are held against it."""

    def __init__(
        self, database: Database, now: Callable[[], datetime] = utc_now, clock: Clock = CLOCK
    ) -> None:
        self._database = database
        self._now = now
        self._clock = clock
        self._pending: _Pending = Counter()
        self._seen: dict[str, _Seen] = {}
        self._turn = asyncio.Lock()
        self._later: asyncio.Task[None] | None = None
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def admit(self, key: Key, *, spends: bool = False) -> Standing | None:
        """Count one request; what is left of the tightest quota, None where there is none.

        `spends` is a request that may cost money. A request that is refused is not counted.

        Raises:
            QuotaUsedUp: one of the key's quotas.
            StoreFailed: nothing is known of the key, and the database fails.
        """
        await self._refresh(key.id)
        now = self._now()
        standing = standing_of(key.quota, self._used(key.id, now), now, spends=spends)
        self._pending[key.id, _minute(now)] += 1
        if self._later is None:
            self._later = asyncio.create_task(self._write_later())
        return standing

    async def charge(self, key_id: str | None, spent: Spent) -> None:
        """Add what was spent to today's, for those who have no transaction of their own."""
        today = self._now().date()
        await self._database.write(lambda connection: charge_in(connection, key_id, today, spent))

    async def report(self, since: date, until: date, key_id: str | None = None) -> tuple[Day, ...]:
        """The days with anything on them, both ends included; of one key, or of all."""
        await self.flush()
        wanted = select(usage).where(usage.c.day.between(since, until))
        if key_id is not None:
            wanted = wanted.where(usage.c.key_id == key_id)
        wanted = wanted.order_by(usage.c.day, usage.c.key_id)
        rows = await self._database.read(lambda given: given.execute(wanted).mappings().all())
        names = Spent.__dataclass_fields__
        return tuple(
            Day(row["key_id"], row["day"], Spent(**{name: row[name] for name in names}))
            for row in rows
        )

    async def flush(self) -> None:
        """Write what has been counted.

        Raises:
            StoreFailed: the database fails; it is written with what comes next.
        """
        async with self._turn:
            await self._sync({id_ for id_, _ in self._pending})

    async def aclose(self) -> None:
        """Write what has been counted, and count no more."""
        if self._asking:
            await asyncio.wait(self._asking.values())
        if self._later is not None:
            self._later.cancel()
            await asyncio.wait([self._later])
        await self.flush()

    async def _refresh(self, key_id: str) -> None:
        """Ask the database, unless it was asked just now.

        Where it is slow, locked or away, what it said last goes on: a little more passes then.
        """
        if self._fresh(key_id):
            return
        asking = self._asking.get(key_id)
        if asking is None:
            asking = self._asking[key_id] = asyncio.create_task(self._ask(key_id))
            asking.add_done_callback(partial(self._asked, key_id))
        if key_id in self._seen:
            await asyncio.wait([asking], timeout=HELD_UP)
            return
        done, _ = await asyncio.wait([asking], timeout=PATIENCE)
        if not done:
            raise StoreFailed("The database does not say how a key stands; something holds it.")
        asking.result()

    async def _ask(self, key_id: str) -> None:
        async with self._turn:
            if not self._fresh(key_id):  # whoever had the turn before may have asked for it
                await self._sync({key_id, *(id_ for id_, _ in self._pending)})

    def _asked(self, key_id: str, asking: "asyncio.Task[None]") -> None:
        del self._asking[key_id]
        if not asking.cancelled() and (error := asking.exception()):
            event(Event.STORE_FAILED, **failure(error))

    def _fresh(self, key_id: str) -> bool:
        seen = self._seen.get(key_id)
        return seen is not None and self._clock.now() - seen.at < STALE

    def _used(self, key_id: str, now: datetime) -> Used:
        """What the database knows, and what it does not know yet."""
        used = self._seen[key_id].used.at(now.date(), _minute(now))
        mine = {minute: count for (id_, minute), count in self._pending.items() if id_ == key_id}
        return used.plus(
            in_day=sum(count for minute, count in mine.items() if _day(minute) == used.day),
            in_minute=mine.get(used.minute, 0),
        )

    async def _sync(self, key_ids: set[str]) -> None:
        """Write all that is pending, and learn how these keys stand."""
        if not key_ids:
            return
        sent, now = dict(self._pending), self._now()
        known = await self._database.write(lambda given: _exchanged(given, sent, key_ids, now))
        self._pending -= Counter(sent)
        at = self._clock.now()
        self._seen |= {id_: _Seen(used, at) for id_, used in known.items()}

    async def _write_later(self) -> None:
        try:
            while self._pending:
                await self._clock.sleep(EVERY)
                try:
                    await self.flush()
                except StoreFailed as error:
                    event(Event.STORE_FAILED, **failure(error))
        finally:
            self._later = None


def charge_in(connection: Connection, key_id: str | None, day: date, spent: Spent) -> None:
    """Add what was spent to the key's day, inside a transaction; None is a service without keys."""
    _add(connection, key_id or LOCAL, day, spent)


def _exchanged(
    connection: Connection, sent: Mapping[tuple[str, int], int], key_ids: set[str], now: datetime
) -> dict[str, Used]:
    """Add the requests of these minutes; what is known of the keys then."""
    # In one order, always: two transactions that lock the same rows crosswise never end.
    for (key_id, minute), count in sorted(sent.items()):
        _add(connection, key_id, _day(minute), Spent(requests=count), minute)
    for key_id in sorted({key_id for key_id, _ in sent}):
        note_use(connection, key_id, now.astimezone(UTC))
    return {key_id: _read(connection, key_id, now) for key_id in key_ids}


def _add(connection: Connection, key_id: str, day: date, spent: Spent, minute: int = 0) -> None:
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(usage)
    names = Spent.__dataclass_fields__
    fresh = insert.excluded
    sums = {name: usage.c[name] + fresh[name] for name in names}
    latest = case((usage.c.minute > fresh.minute, usage.c.minute), else_=fresh.minute)
    in_latest = case(
        (usage.c.minute > fresh.minute, usage.c.minute_requests),
        (usage.c.minute == fresh.minute, usage.c.minute_requests + fresh.minute_requests),
        else_=fresh.minute_requests,
    )
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["key_id", "day"],
            set_=sums | {"minute": latest, "minute_requests": in_latest},
        ),
        {name: getattr(spent, name) for name in names}
        | {"key_id": key_id, "day": day, "minute": minute, "minute_requests": spent.requests},
    )


def _read(connection: Connection, key_id: str, now: datetime) -> Used:
    today = now.date()
    mine = usage.c.key_id == key_id
    row = connection.execute(
        select(usage.c.requests, usage.c.minute, usage.c.minute_requests).where(
            mine, usage.c.day == today
        )
    ).first()
    requests, minute, in_minute = row or (0, 0, 0)
    cost = connection.scalar(
        select(func.coalesce(func.sum(usage.c.cost_usd), 0.0)).where(
            mine, usage.c.day >= today.replace(day=1)
        )
    )
    return Used(
        day=today, in_day=requests, minute=minute, in_minute=in_minute, usd_in_month=cost or 0.0
    )


def _minute(moment: datetime) -> int:
    return int(moment.timestamp()) // _MINUTE


def _day(minute: int) -> date:
    return datetime.fromtimestamp(minute * _MINUTE, UTC).date()
