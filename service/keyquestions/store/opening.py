"""Which store serves: recordings, the database that was chosen, or the one in the user's folder."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from keyquestions.errors import StoreFailed
from keyquestions.models.port import Replies
from keyquestions.models.stored import ReplyStore
from keyquestions.notices import notify
from keyquestions.store.recordings import RecordedReplies
from keyquestions.telemetry import Event, event

if TYPE_CHECKING:
    from keyquestions.store.database import Database

DATABASE = "keyquestions"
SERVICE = "keyquestions-service"
SUFFIX = ".sqlite3"
SERVER_LENGTH = 8


async def open_store(
    mode: Replies,
    database_url: str | None = None,
    recordings: Path | None = None,
    *,
    server: str | None = None,
    database: "Database | None" = None,
) -> ReplyStore | None:
    """The store for these settings; None where there shall be none.

    `database` is the one of `database_url`, where that is open already; it stays open.

    `server` is where the models' API begins, None for their vendors' own: in the user's folder each
    has a file of its own, because two servers may call different models by one name.

    Raises:
        StoreFailed: the one that is set does not work. The one in the user's folder, which nobody
            asked for, may fail: then that is told, and nothing is remembered.
    """
    if mode is Replies.OFF:
        return None
    if recordings is not None:
        return _recorded(mode, recordings)
    # SQLAlchemy takes a while to import, and recordings do without.
    from keyquestions.store.replies import StoredReplies

    if database is not None and database_url is not None:
        return StoredReplies(database, owned=False)
    if database_url is not None:
        return await StoredReplies.open(database_url)
    try:
        return await StoredReplies.open(default_database(server))
    except StoreFailed as error:
        if mode is Replies.REPLAY:
            raise
        event(Event.STORE_FAILED, code=error.code)
        notify(f"Replies are not kept: {error.message}")
        return None


def _recorded(mode: Replies, path: Path) -> RecordedReplies:
    if mode is Replies.REPLAY and not path.exists():
        raise StoreFailed(f"There are no recordings at {path}; check KEYQUESTIONS_RECORDINGS.")
    return RecordedReplies(path)


def default_database(server: str | None = None) -> str:
    """The URL of the file in the user's data folder, as the system has it (XDG and the like)."""
    return f"sqlite:///{default_file(server)}"


def default_file(server: str | None = None) -> Path:
    """The file of `default_database`."""
    # A digest: an address may have a name in it that is nobody's business.
    digest = sha256(server.rstrip("/").encode()).hexdigest() if server else ""
    name = f"{DATABASE}-{digest[:SERVER_LENGTH]}" if server else DATABASE
    return _in_data_folder(name)


def service_database() -> str:
    """The URL of the file in which the service keeps analyses, where no other is set."""
    return f"sqlite:///{_in_data_folder(SERVICE)}"


def _in_data_folder(name: str) -> Path:
    return platformdirs.user_data_path("keyquestions", appauthor=False) / (name + SUFFIX)
