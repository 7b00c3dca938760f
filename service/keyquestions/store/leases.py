"""Who runs which analysis: rows are claimed for a while, and a claim that was lost writes nothing.

A worker is one process, as long as it lives. `attempts` grows with each claim, so that a lease is
told even from an earlier one of the same worker.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from keyquestions.analysis import AnalysisStatus
from keyquestions.article import Article
from keyquestions.errors import AnalysisAbandoned
from keyquestions.store.entries import SMALL, End, Endings, Entry, Failed, inflated_article, step
from keyquestions.store.tables import analyses, analysis_replies

MOST_DEATHS = 5
"""After so many deaths of its process an analysis is not begun again by itself."""

_RUNNING = analyses.c.state == AnalysisStatus.RUNNING.value
_QUEUED = analyses.c.state == AnalysisStatus.QUEUED.value


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run an analysis and to write how it ended."""

    id: str
    worker: str
    attempt: int

    @property
    def holds(self) -> ColumnElement[bool]:
        """The condition under which its row is still ours."""
        return and_(
            analyses.c.id == self.id,
            analyses.c.worker == self.worker,
            analyses.c.attempts == self.attempt,
            _RUNNING,
        )


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is to be done under a lease."""

    lease: Lease
    article: Article
    output_language: str | None


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a worker sees at a glance: whether anything waits, and what it holds.

    `held` has the attempt of each analysis that is its own, `cancelling` those that shall stop.
    """

    waiting: bool
    held: Mapping[str, int]
    cancelling: frozenset[str]


def notice(connection: Connection, worker: str) -> Noticed:
    """Look, without a lock."""
    waiting = connection.scalar(select(analyses.c.id).where(_QUEUED).limit(1))
    mine = select(analyses.c.id, analyses.c.attempts, analyses.c.cancelling).where(
        _RUNNING, analyses.c.worker == worker
    )
    rows = connection.execute(mine).all()
    return Noticed(
        waiting is not None,
        {row.id: row.attempts for row in rows},
        frozenset(row.id for row in rows if row.cancelling),
    )


def claim(
    connection: Connection, worker: str, room: int, until: datetime, now: datetime
) -> Sequence[Claimed]:
    """Take at most `room` of those that wait, the oldest first."""
    oldest = (
        select(analyses.c.id)
        .where(_QUEUED)
        .order_by(analyses.c.queued_at)
        .limit(room)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(analyses)
        .where(analyses.c.id.in_(list(connection.scalars(oldest))))
        .values(
            state=AnalysisStatus.RUNNING.value,
            worker=worker,
            leased_until=until,
            attempts=analyses.c.attempts + 1,
            started_at=now,
            updated_at=now,
        )
        .returning(
            analyses.c.id, analyses.c.attempts, analyses.c.article, analyses.c.output_language
        )
    )
    found = []
    for identity, attempt, article, language in connection.execute(taken).all():
        step(connection, identity, "running", {"attempt": attempt}, now)
        lease = Lease(identity, worker, attempt)
        found.append(Claimed(lease, inflated_article(article), language))
    return found


def renew(connection: Connection, worker: str, until: datetime) -> None:
    """Hold on to all that this worker runs."""
    running = select(analyses.c.id).where(_RUNNING, analyses.c.worker == worker)
    # In the order of their ids, as everybody does who locks several: nobody waits in a circle.
    ids = list(connection.scalars(running.order_by(analyses.c.id).with_for_update()))
    mine = update(analyses).where(analyses.c.id.in_(ids))
    connection.execute(mine.values(leased_until=until))


def recover(connection: Connection, endings: Endings, now: datetime) -> Sequence[str]:
    """Queue again what no living worker holds; the ids of all that moved."""
    expired = (
        select(*SMALL)
        .where(_RUNNING, analyses.c.leased_until < now)
        .with_for_update(skip_locked=True)
    )
    moved = []
    for row in connection.execute(expired).mappings().all():
        entry, deaths = Entry.of(row), row["deaths"] + 1
        if row["cancelling"]:
            endings.end(connection, entry, End(AnalysisStatus.CANCELLED), now)
        elif deaths >= MOST_DEATHS:
            endings.end(connection, entry, _abandoned(deaths), now)
        else:
            _queue(connection, entry.id, now, deaths=deaths)
        moved.append(entry.id)
    return moved


def tell(connection: Connection, lease: Lease, data: Mapping[str, Any], now: datetime) -> bool:
    """Add a step of a stage; False where the lease is lost."""
    held = connection.scalar(select(analyses.c.id).where(lease.holds).with_for_update())
    if held is None:
        return False
    step(connection, lease.id, "stage", data, now)
    return True


def note_reply(connection: Connection, lease: Lease, key: str) -> None:
    """Remember that the analysis uses that reply, so that it can be erased with it."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    there = select(literal(lease.id), literal(key)).where(
        select(analyses.c.id).where(analyses.c.id == lease.id).exists()
    )
    statement = kind.insert(analysis_replies).from_select(["analysis_id", "reply_key"], there)
    connection.execute(statement.on_conflict_do_nothing())


def settle(connection: Connection, lease: Lease, end: End, endings: Endings, now: datetime) -> bool:
    """Write how it ended; False, and nothing is written, where the lease is lost."""
    row = connection.execute(select(*SMALL).where(lease.holds).with_for_update()).mappings().first()
    if row is None:
        return False
    endings.end(connection, Entry.of(row), end, now)
    return True


def give_back(connection: Connection, lease: Lease, endings: Endings, now: datetime) -> bool:
    """Queue it again, where it was in line, or cancel it; False where the lease is lost."""
    row = connection.execute(select(*SMALL).where(lease.holds).with_for_update()).mappings().first()
    if row is None:
        return False
    if row["cancelling"]:
        endings.end(connection, Entry.of(row), End(AnalysisStatus.CANCELLED), now)
    else:
        _queue(connection, lease.id, now)
    return True


def _queue(connection: Connection, identity: str, now: datetime, **changes: int) -> None:
    # `queued_at` stays: who waited longest goes first.
    again = {"worker": None, "leased_until": None, "started_at": None, "updated_at": now}
    state = AnalysisStatus.QUEUED.value
    row = update(analyses).where(analyses.c.id == identity)
    connection.execute(row.values(state=state, **again, **changes))
    step(connection, identity, "queued", {}, now)


def _abandoned(deaths: int) -> End:
    error = AnalysisAbandoned(
        f"The analysis was begun {deaths} times, and the process that made it died each time; "
        "try again, and tell the operator if it happens again."
    )
    return End(AnalysisStatus.FAILED, failed=Failed(error.code, error.message, error.retryable))
