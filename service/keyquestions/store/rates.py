"""The table `rates`: requests and tokens a minute that all processes of a database share."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    and_,
    case,
    cast,
    extract,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from keyquestions.errors import StoreFailed
from keyquestions.models.limited import NAP, TRIFLE, Limits, Rates
from keyquestions.store.database import Database
from keyquestions.store.tables import rates
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, event, failure

BURST_SECONDS = 1.0
"""How many seconds' worth may be taken at once after a rest: a provider counts strictly."""


def rate_name(server: str | None, model: str) -> str:
    """What the rates of a model on a server are called; None is the vendor's own server."""
    return sha256(f"{server or ''}\n{model}".encode()).hexdigest()


class SharedRates(Rates):
    """Two token buckets in one row: a single statement takes from both, or from none.

    The row has what is there; how much flows in, and how much there is room for, is what each
    process was told. Those that share a row are to be told the same. `now` is in seconds since
    1970; None asks the server for its clock, or where there is no server, this machine.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        limits: Limits,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._database = database
        self._name = name
        self._limits = limits
        self._now = now

    async def take(self, tokens: int) -> float:
        """Take from both buckets, or from none; while the database fails nobody goes."""
        try:
            return await self._database.write(lambda connection: self._take(connection, tokens))
        except StoreFailed as error:
            event(Event.STORE_FAILED, **failure(error))
            return NAP

    async def correct(self, tokens: int) -> None:
        """Take from the tokens, whether they are there or not.

        What a failing database does not take down is lost: an estimate then counts as it was.
        """
        per_minute = self._limits.tokens_per_minute
        if per_minute is None or not tokens:
            return
        left = _least(rates.c.tokens - float(tokens), literal(_size(per_minute), Double))
        changed = update(rates).where(rates.c.name == self._name).values(tokens=left)
        try:
            await self._database.write(lambda connection: connection.execute(changed))
        except StoreFailed as error:
            event(Event.STORE_FAILED, **failure(error))

    def _take(self, connection: Connection, tokens: int) -> float:
        moment = self._moment(connection)
        enough = []
        left: dict[str, ColumnElement[float]] = {"at": _most(rates.c.at, moment)}
        for column, per_minute, amount in self._amounts(tokens):
            level = _level(column, per_minute, moment)
            enough.append(level >= min(amount, _size(per_minute)) - TRIFLE)
            left[column.name] = level - amount
        mine = rates.c.name == self._name
        taken = update(rates).where(mine, and_(*enough)).values(left).returning(rates.c.name)
        if connection.execute(taken).first() is not None:
            return 0.0
        waits: list[ColumnElement[float]] = [
            (min(amount, _size(per_minute)) - _level(column, per_minute, moment))
            / (per_minute / 60.0)
            for column, per_minute, amount in self._amounts(tokens)
        ]
        row = connection.execute(select(*waits).where(mine)).first()
        if row is None:
            return self._begin(connection, moment, tokens)
        return max(TRIFLE, *(float(each) for each in row))

    def _begin(self, connection: Connection, moment: ColumnElement[float], tokens: int) -> float:
        """Begin with full buckets, unless another process has just done so, and take."""
        full = {
            column.name: _size(per_minute or 0.0)
            for column, per_minute in (
                (rates.c.requests, self._limits.requests_per_minute),
                (rates.c.tokens, self._limits.tokens_per_minute),
            )
        }
        there = select(rates.c.name).where(rates.c.name == self._name).exists()
        names = ["name", "at", *full]
        values: list[Any] = [
            literal(self._name),
            moment,
            *(literal(each, Double) for each in full.values()),
        ]
        begun = insert(rates).from_select(names, select(*values).where(~there))
        with connection.begin_nested() as attempt:
            try:
                connection.execute(begun)
            except IntegrityError:
                attempt.rollback()
        return self._take(connection, tokens)

    def _amounts(self, tokens: int) -> list[tuple[Any, float, float]]:
        """Column, what flows in a minute, and what is to be taken, of each that is limited."""
        limited = (
            (rates.c.requests, self._limits.requests_per_minute, 1.0),
            (rates.c.tokens, self._limits.tokens_per_minute, float(tokens)),
        )
        return [(column, rate, amount) for column, rate, amount in limited if rate is not None]

    def _moment(self, connection: Connection) -> ColumnElement[float]:
        if self._now is not None:
            return literal(self._now(), Double)
        if connection.dialect.name == "postgresql":
            # Not the transaction's begin: it may have waited for the row.
            return cast(extract("epoch", func.clock_timestamp()), Double)
        return literal(utc_now().timestamp(), Double)


def _size(per_minute: float) -> float:
    return max(1.0, per_minute / 60.0 * BURST_SECONDS)


def _level(column: Any, per_minute: float, moment: ColumnElement[float]) -> ColumnElement[float]:  # noqa: ANN401 - of any column
    """What is there at that moment; a clock that is behind another process's adds nothing."""
    passed = _most(moment - rates.c.at, literal(0.0, Double))
    return _least(column + passed * (per_minute / 60.0), literal(_size(per_minute), Double))


def _least(one: ColumnElement[float], other: ColumnElement[float]) -> ColumnElement[float]:
    return case((one < other, one), else_=other)


def _most(one: ColumnElement[float], other: ColumnElement[float]) -> ColumnElement[float]:
    return case((one > other, one), else_=other)
