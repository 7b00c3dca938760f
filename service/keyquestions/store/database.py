"""Opening a database: SQLite or PostgreSQL by URL, brought up to date by Alembic."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from keyquestions.errors import StoreFailed
from keyquestions.telemetry import quiet

HEAD = "0006"
"""The newest revision in `migrations/`."""

BUSY_MS = 10_000
"""How long a writer waits for another process's transaction, in milliseconds."""

PATIENCE = 2.5
"""How long whoever has to answer a request waits for the database, in seconds (`within`).

Those who ask give up after five seconds, and what they ask for can be asked for again. What was
paid for waits longer.
"""

THREADS = 4
"""How many transactions there are at once, at most, of those that read and of those that write.

SQLite has room for one that writes.
"""

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_LOCK = 7_201_964  # PostgreSQL's advisory lock for migrations: any number, as long as it is ours
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    # A reply that was paid for survives a power cut, too; group commit makes this cheap.
    "PRAGMA synchronous = FULL",
    # What is deleted is overwritten: a publisher has the right that an article is erased.
    "PRAGMA secure_delete = ON",
)
_SERVER_GONE = {
    # A server that vanished holds nobody up for hours, as the system's own limits would let it.
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}

T = TypeVar("T")


class Database:
    """An open database: `read` and `write` run a function in a transaction, in a thread.

    A cancellation reaches whoever waits for the function, never the function: a driver that is
    interrupted between two steps may leave its connection neither open nor closed, and hang
    whoever closes it. What was begun is committed or rolled back, and `aclose` waits for it.
    """

    def __init__(self, engine: Engine) -> None:
        self.dialect = engine.dialect.name
        self._engine = engine
        # On SQLite a writer takes the write lock when its transaction begins, so that waiting for
        # another process's is all that can happen to it.
        self._writer = engine.execution_options(begin="BEGIN IMMEDIATE")
        # Apart: on SQLite writers may wait for another process's lock, which readers need not do.
        self._reading = ThreadPoolExecutor(THREADS, thread_name_prefix="keyquestions-reading")
        # One after the other there, in the order in which they came: several that meet at SQLite's
        # lock sleep until it happens to be free.
        writers = 1 if self.dialect == "sqlite" else THREADS
        self._writing = ThreadPoolExecutor(writers, thread_name_prefix="keyquestions-writing")

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open, and create or bring up to date.

        Raises:
            StoreFailed: the URL is none, or there is no database behind it that can be used.
        """
        database = cls(_engine(_known(url)))
        try:
            with translated("opened"):
                await _waited(database._writing, database._migrate)
        except BaseException:
            await database.aclose()
            raise
        return database

    async def read(self, work: Callable[[Connection], T], *, within: float | None = None) -> T:
        """What `work` returns; it gets a connection that is in a transaction.

        Raises:
            StoreFailed: the database fails, or takes longer than `within` seconds.
        """
        with translated("read"):
            return await _run(self._reading, self._engine, work, within)

    async def write(self, work: Callable[[Connection], T], *, within: float | None = None) -> T:
        """What `work` returns, once what it did is committed.

        Raises:
            StoreFailed: the database fails, and nothing of it was done; or `within` seconds were
                over: then nothing is begun any more, and only a commit that takes so long is done.
        """
        with translated("written"):
            return await _run(self._writing, self._writer, work, within)

    async def check_revision(self) -> None:
        """Find out whether it is still what this version of the program works with.

        Raises:
            StoreFailed: it fails, or another version has migrated it since.
        """
        if await self.read(_revision) != HEAD:
            raise StoreFailed(
                "The database of KEYQUESTIONS_DATABASE_URL was migrated by another version of "
                "keyquestions; restart the service with that one."
            )

    async def scrub(self) -> None:
        """See to it that what was deleted is in no file any more; on SQLite, that is the log.

        PostgreSQL lets go of it when it next vacuums the tables, which it does by itself.

        Raises:
            StoreFailed: the database fails.
        """
        if self.dialect == "sqlite":
            with translated("written"):
                await _waited(self._writing, lambda: _empty_log(self._engine))

    async def aclose(self) -> None:
        """Wait for the transactions that are under way, and close all connections."""
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._close))

    def _close(self) -> None:
        self._reading.shutdown()
        self._writing.shutdown()
        self._engine.dispose()

    @retry(
        # While one process turns a new file to write-ahead logging, SQLite tells all others that it
        # is locked, and does not let them wait.
        retry=retry_if_exception(lambda error: "database is locked" in str(error)),
        wait=wait_random(0.01, 0.1),
        stop=stop_after_delay(BUSY_MS / 1000),
        reraise=True,
    )
    def _migrate(self) -> None:
        """Run the migrations that are missing, one process at a time."""
        if self.dialect == "sqlite":
            _log_ahead(self._engine)
        if _inside(self._engine, _revision) != HEAD:
            _inside(self._writer, _upgrade)


async def _run(
    threads: ThreadPoolExecutor,
    engine: Engine,
    work: Callable[[Connection], T],
    within: float | None,
) -> T:
    late = False

    def check() -> None:
        if late:
            raise StoreFailed("Nobody waits for this any longer; it is not done.")

    def inside(connection: Connection) -> T:
        check()  # once more: beginning may have taken long
        return work(connection)

    def transaction() -> T:
        check()
        return _inside(engine, inside)

    try:
        async with asyncio.timeout(within):
            return await _waited(threads, transaction)
    except TimeoutError:
        late = True
        raise StoreFailed(
            f"The database did not answer within {within:g} seconds; something else holds it."
        ) from None


async def _waited(threads: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    done = asyncio.wrap_future(threads.submit(work))
    # Read here, too: a failure that nobody is left to be told of is no defect.
    done.add_done_callback(asyncio.Future.exception)
    return await asyncio.shield(done)


def _inside(engine: Engine, work: Callable[[Connection], T]) -> T:
    with engine.begin() as connection:
        return work(connection)


@contextmanager
def translated(done: str) -> Iterator[None]:
    """A driver's errors as ours; they say what was to be done, and no word of the data.

    Raises:
        StoreFailed: what happens inside fails.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        raise StoreFailed(
            f"The reply store could not be {done} ({_told(error)}); check "
            "KEYQUESTIONS_DATABASE_URL, or set KEYQUESTIONS_REPLIES=off to do without."
        ) from error


