"""An analysis as the database keeps it, and how one comes to its end."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.analysis import Analysis, AnalysisStatus
from keyquestions.article import Article
from keyquestions.store.tables import analyses, progress, refs
from keyquestions.store.times import aware

MEANS = ("analyst", "model", "prompts", "codebook", "software")
"""What an analysis is made with, as its provenance names it."""

SMALL = tuple(column for column in analyses.columns if column.name not in {"article", "result"})
"""All that is quickly read."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no analysis."""

    code: str
    message: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `analyses` without the article; `analysis` only where it was asked for."""

    id: str
    state: AnalysisStatus
    content_hash: str
    title: str | None
    output_language: str | None
    means: Mapping[str, str | None]
    attempts: int
    steps: int
    key_id: str | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    failed: Failed | None = None
    analysis: Analysis | None = None

    @classmethod
    def of(cls, row: RowMapping) -> "Entry":
        """The entry of a row, with the analysis if `result` was read, too."""
        code, result = row["error_code"], row.get("result")
        names = (
            "id", "content_hash", "title", "output_language", "means", "attempts", "steps",
            "key_id",
        )  # fmt: skip
        return cls(
            **{name: row[name] for name in names},
            state=AnalysisStatus(row["state"]),
            created_at=aware(row["created_at"]),
            updated_at=aware(row["updated_at"]),
            finished_at=aware(row["finished_at"]),
            failed=Failed(code, row["error_message"], bool(row["retryable"])) if code else None,
            analysis=Analysis.model_validate_json(zlib.decompress(result)) if result else None,
        )


@dataclass(frozen=True, slots=True)
class End:
    """How an analysis ends: with a result, with an error, or, cancelled, with neither."""

    state: AnalysisStatus
    analysis: Analysis | None = None
    failed: Failed | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An analysis that has ended, as it is told to those who have something to add."""

    id: str
    end: End
    key_id: str | None
    external_ids: tuple[str, ...]
    at: datetime


OnSettled = Callable[[Connection, Settled], None]
"""Called in the transaction in which an analysis ends: what it writes is there, or neither is."""


@dataclass(frozen=True, slots=True)
class Endings:
    """Ends analyses; `watchers` are called in the same transaction."""

    watchers: Sequence[OnSettled] = field(default=())

    def end(self, connection: Connection, entry: Entry, end: End, now: datetime) -> int:
        """Write how it ended; the `seq` of the step that tells it."""
        failed, analysis = end.failed, end.analysis
        step(connection, entry.id, "settled", _told(end), now)
        changes: dict[str, Any] = {
            "state": end.state.value,
            "error_code": failed.code if failed else None,
            "error_message": failed.message if failed else None,
            "retryable": failed.retryable if failed else None,
            "result": deflated(analysis.model_dump_json()) if analysis else None,
            "worker": None,
            "leased_until": None,
            "cancelling": False,
            "finished_at": now,
            "updated_at": now,
        }
        if analysis:
            changes["means"] = {name: getattr(analysis.provenance, name) for name in MEANS}
        connection.execute(update(analyses).where(analyses.c.id == entry.id).values(changes))
        names = tuple(
            connection.scalars(select(refs.c.external_id).where(refs.c.analysis_id == entry.id))
        )
        for tell in self.watchers:
            tell(connection, Settled(entry.id, end, entry.key_id, names, now))
        return entry.steps + 1


def locked(identity: str) -> Select[Any]:
    """The row of that id, which nobody else changes until the transaction is over."""
    return select(*SMALL).where(analyses.c.id == identity).with_for_update()


def step(
    connection: Connection, identity: str, event: str, data: Mapping[str, Any], now: datetime
) -> None:
    """Add a step to the progress of an analysis whose row is locked, or was just written."""
    counted = (
        update(analyses)
        .where(analyses.c.id == identity)
        .values(steps=analyses.c.steps + 1)
        .returning(analyses.c.steps)
    )
    seq = connection.scalar(counted)
    row = {"analysis_id": identity, "seq": seq, "at": now, "event": event, "data": dict(data)}
    connection.execute(insert(progress), row)


def deflated(text: str) -> bytes:
    """As articles and results are kept."""
    return zlib.compress(text.encode())


def inflated_article(kept: bytes) -> Article:
    """An article, out of the database."""
    return Article.model_validate_json(zlib.decompress(kept))


def _told(end: End) -> dict[str, str | None]:
    return {"state": end.state.value, "code": end.failed.code if end.failed else None}
