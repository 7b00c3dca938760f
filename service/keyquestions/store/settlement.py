"""Lines of batches come to their end, many in one transaction, with the analyses made for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from keyquestions.analysis import AnalysisStatus
from keyquestions.article import Article
from keyquestions.store.accounts import upsert
from keyquestions.store.batch_items import Item
from keyquestions.store.batches import UNSETTLED, BatchState, ItemState, finish_if_done
from keyquestions.store.database import Database
from keyquestions.store.entries import MEANS, End, OnSettled, Settled, deflated
from keyquestions.store.gathering import Gathering
from keyquestions.store.tables import (
    analyses,
    analysis_replies,
    batch_items,
    batches,
    progress,
    refs,
)


@dataclass(frozen=True, slots=True)
class Ending:
    """What has become of a line."""

    state: ItemState
    code: str | None = None
    message: str | None = None
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """An analysis that was made for a line; `places` are those of the replies that it uses."""

    id: str
    article: Article
    output_language: str | None
    means: Mapping[str, str | None]
    end: End
    key_id: str | None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """The end of a line: the analysis that it has got, and whether that was made just now."""

    item: Item
    ending: Ending
    analysis_id: str | None = None
    made: Made | None = None
    external_id: str | None = None
    url: str | None = None


class Settling:
    """Settles lines; those that come to their end at the same time share a transaction."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        watchers: Sequence[OnSettled] = (),
    ) -> None:
        """Call `watchers` in the transactions in which analyses end."""
        self._database = database
        self._now = now
        self._watchers = watchers
        self._writes: Gathering[Settlement, None] = Gathering(self._write)

    async def settle(self, settlement: Settlement) -> None:
        """Write how it ended; returns when that is committed.

        Raises:
            StoreFailed: the database fails; the line is as it was.
        """
        await self._writes.add(settlement)

    async def known(self, identities: Sequence[str]) -> dict[str, ItemState]:
        """What has become of those analyses of these that are made already."""
        wanted = select(analyses.c.id, analyses.c.state).where(
            analyses.c.id.in_(identities),
            analyses.c.state.in_([AnalysisStatus.SUCCEEDED.value, AnalysisStatus.PARTIAL.value]),
        )
        return await self._database.read(
            lambda connection: {row.id: ItemState(row.state) for row in connection.execute(wanted)}
        )

    async def finish(self) -> None:
        """Wait until all is written."""
        await self._writes.finish()

    async def _write(self, settlements: Sequence[Settlement]) -> list[None]:
        now = self._now()
        made = {each.made.id: each.made for each in settlements if each.made}
        # Packed here, in the thread that asks for it: other transactions can go on meanwhile.
        rows = {id_: _row(each, now) for id_, each in sorted(made.items())}

        def write(connection: Connection) -> None:
            ids = sorted({each.item.batch_id for each in settlements})
            states = _locked(connection, ids)
            if rows:
                self._keep(connection, list(rows.values()), list(made.values()), now)
            _name(connection, settlements, now)
            _settle_lines(connection, settlements, states)
            for id_ in ids:
                finish_if_done(connection, id_, now)

        await self._database.write(write)
        return [None] * len(settlements)

    def _keep(
        self,
        connection: Connection,
        rows: Sequence[dict[str, Any]],
        made: Sequence[Made],
        now: datetime,
    ) -> None:
        """Write analyses that were made; one that succeeded before stays."""
        statement = upsert(connection, analyses)
        names = (
            "state", "means", "error_code", "error_message", "retryable", "worker",
            "leased_until", "cancelling", "finished_at", "updated_at", "result",
        )  # fmt: skip
        fresh = {name: statement.excluded[name] for name in names}
        stays = analyses.c.state != AnalysisStatus.SUCCEEDED.value
        connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=fresh, where=stays), rows
        )
        steps = [
            {
                "analysis_id": each.id,
                "seq": 1,
                "at": now,
                "event": "settled",
                "data": {
                    "state": each.end.state.value,
                    "code": each.end.failed.code if each.end.failed else None,
                },
            }
            for each in made
        ]
        connection.execute(upsert(connection, progress).on_conflict_do_nothing(), steps)
        used = [
            {"analysis_id": each.id, "reply_key": place} for each in made for place in each.places
        ]
        if used:
            connection.execute(upsert(connection, analysis_replies).on_conflict_do_nothing(), used)
        for each in made:
            for tell in self._watchers:
                tell(connection, Settled(each.id, each.end, each.key_id, (), now))


def _locked(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The states of these batches, which nobody else changes before this transaction is over."""
    rows = connection.execute(
        select(batches.c.id, batches.c.state)
        .where(batches.c.id.in_(ids))
        .order_by(batches.c.id)
        .with_for_update()
    )
    return {row.id: row.state for row in rows}


def _settle_lines(
    connection: Connection, settlements: Iterable[Settlement], states: Mapping[str, str]
) -> None:
    rows = []
    for each in settlements:
        ending, state = each.ending, each.ending.state
        if state is ItemState.WAITING and states.get(each.item.batch_id) != BatchState.RUNNING:
            state = ItemState.CANCELLED
        kept = state in {ItemState.WAITING, ItemState.FAILED}
        rows.append(
            {
                "of_batch": each.item.batch_id,
                "at": each.item.position,
                "state": state,
                "analysis_id": each.analysis_id,
                "error_code": ending.code,
                "error_message": ending.message,
                "retryable": ending.retryable,
                # An article is not kept for longer than it is needed.
                "request": each.item.request if kept else None,
            }
        )
    connection.execute(
        update(batch_items).where(
            batch_items.c.batch_id == bindparam("of_batch"),
            batch_items.c.position == bindparam("at"),
            # Not IN: that cannot be prepared for many rows at once.
            or_(*(batch_items.c.state == state for state in UNSETTLED)),
        ),
        rows,
    )


def _name(connection: Connection, settlements: Iterable[Settlement], now: datetime) -> None:
    """Note which articles these analyses are of."""
    rows = {
        (each.external_id, each.analysis_id): {
            "external_id": each.external_id,
            "analysis_id": each.analysis_id,
            "url": each.url,
            "requested_at": now,
        }
        for each in settlements
        if each.external_id and each.analysis_id
    }
    if rows:
        statement = upsert(connection, refs)
        fresh = {name: statement.excluded[name] for name in ("url", "requested_at")}
        keys = ["external_id", "analysis_id"]
        connection.execute(
            statement.on_conflict_do_update(index_elements=keys, set_=fresh),
            [rows[key] for key in sorted(rows)],
        )


def _row(made: Made, now: datetime) -> dict[str, Any]:
    analysis, failed = made.end.analysis, made.end.failed
    means = dict(made.means)
    if analysis:
        means = {name: getattr(analysis.provenance, name) for name in MEANS}
    return {
        "id": made.id,
        "state": made.end.state.value,
        "content_hash": made.article.content_hash,
        "title": made.article.title,
        "output_language": made.output_language,
        "means": means,
        "error_code": failed.code if failed else None,
        "error_message": failed.message if failed else None,
        "retryable": failed.retryable if failed else None,
        "attempts": 1,
        "deaths": 0,
        "steps": 1,
        "worker": None,
        "leased_until": None,
        "cancelling": False,
        "key_id": made.key_id,
        "created_at": now,
        "queued_at": now,
        "started_at": now,
        "finished_at": now,
        "updated_at": now,
        "article": deflated(made.article.model_dump_json()),
        "result": deflated(analysis.model_dump_json()) if analysis else None,
    }
