"""The tables `intents` and `spending`: what was asked for and not answered yet, and what it cost.

They lie beside the replies, so that a reply and its price are written together or not at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from keyquestions.models.accounts import Account, Charge, Standing
from keyquestions.store.tables import intents, spending


@dataclass(frozen=True, slots=True)
class Intent:
    """A reply is about to be asked for; `key` is where it will be kept."""

    key: str
    account: Account
    usd: float


@dataclass(frozen=True, slots=True)
class Spent:
    """What an account has come to, in USD, calls and tokens.

    `usd_perhaps` and `calls_perhaps` are of calls that were on their way when their process died:
    nobody can know whether they were paid. `usd_open` is what those that are on their way now may
    cost.
    """

    usd: float = 0.0
    usd_perhaps: float = 0.0
    usd_open: float = 0.0
    calls: int = 0
    calls_perhaps: int = 0
    tokens_input: int = 0
    tokens_output: int = 0


def intend(
    connection: Connection, wanted: Sequence[Intent], now: datetime
) -> dict[Intent, Standing]:
    """Write down what may be asked for; what becomes of each intent."""
    keys = [each.key for each in wanted]
    found = connection.execute(
        select(intents.c.key, intents.c.worker).where(intents.c.key.in_(keys))
    )
    others = {row.key: row.worker for row in found}
    purses: dict[str, _Purse] = {}
    standings = {}
    for each in wanted:
        name = each.account.name
        if others.get(each.key, each.account.worker) != each.account.worker:
            standings[each] = Standing.TAKEN
            continue
        if each.account.budget is not None and name not in purses:
            purses[name] = _Purse.of(connection, each.account)
        purse = purses.get(name)
        standings[each] = purse.take(each.usd) if purse else Standing.GRANTED
    granted = {each.key: each for each, said in standings.items() if said is Standing.GRANTED}
    rows = [
        {
            "key": each.key,
            "account": each.account.name,
            "worker": each.account.worker,
            "usd": each.usd,
            "at": now,
        }
        for each in granted.values()
    ]
    if rows:
        statement = upsert(connection, intents)
        fresh = {name: statement.excluded[name] for name in ("account", "worker", "usd", "at")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_=fresh), rows
        )
    return standings


def answered(connection: Connection, charges: Iterable[tuple[str, Charge]]) -> None:
    """These intents came to their end, with a reply or without, and have cost so much."""
    listed = dict(charges)
    if not listed:
        return
    gone = (
        delete(intents).where(intents.c.key.in_(listed)).returning(intents.c.key, intents.c.account)
    )
    accounts: dict[str, list[Charge]] = defaultdict(list)
    for key, account in connection.execute(gone).all():
        accounts[account].append(listed[key])
    for account in sorted(accounts):
        add(connection, account, accounts[account])


def add(
    connection: Connection, account: str, charges: Sequence[Charge], perhaps: Charge | None = None
) -> None:
    """Add to what an account has come to."""
    row = {
        "account": account,
        "usd": sum(each.usd for each in charges),
        "calls": sum(each.calls for each in charges),
        "tokens_input": sum(each.tokens_input for each in charges),
        "tokens_output": sum(each.tokens_output for each in charges),
        "usd_perhaps": perhaps.usd if perhaps else 0.0,
        "calls_perhaps": perhaps.calls if perhaps else 0,
    }
    statement = upsert(connection, spending)
    sums = {name: spending.c[name] + statement.excluded[name] for name in row if name != "account"}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["account"], set_=sums), [row]
    )


def write_off(connection: Connection, worker: str) -> int:
    """Book what a dead worker had on its way as perhaps paid; how many calls that were."""
    gone = (
        delete(intents)
        .where(intents.c.worker == worker)
        .returning(intents.c.account, intents.c.usd)
    )
    lost: dict[str, list[float]] = defaultdict(list)
    for account, usd in connection.execute(gone).all():
        lost[account].append(usd)
    for account in sorted(lost):
        add(connection, account, (), Charge(sum(lost[account]), len(lost[account])))
    return sum(map(len, lost.values()))


def spent(connection: Connection, account: str) -> Spent:
    """What an account has come to."""
    row = (
        connection.execute(select(spending).where(spending.c.account == account)).mappings().first()
    )
    still = connection.scalar(
        select(func.coalesce(func.sum(intents.c.usd), 0.0)).where(intents.c.account == account)
    )
    told = {name: value for name, value in (row or {}).items() if name != "account"}
    return Spent(**told, usd_open=still or 0.0)


@dataclass(slots=True)
class _Purse:
    """What is left of a budget, within one transaction."""

    left: float
    open: float

    @classmethod
    def of(cls, connection: Connection, account: Account) -> "_Purse":
        # Locked: another worker must not see the same rest.
        row = connection.execute(
            select(spending).where(spending.c.account == account.name).with_for_update()
        ).first()
        if row is None:
            add(connection, account.name, ())
        so_far = spent(connection, account.name)
        gone = so_far.usd + so_far.usd_perhaps
        return cls((account.budget or 0.0) - gone, so_far.usd_open)

    def take(self, usd: float) -> Standing:
        if usd > self.left:
            return Standing.REFUSED
        if usd + self.open > self.left:
            return Standing.TIGHT
        self.open += usd
        return Standing.GRANTED


def upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what happens on a conflict."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
