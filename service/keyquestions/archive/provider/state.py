"""What was asked of a provider's batch endpoint and what came back, in a file of its own.

A request is a row from the moment it is known, with its reply when there is one: a process that is
killed goes on where it was, and what was paid for is never asked again. All of it is small enough
that one connection, without a thread of its own, serves.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from keyquestions.errors import StoreFailed
from keyquestions.models.failures import Told
from keyquestions.models.openai_wire import Dialect

_TABLES = """
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL,              -- JSON, deflated
    bytes INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    most_usd REAL,                   -- what the reply costs at most; null where nobody knows
    state TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    batch INTEGER,
    place INTEGER,                   -- its line in the file of that batch, from 1
    reply BLOB,                      -- the body of the completion, deflated
    cost_usd REAL,
    status INTEGER,                  -- how it was refused, and in what words
    words TEXT,
    used_by INTEGER                  -- the line of the archive that has it on its bill
);
CREATE INDEX IF NOT EXISTS requests_by_state ON requests (state, number);
CREATE INDEX IF NOT EXISTS requests_by_batch ON requests (batch, place);
CREATE TABLE IF NOT EXISTS batches (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    remote TEXT,                     -- the provider's id; null while it is being handed in
    is_open INTEGER NOT NULL DEFAULT 1,
    tokens INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS settled (line INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class RequestState(StrEnum):
    """Where a request is."""

    WAITING = "waiting"
    SENT = "sent"
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is kept: its state, and what came of it."""

    key: str
    body: dict[str, Any]
    state: RequestState
    reply: bytes | None
    cost_usd: float | None
    told: Told | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits: how long its line is, how many tokens it has, what it costs at most."""

    number: int
    bytes: int
    tokens: int
    most_usd: float | None


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that is not collected yet; without `remote`, it may not even be handed in."""

    number: int
    name: str
    remote: str | None
    tokens: int


class ProviderState:
    """The file; methods are transactions, but for those that `together` bundles into one."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises:
            StoreFailed: it cannot be used.
        """
        self._path = path
        self._depth = 0
        with self._told():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=1.0)
            # Held for good: a second process would hand in the same requests once more.
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_TABLES)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit what is done inside at its end, all of it or nothing.

        Raises:
            StoreFailed: it cannot be committed.
        """
        with self._told():
            self._depth += 1
            try:
                if self._depth == 1:
                    self._db.execute("BEGIN IMMEDIATE")
                yield
            except BaseException:
                if self._depth == 1:
                    self._db.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._failed(error) from error
        except BaseExceptionGroup as group:  # of articles that were looked at side by side
            inner = group.subgroup(sqlite3.Error)
            if inner is None:
                raise
            raise self._failed(inner.exceptions[0]) from group

    def _failed(self, error: BaseException) -> StoreFailed:
        return StoreFailed(
            f"{self._path} cannot be used ({error}); mend that, or end the other process that uses "
            "it, and go on with the same command."
        )

    # Requests

    def get(self, key: str) -> Kept | None:
        """The request of that key."""
        found = self._db.execute(
            "SELECT key, body, state, reply, cost_usd, status, words FROM requests WHERE key = ?",
            (key,),
        ).fetchone()
        return None if found is None else _kept(found)

    def add(
        self, key: str, body: dict[str, Any], *, tokens: int, size: int, most_usd: float | None
    ) -> None:
        """Have a request wait; one that is known stays as it is."""
        self._db.execute(
            "INSERT OR IGNORE INTO requests (key, body, bytes, tokens, most_usd, state) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (key, _deflated(body), size, tokens, most_usd, RequestState.WAITING),
        )

    def use(self, key: str, line: int) -> bool:
        """Put a reply on the bill of a line of the archive; False where another has it there."""
        self._db.execute("UPDATE requests SET used_by = ? WHERE key = ? AND used_by IS NULL",
                         (line, key))  # fmt: skip
        found = self._db.execute("SELECT used_by FROM requests WHERE key = ?", (key,)).fetchone()
        return bool(found and found[0] == line)

    def count(self, state: RequestState) -> int:
        """How many requests are in that state."""
        where = "SELECT count(*) FROM requests WHERE state = ?"
        return int(self._db.execute(where, (state,)).fetchone()[0])

    def waiting(self) -> Iterator[Waiting]:
        """Those that wait, in the order they came in."""
        for row in self._db.execute(
            "SELECT number, bytes, tokens, most_usd FROM requests WHERE state = ? ORDER BY number",
            (RequestState.WAITING,),
        ):
            yield Waiting(*row)

    def answered(self, key: str, reply: bytes, cost_usd: float | None) -> None:
        """Keep the reply; one that came later for the same request changes nothing."""
        self._db.execute(
            "UPDATE requests SET state = ?, reply = ?, cost_usd = ?, status = NULL, words = NULL "
            "WHERE key = ? AND state <> ?",
            (RequestState.ANSWERED, zlib.compress(reply), cost_usd, key, RequestState.ANSWERED),
        )

    def refused(self, key: str, told: Told) -> None:
        """Keep how it was refused, for good."""
        self._db.execute(
            "UPDATE requests SET state = ?, status = ?, words = ? WHERE key = ? AND state = ?",
            (RequestState.REFUSED, told.status, told.words, key, RequestState.SENT),
        )

    def again(self, key: str, *, body: dict[str, Any] | None = None, counted: bool = True) -> None:
        """Have one that was sent wait again, changed where a body is given."""
        self._db.execute(
            "UPDATE requests SET state = ?, tries = tries + ?, batch = NULL, "
            "body = coalesce(?, body) WHERE key = ? AND state = ?",
            (
                RequestState.WAITING,
                int(counted),
                None if body is None else _deflated(body),
                key,
                RequestState.SENT,
            ),
        )

    def tries(self, key: str) -> int:
        """How often it came back without an answer."""
        found = self._db.execute("SELECT tries FROM requests WHERE key = ?", (key,)).fetchone()
        return int(found[0]) if found else 0

    def refusals(self) -> Iterator[Told]:
        """How requests were refused, one by one."""
        for status, words in self._db.execute(
            "SELECT status, words FROM requests WHERE state = ?", (RequestState.REFUSED,)
        ):
            yield Told(status, words)

    def spent(self) -> float:
        """USD for all replies so far, as far as their prices are known."""
        return self._sum("cost_usd", RequestState.ANSWERED)

    def promised(self) -> float:
        """USD, at most, for all that is under way."""
        return self._sum("most_usd", RequestState.SENT)

    def _sum(self, column: str, state: RequestState) -> float:
        wanted = f"SELECT coalesce(sum({column}), 0) FROM requests WHERE state = ?"  # noqa: S608 - ours
        return float(self._db.execute(wanted, (state,)).fetchone()[0])

    # Batches

    def begin(self, name: str, numbers: Sequence[int], tokens: int) -> OpenBatch:
        """Note that these requests are about to be handed in, in this order."""
        with self.together():
            made = self._db.execute("INSERT INTO batches (name, tokens) VALUES (?, ?)",
                                    (name, tokens))  # fmt: skip
            number = int(made.lastrowid or 0)
            self._db.executemany(
                "UPDATE requests SET state = ?, batch = ?, place = ? WHERE number = ?",
                (
                    (RequestState.SENT, number, place, each)
                    for place, each in enumerate(numbers, start=1)
                ),
            )
        return OpenBatch(number, name, None, tokens)

    def handed_in(self, batch: OpenBatch, remote: str) -> None:
        """Note what the provider calls it."""
        self._db.execute("UPDATE batches SET remote = ? WHERE number = ?", (remote, batch.number))

    def open_batches(self) -> list[OpenBatch]:
        """Those that are not collected yet."""
        rows = self._db.execute(
            "SELECT number, name, remote, tokens FROM batches WHERE is_open ORDER BY number"
        )
        return [OpenBatch(*row) for row in rows]

    def close_batch(self, batch: OpenBatch) -> None:
        """Note that all that came of it is kept."""
        self._db.execute("UPDATE batches SET is_open = 0 WHERE number = ?", (batch.number,))

    def requests_of(self, batch: OpenBatch) -> list[tuple[int, str]]:
        """The lines, from 1, and keys of those of its requests that nothing came of yet."""
        return self._db.execute(
            "SELECT place, key FROM requests WHERE batch = ? AND state = ? ORDER BY place",
            (batch.number, RequestState.SENT),
        ).fetchall()

    def lines_of(self, batch: OpenBatch) -> Iterator[tuple[str, dict[str, Any]]]:
        """Keys and bodies of its requests, in the order of its file."""
        for key, body in self._db.execute(
            "SELECT key, body FROM requests WHERE batch = ? ORDER BY place", (batch.number,)
        ):
            yield key, _inflated(body)

    # The archive's lines, and what was learned about the server

    def settle(self, lines: Iterable[int]) -> None:
        """Note that these lines of the archive have come to their end."""
        self._db.executemany(
            "INSERT OR IGNORE INTO settled VALUES (?)", ((line,) for line in lines)
        )

    def is_settled(self, line: int) -> bool:
        """Whether that line has."""
        found = self._db.execute("SELECT 1 FROM settled WHERE line = ?", (line,)).fetchone()
        return found is not None

    @property
    def dialect(self) -> Dialect:
        """How the server wants its requests, as far as that was found out."""
        found = self._db.execute("SELECT value FROM facts WHERE name = 'dialect'").fetchone()
        return Dialect(**json.loads(found[0])) if found else Dialect()

    def learn(self, dialect: Dialect) -> None:
        """Note how the server wants its requests."""
        value = {"limit": dialect.limit, "temperature": dialect.temperature}
        self._db.execute("INSERT OR REPLACE INTO facts VALUES ('dialect', ?)", (json.dumps(value),))


def _kept(row: Sequence[Any]) -> Kept:
    key, body, state, reply, cost, status, words = row
    return Kept(
        key,
        _inflated(body),
        RequestState(state),
        None if reply is None else zlib.decompress(reply),
        cost,
        None if status is None else Told(status, words),
    )


def _deflated(body: dict[str, Any]) -> bytes:
    return zlib.compress(json.dumps(body).encode())


def _inflated(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(zlib.decompress(data))
    return found
