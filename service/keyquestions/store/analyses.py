"""Analyses in the database, for those who ask for them: taken in, found, listed, cancelled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import RowMapping

from keyquestions.analysis import AnalysisStatus
from keyquestions.article import Article
from keyquestions.errors import AnalysisSettled, AnalysisUnknown, QueueFull
from keyquestions.store.entries import (
    SMALL,
    End,
    Endings,
    Entry,
    deflated,
    inflated_article,
    locked,
    step,
)
from keyquestions.store.reviews import RELEASED, last_review
from keyquestions.store.tables import analyses, progress, refs

RETRY_AFTER = 5.0
"""When to come again where the queue is full, in seconds."""

_AGAIN = frozenset({AnalysisStatus.FAILED, AnalysisStatus.CANCELLED})
_HAS_RESULT = frozenset({AnalysisStatus.SUCCEEDED, AnalysisStatus.PARTIAL})
_UNDONE = frozenset({AnalysisStatus.QUEUED, AnalysisStatus.RUNNING})


@dataclass(frozen=True, slots=True)
class Posted:
    """What is posted: an article, the id of its analysis and what it will be made with."""

    id: str
    article: Article
    output_language: str | None
    means: Mapping[str, str | None]
    external_id: str | None
    url: str | None
    key_id: str | None
    retry: bool


def find(connection: Connection, identity: str, *, result: bool = True) -> Entry:
    """The entry of that id.

    Raises:
        AnalysisUnknown: there is none.
    """
    columns = (*SMALL, analyses.c.result) if result else SMALL
    row = connection.execute(select(*columns).where(analyses.c.id == identity)).mappings().first()
    if row is None:
        raise unknown(identity)
    return Entry.of(row)


def find_all(
    connection: Connection, identities: Collection[str], unchanged: Mapping[str, datetime]
) -> dict[str, Entry]:
    """Those entries of these ids that there are, by id.

    They have their results, except where the row is as old as `unchanged` says.
    """
    these = select(*SMALL).where(analyses.c.id.in_(identities))
    found = {row["id"]: Entry.of(row) for row in connection.execute(these).mappings()}
    wanted = [
        entry.id
        for entry in found.values()
        if entry.state in _HAS_RESULT and unchanged.get(entry.id) != entry.updated_at
    ]
    if wanted:
        # Whole rows again: they may have changed since the first look.
        whole = select(*SMALL, analyses.c.result).where(analyses.c.id.in_(wanted))
        rows = connection.execute(whole).mappings()
        found |= {row["id"]: Entry.of(row) for row in rows}
    return found


def known(connection: Connection, posted: Posted) -> Entry | None:
    """The entry, where posting it would change nothing; None where it has to be written."""
    columns = (*SMALL, analyses.c.result)
    row = connection.execute(select(*columns).where(analyses.c.id == posted.id)).mappings().first()
    if row is None or posted.retry or AnalysisStatus(row["state"]) in _AGAIN:
        return None
    if posted.external_id is not None:
        newest = connection.execute(
            select(refs.c.analysis_id, refs.c.url)
            .where(refs.c.external_id == posted.external_id)
            .order_by(refs.c.requested_at.desc())
            .limit(1)
        ).first()
        if newest is None or tuple(newest) != (posted.id, posted.url):
            return None
    return Entry.of(row)


def post(connection: Connection, posted: Posted, room: int, now: datetime) -> tuple[Entry, bool]:
    """Take it in, unless it is there; the flag says whether nothing had to be queued.

    Raises:
        QueueFull: it would have to be queued, and `room` are already.
    """
    there = select(*SMALL).where(analyses.c.id == posted.id)
    row = connection.execute(there).mappings().first()
    again = row is not None and _again(connection, Entry.of(row), posted)
    if again:
        # Locked only now: workers pass by what is locked, and most posts change nothing.
        row = connection.execute(locked(posted.id)).mappings().first()
        again = row is not None and _again(connection, Entry.of(row), posted)
    if (row is None or again) and _waiting(connection) >= room:
        raise QueueFull(
            f"{room} analyses are waiting already; try again in {RETRY_AFTER:g} seconds.",
            RETRY_AFTER,
        )
    queued = _insert(connection, posted, now) if row is None else again
    if queued:
        if again:
            _queue_again(connection, posted, now)
        step(connection, posted.id, "queued", {}, now)
    if posted.external_id is not None:
        _name(connection, posted, now)
    return find(connection, posted.id), not queued


def article_of(connection: Connection, identity: str) -> Article:
    """The article of that analysis.

    Raises:
        AnalysisUnknown: there is none of that id.
    """
    kept = connection.scalar(select(analyses.c.article).where(analyses.c.id == identity))
    if kept is None:
        raise unknown(identity)
    return inflated_article(kept)


def cancel(connection: Connection, identity: str, endings: Endings, now: datetime) -> Entry:
    """Cancel what is queued, and have its worker stop what runs.

    Raises:
        AnalysisUnknown: there is none of that id.
        AnalysisSettled: it has ended otherwise.
    """
    row = connection.execute(locked(identity)).mappings().first()
    if row is None:
        raise unknown(identity)
    entry = Entry.of(row)
    if entry.state is AnalysisStatus.QUEUED:
        endings.end(connection, entry, End(AnalysisStatus.CANCELLED), now)
    elif entry.state is AnalysisStatus.RUNNING:
        stop = update(analyses).where(analyses.c.id == identity).values(cancelling=True)
        connection.execute(stop)
    elif entry.state is not AnalysisStatus.CANCELLED:
        raise AnalysisSettled("This analysis is done; there is nothing left to cancel.")
    return find(connection, identity)


def listed(
    connection: Connection, limit: int, before: datetime | None, external_id: str | None
) -> Sequence[Entry]:
    """The newest, without results."""
    wanted = select(*SMALL).order_by(analyses.c.created_at.desc(), analyses.c.id).limit(limit)
    if before is not None:
        wanted = wanted.where(analyses.c.created_at < before)
    if external_id is not None:
        named = and_(refs.c.analysis_id == analyses.c.id, refs.c.external_id == external_id)
        wanted = wanted.join(refs, named)
    return [Entry.of(row) for row in connection.execute(wanted).mappings()]


def steps_after(connection: Connection, identity: str, after: int) -> Sequence[RowMapping]:
    """The steps of an analysis from there on, in order."""
    wanted = select(progress).where(progress.c.analysis_id == identity, progress.c.seq > after)
    return connection.execute(wanted.order_by(progress.c.seq)).mappings().all()


def marks(connection: Connection, identities: Sequence[str]) -> dict[str, int]:
    """How many steps each of these has taken; those that are not there are left out."""
    wanted = select(analyses.c.id, analyses.c.steps).where(analyses.c.id.in_(identities))
    return {row.id: row.steps for row in connection.execute(wanted)}


def counts(connection: Connection) -> dict[str, int]:
    """How many are queued and how many run, in all processes."""
    wanted = (
        select(analyses.c.state, func.count())
        .where(analyses.c.state.in_([state.value for state in _UNDONE]))
        .group_by(analyses.c.state)
    )
    found = {row[0]: row[1] for row in connection.execute(wanted)}
    return {state.value: found.get(state.value, 0) for state in sorted(_UNDONE)}


def unknown(identity: str) -> AnalysisUnknown:
    """The error for an id that is none."""
    return AnalysisUnknown(f"There is no analysis {identity[:64]!r}; it may have been erased.")


def _again(connection: Connection, entry: Entry, posted: Posted) -> bool:
    """Whether posting it makes it anew: what was released to readers stays as it is."""
    if entry.state in _AGAIN:
        return True
    if not posted.retry or entry.state not in _HAS_RESULT:
        return False
    review = last_review(connection, entry.id)
    if review is not None and review.state in RELEASED:
        return False
    if entry.state is AnalysisStatus.PARTIAL:
        return True
    made = find(connection, entry.id).analysis
    return made is not None and bool(made.provenance.stand_ins)


def _waiting(connection: Connection) -> int:
    queued = analyses.c.state == AnalysisStatus.QUEUED.value
    return connection.scalar(select(func.count()).select_from(analyses).where(queued)) or 0


def _insert(connection: Connection, posted: Posted, now: datetime) -> bool:
    """Whether it was not there; another transaction may have been faster."""
    statement = (
        _upsert(connection, analyses)
        .on_conflict_do_nothing()
        .values(
            id=posted.id,
            state=AnalysisStatus.QUEUED.value,
            content_hash=posted.article.content_hash,
            title=posted.article.title,
            output_language=posted.output_language,
            means=dict(posted.means),
            attempts=0,
            deaths=0,
            steps=0,
            cancelling=False,
            key_id=posted.key_id,
            created_at=now,
            queued_at=now,
            updated_at=now,
            article=deflated(posted.article.model_dump_json()),
        )
        .returning(analyses.c.id)
    )
    return connection.scalar(statement) is not None


def _queue_again(connection: Connection, posted: Posted, now: datetime) -> None:
    fresh: dict[str, Any] = {
        "state": AnalysisStatus.QUEUED.value,
        "means": dict(posted.means),
        "result": None,
        "error_code": None,
        "error_message": None,
        "retryable": None,
        "deaths": 0,
        "key_id": posted.key_id,
        "queued_at": now,
        "started_at": None,
        "finished_at": None,
        "updated_at": now,
    }
    connection.execute(update(analyses).where(analyses.c.id == posted.id).values(fresh))


def _name(connection: Connection, posted: Posted, now: datetime) -> None:
    statement = _upsert(connection, refs).values(
        external_id=posted.external_id, analysis_id=posted.id, url=posted.url, requested_at=now
    )
    newer = {"url": statement.excluded.url, "requested_at": statement.excluded.requested_at}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["external_id", "analysis_id"], set_=newer)
    )


def _upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    postgres = connection.dialect.name == "postgresql"
    return postgresql.insert(table) if postgres else sqlite.insert(table)
