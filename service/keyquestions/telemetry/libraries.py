"""Keeping what libraries log of our work out of every log.

At DEBUG the HTTP clients log headers and addresses, the extraction of articles logs their text,
and the database driver what it writes. Such records are made with the host's logging, not with
ours, so nothing but refusing them where they are made keeps them out.
"""

import logging

LIBRARIES = (
    "openai",
    "httpx2",
    "httpcore2",
    "anthropic",
    "botocore",
    "google",
    "google_genai",
    "httpx",
    "httpcore",
    "langchain",
    "langchain_core",
    "langsmith",
    "mistralai",
    "ollama",
    "requests",
    "urllib3",
    "psycopg",
    "sqlalchemy",
    "trafilatura",
    "htmldate",
    "courlan",
    "justext",
)
"""Trees of loggers that are known to log, or may, what they are given to work on."""


class _Floor(logging.Filter):
    """Lets warnings and errors pass."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING


_FLOOR = _Floor()


def quiet(*trees: str) -> None:
    """Refuse records below WARNING in these trees of loggers, whatever their levels say.

    None given means all of LIBRARIES. Call it when the library has been imported: a library may
    set its own level then (`OPENAI_LOG=debug`), and its loggers exist only from then on.
    """
    wanted = frozenset(trees or LIBRARIES)
    for tree in wanted:
        top = logging.getLogger(tree)
        top.setLevel(max(top.level, logging.WARNING))
    for name in list(logging.Logger.manager.loggerDict):
        if name.partition(".")[0] in wanted:
            # A filter holds for its own logger alone, not for those below.
            logging.getLogger(name).addFilter(_FLOOR)


def unhandled(tree: str) -> None:
    """Take away the handlers that a library has given its logger, before it flushes them again.

    They keep the standard error of the time when it was opened, which may be closed by now.
    """
    logging.getLogger(tree).handlers.clear()