def _told(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError):
        return f'its driver is not installed: .venv/bin/pip install ".[postgres]", {error.name}'
    if isinstance(error, DBAPIError) and error.orig is not None:
        lines = str(error.orig).splitlines()
        # The first line names the matter; PostgreSQL's further ones may quote values.
        return lines[0] if lines else type(error.orig).__name__
    return str(error) if isinstance(error, sqlite3.Error) else type(error).__name__


def _known(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreFailed(
            "KEYQUESTIONS_DATABASE_URL is no URL; use sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None
    backend = parsed.drivername.partition("+")[0]
    if backend not in _DRIVERS or (
        backend == "sqlite" and parsed.database in {None, "", ":memory:"}
    ):
        raise StoreFailed(
            f'KEYQUESTIONS_DATABASE_URL cannot be a "{parsed.drivername}" database; use '
            "sqlite:///FILE or postgresql://USER@HOST/NAME."
        )
    return parsed.set(drivername=_DRIVERS[backend])


def _engine(url: URL) -> Engine:
    sqlite = url.get_backend_name() == "sqlite"
    limits = (
        {} if sqlite else {name: _SERVER_GONE[name] for name in _SERVER_GONE.keys() - url.query}
    )
    with translated("opened"):
        if sqlite:
            _make_room(Path(url.database or ""))
        # What was to be written stays out of error messages: it is an article's text.
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=not sqlite, connect_args=limits
        )
    quiet("sqlalchemy", "psycopg")  # they log what they read
    if sqlite:
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)
    return engine


def _make_room(file: Path) -> None:
    """Create the folder, for its owner's eyes only: the store holds articles and replies."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


def _log_ahead(engine: Engine) -> None:
    """Let readers and a writer not wait for each other; the file remembers it."""
    with engine.connect() as connection:
        # On the driver's own connection: this is not possible in a transaction.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA journal_mode = WAL").close()


def _empty_log(engine: Engine) -> None:
    """Move all that is in the write-ahead log to the file; waits for readers and writers."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
    # The driver's own idea of transactions is off: ours begin in _begun.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begun(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _revision(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    # Alembic takes half a second to import, which most openings do without.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if _revision(connection) == HEAD:
        return  # another process was faster
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreFailed(
            "The database of KEYQUESTIONS_DATABASE_URL was made by a newer keyquestions; upgrade, "
            "or use another database."
        ) from error
