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
OPENAI = "https://api.openai.com/v1"


async def open_store(
    mode: Replies,
    database_url: str | None = None,
    recordings: Path | None = None,
    *,
    server: str | None = None,
    database: "Database | None" = None,
) -> ReplyStore | None:
    """The store for these settings; None where there shall be none.

    `server` is where the models' API begins, None for their vendors' own. Two servers may call
    different models by one name: in the user's folder each has a file of its own, and in a database
    that is set each has its own replies. Replaying takes from there also what was stored without a
    server. Recordings are by the models' names alone, so that they can be replayed anywhere.

    `database` is the one of `database_url`, where that is open already; it stays open.

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

    if database_url is not None:
        known = server_digest(server)
        servers = (known, "") if known and mode is Replies.REPLAY else (known,)
        if database is not None:
            return StoredReplies(database, servers, owned=False)
        return await StoredReplies.open(database_url, servers)
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
    digest = server_digest(server)[:SERVER_LENGTH]
    return _in_data_folder(f"{DATABASE}-{digest}" if digest else DATABASE)


def service_database() -> str:
    """The URL of the file in which the service keeps analyses, where no other is set."""
    return f"sqlite:///{_in_data_folder(SERVICE)}"


def server_digest(server: str | None) -> str:
    """What a server is known by, in 64 hexadecimal digits; "" for a vendor's own.

    A digest: an address may have a name in it that is nobody's business.
    """
    address = (server or "").strip().rstrip("/")
    return "" if address in {"", OPENAI} else sha256(address.encode()).hexdigest()


def _in_data_folder(name: str) -> Path:
    return platformdirs.user_data_path("keyquestions", appauthor=False) / (name + SUFFIX)
