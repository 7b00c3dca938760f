"""Opening a database: SQLite or PostgreSQL by URL, brought up to date by Alembic."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from keyquestions.errors import StoreFailed

HEAD = "0001"
"""The newest revision in `migrations/`."""

BUSY_MS = 10_000
"""How long a writer waits for another process's transaction, in milliseconds."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_LOCK = 7_201_964  # PostgreSQL's advisory lock for migrations: any number, as long as it is ours
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    # A reply that was paid for survives a power cut, too; group commit makes this cheap.
    "PRAGMA synchronous = FULL",
)


@dataclass(frozen=True, slots=True)
class Database:
    """An open database: read through `engine`, write through `writer`.

    On SQLite `writer` takes the write lock when a transaction begins, so that waiting for another
    process's is all that can happen to it.
    """

    engine: AsyncEngine
    writer: AsyncEngine

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open, and create or bring up to date.

        Raises:
            StoreFailed: the URL is none, or there is no database behind it that can be used.
        """
        engine = _engine(_known(url))
        database = cls(engine, engine.execution_options(begin="BEGIN IMMEDIATE"))
        try:
            with translated("opened"):
                await database.migrate()
        except BaseException:
            await database.aclose()
            raise
        return database

    @retry(
        # While one process turns a new file to write-ahead logging, SQLite tells all others that it
        # is locked, and does not let them wait.
        retry=retry_if_exception(lambda error: "database is locked" in str(error)),
        wait=wait_random(0.01, 0.1),
        stop=stop_after_delay(BUSY_MS / 1000),
        reraise=True,
    )
    async def migrate(self) -> None:
        """Run the migrations that are missing, one process at a time."""
        if self.engine.dialect.name == "sqlite":
            await _log_ahead(self.engine)
        async with self.engine.connect() as connection:
            if await connection.run_sync(_revision) == HEAD:
                return
        async with self.writer.begin() as connection:
            await connection.run_sync(_upgrade)

    async def aclose(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


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


def _engine(url: URL) -> AsyncEngine:
    sqlite = url.get_backend_name() == "sqlite"
    with translated("opened"):
        if sqlite:
            _make_room(Path(url.database or ""))
        # What was to be written stays out of error messages: it is an article's text.
        engine = create_async_engine(url, hide_parameters=True, pool_pre_ping=not sqlite)
    if sqlite:
        event.listen(engine.sync_engine, "connect", _connected)
        event.listen(engine.sync_engine, "begin", _begun)
    return engine


def _make_room(file: Path) -> None:
    """Create the folder, for its owner's eyes only: the store holds articles and replies."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600, exist_ok=True)


async def _log_ahead(engine: AsyncEngine) -> None:
    """Let readers and a writer not wait for each other; the file remembers it."""
    async with engine.connect() as connection:
        # On the driver's own connection: this is not possible in a transaction.
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await (await driver.execute("PRAGMA journal_mode = WAL")).close()


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
