"""Opening a database: what is created, what is migrated, what is refused."""

import asyncio
import gc
import sqlite3
import stat
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from keyquestions.errors import StoreFailed
from keyquestions.store import database as module
from keyquestions.store.database import HEAD, THREADS, Database
from keyquestions.store.tables import metadata

MIGRATIONS = Path(module.__file__).parent / "migrations"


def scalar(statement):
    """Work that gives the one value of a statement."""
    return lambda connection: connection.execute(text(statement)).scalar()


def test_the_newest_revision_is_the_one_that_code_looks_for():
    """Otherwise a new migration would never run."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


async def test_migrations_make_the_tables_that_code_uses(url):
    """Names, types and keys: nothing is left for Alembic to add or remove."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - slow, and only here

    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), metadata)

    database = await Database.open(url)
    assert await database.read(differences) == []
    await database.aclose()


async def test_a_database_that_is_up_to_date_is_left_alone(url):
    """Opening again keeps what is there, and does not even load Alembic's commands."""
    first = await Database.open(url)
    await first.write(lambda connection: connection.execute(text("CREATE TABLE mine (x INTEGER)")))
    await first.aclose()
    sys.modules.pop("alembic.command", None)

    second = await Database.open(url)
    names = await second.read(lambda connection: inspect(connection).get_table_names())
    await second.aclose()
    assert {"mine", "replies"} <= set(names)
    assert "alembic.command" not in sys.modules


async def test_many_who_open_a_new_database_at_once_all_get_it(url):
    """One of them creates the tables, the others wait."""
    opened = await asyncio.gather(*(Database.open(url) for _ in range(8)))
    for database in opened:
        assert await database.read(scalar("SELECT count(*) FROM replies")) == 0
        await database.aclose()


def held(statement):
    """Work that begins, waits for its gate and then does something; and what tells of it."""
    loop, begun, gate = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def work(connection):
        loop.call_soon_threadsafe(begun.set)
        gate.wait()
        connection.execute(text(statement))

    return work, begun, gate


async def test_a_cancellation_reaches_whoever_waits_and_never_the_transaction(url):
    """What was begun is committed, and closing waits for it, also where that is cancelled, too."""
    database = await Database.open(url)
    work, begun, gate = held("CREATE TABLE mine (x INTEGER)")
    writing = asyncio.create_task(database.write(work))
    await begun.wait()
    closing = asyncio.create_task(database.aclose())
    await asyncio.sleep(0)
    for task in (writing, closing):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    gate.set()
    await database.aclose()

    again = await Database.open(url)
    assert await again.read(lambda connection: inspect(connection).has_table("mine"))
    await again.aclose()


async def test_readers_do_not_wait_for_writers_that_wait(url):
    """However many writers are held up, whoever only reads is answered."""
    database = await Database.open(url)
    work, begun, gate = held("SELECT 1")
    writing = [asyncio.create_task(database.write(work)) for _ in range(2 * THREADS)]
    await begun.wait()
    assert await database.read(scalar("SELECT count(*) FROM replies")) == 0
    gate.set()
    await asyncio.gather(*writing)
    await database.aclose()


@pytest.fixture
def _fresh_garbage():
    """A collection of garbage looks at what the test makes, and not at all that was there."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_fresh_garbage")
async def test_a_failure_that_comes_after_a_cancellation_is_no_defect(url):
    """Nobody is left to be told, and the loop does not complain."""
    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, told: complaints.append(told))
    database = await Database.open(url)
    work, begun, gate = held("no SQL")
    writing = asyncio.create_task(database.write(work))
    await begun.wait()
    writing.cancel()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await database.aclose()
    await asyncio.sleep(0)
    del writing
    gc.collect()
    assert complaints == []


async def test_a_sqlite_file_is_safe_against_a_power_cut_and_patient_with_others(sqlite_url):
    """It is in WAL mode with full syncing, and waits for another process's transaction."""
    database = await Database.open(sqlite_url)
    modes = [
        await database.read(scalar(f"PRAGMA {name}"))
        for name in ("journal_mode", "synchronous", "busy_timeout")
    ]
    await database.aclose()
    assert modes == ["wal", 2, 10_000]


