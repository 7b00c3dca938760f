"""Where an article comes from: a file, standard input or a URL."""

import re
import sys
from pathlib import Path
from typing import BinaryIO

from keyquestions.article import Article
from keyquestions.errors import ArticleNotFound, ArticleTooLong, ArticleUnreadable
from keyquestions.settings import Settings

MAX_BYTES = 20_000_000

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")


async def load_article(
    source: str,
    settings: Settings,
    *,
    encoding: str | None = None,
    title: str | None = None,
    language: str | None = None,
) -> Article:
    """Read the article that `source` names: a path, a URL or "-" for standard input.

    Raises:
        ArticleError: there is no article in it.
        FetchError: the URL gave nothing.
    """
    from keyquestions.article import decode, read_article

    if _URL.match(source):
        from keyquestions.fetching import fetch

        page = await fetch(source, allow_private=settings.fetch_private)
        data, encoding = page.data, encoding or page.encoding
    else:
        data = _standard_input() if source == "-" else _file(Path(source))
    return read_article(decode(data, encoding=encoding), title=title, language=language)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise ArticleUnreadable("Standard input is closed; name a file.")
    return _read(sys.stdin.buffer, "Standard input")


def _file(path: Path) -> bytes:
    name = _shown(path)
    try:
        with path.open("rb") as file:
            return _read(file, name)
    except FileNotFoundError:
        raise ArticleNotFound(
            f"There is no file {name}; check the path (an address begins with https://)."
        ) from None
    except IsADirectoryError:
        raise ArticleUnreadable(f"{name} is a folder; name a file in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise ArticleUnreadable(f"{name} cannot be read: {reason}.") from None


def _shown(path: Path) -> str:
    """A path for an error's sentence; an address that lacks its // loses user and password."""
    user, _, rest = str(path).rpartition("@")
    return f"…@{rest}" if ":" in user else str(path)


def _read(file: BinaryIO, name: str) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise ArticleTooLong(f"{name} is over {limit} MB; give the article alone.")
    return data