async def test_a_sqlite_file_is_its_owners_alone(sqlite_url):
    """It holds articles: nobody else reads it."""
    await (await Database.open(sqlite_url)).aclose()
    assert modes_of(Path(sqlite_url.removeprefix("sqlite:///"))) == [0o600, 0o700]


def modes_of(file):
    """Who may do what with a file and its folder."""
    return [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]


async def test_a_database_of_a_newer_version_is_refused(url):
    """Rather than misread."""
    database = await Database.open(url)
    newer = text("UPDATE alembic_version SET version_num = '9999'")
    await database.write(lambda connection: connection.execute(newer))
    await database.aclose()
    with pytest.raises(StoreFailed, match="newer keyquestions"):
        await Database.open(url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("replies.sqlite3", "is no URL"),
        ("mysql://me@host/db", 'a "mysql" database'),
        ("sqlite://", 'a "sqlite" database'),
        ("sqlite:///:memory:", 'a "sqlite" database'),
    ],
)
async def test_what_is_no_database_of_ours_is_refused(url, told):
    """The sentence says what can be used."""
    with pytest.raises(StoreFailed, match=told) as error:
        await Database.open(url)
    assert "sqlite:///FILE" in error.value.message


async def test_a_file_that_is_no_database_is_told(tmp_path):
    """The driver's reason is in the sentence."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear all, " * 200)
    with pytest.raises(StoreFailed, match=r"could not be opened.*not a database"):
        await Database.open(f"sqlite:///{file}")
    assert file.read_text().startswith("Dear all")


async def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    """A file in the way is no defect of ours."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFailed, match=r"could not be opened.*KEYQUESTIONS_REPLIES=off"):
        await Database.open(f"sqlite:///{tmp_path / 'file' / 'replies.sqlite3'}")


async def test_a_server_that_is_not_there_is_told_without_the_password():
    """A refused connection names neither password nor user."""
    with pytest.raises(StoreFailed, match="could not be opened") as told:
        await Database.open("postgres://me:secret@127.0.0.1:1/none")
    assert "secret" not in told.value.message


async def test_a_driver_that_is_not_installed_is_told(monkeypatch):
    """The sentence is the command that installs it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreFailed, match=r'pip install "\.\[postgres\]"'):
        await Database.open("postgresql://me@127.0.0.1:1/none")


async def test_the_migrations_can_be_taken_back(sqlite_url):
    """Down to an empty database."""
    from alembic import command  # noqa: PLC0415 - slow, and only here

    def down(connection):
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    database = await Database.open(sqlite_url)
    await database.write(down)
    await database.aclose()
    file = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    file.close()
    assert names == ["alembic_version"]


@pytest.mark.parametrize("kind", ["write", "read"])
async def test_who_has_to_answer_does_not_wait_for_a_database_that_is_held(database, kind):
    """It is told in time, and what it wanted is not done behind its back afterwards."""
    gate, done = threading.Event(), []
    held = [
        asyncio.create_task(getattr(database, kind)(lambda _: gate.wait())) for _ in range(THREADS)
    ]
    await asyncio.sleep(0)  # all threads are taken
    with pytest.raises(StoreFailed, match=r"did not answer within 0\.01 seconds"):
        await getattr(database, kind)(done.append, within=0.01)
    gate.set()
    await asyncio.gather(*held)
    await getattr(database, kind)(scalar("SELECT 1"), within=60)
    assert done == []


async def test_a_lock_that_is_held_for_long_is_told_before_the_driver_tells_it(sqlite_url):
    """Another process writes: whoever waits is not kept for as long as SQLite would wait."""
    database = await Database.open(sqlite_url)
    done = []
    with closing(sqlite3.connect(database_file(sqlite_url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match="did not answer within"):
            await database.write(done.append, within=0.01)
        other.rollback()
    await database.aclose()
    assert done == []


def database_file(url):
    """Where the file of such a URL is."""
    return url.removeprefix("sqlite:///")
