"""URLs: which are fetched, how they are spelled on the wire, and how they are shown."""

from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from keyquestions.errors import AddressForbidden

MAX_LENGTH = 8_000
"""Characters of a URL."""

_SCHEMES = frozenset(["http", "https"])
_PATH = "/%:@!$&'()*+,;=~"
_QUERY = _PATH + "?"
_SHOWN = 200


def target(url: str) -> str:
    """A URL as it is asked for: ASCII, without the fragment.

    Raises:
        AddressForbidden: it is none of http or https, or has a user or password in it.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        if len(url) > MAX_LENGTH or parts.scheme not in _SCHEMES or not host:
            raise AddressForbidden(f"{shown(url)} is not an http or https address; check it.")
        # A "[" in front of a host is an IPv6 address, which is ASCII.
        host = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    except ValueError:
        raise AddressForbidden(f"{shown(url)} is not a valid address; check it.") from None
    if "@" in parts.netloc:
        raise AddressForbidden(
            f"{shown(url)} comes with a user or password; leave them out, or give the file."
        )
    netloc = host if port is None else f"{host}:{port}"
    path = quote(parts.path, safe=_PATH) or "/"
    return urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe=_QUERY), ""))


def redirected(url: str, location: str) -> str:
    """Where a page's `Location` leads, which may be relative to the page.

    Raises:
        AddressForbidden: nowhere.
    """
    try:
        return urljoin(url, location)
    except ValueError:
        raise AddressForbidden(
            f"{shown(url)} redirects to what is not a valid address; give the article's own."
        ) from None


def shown(url: str) -> str:
    """A URL for an error's sentence: without user, password, query and what is not printable."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "The URL"
    if not host:
        # What follows an unknown scheme may be anything, a password included.
        return f"A {_printable(parts.scheme)[:20]}: URL" if parts.scheme else "The URL"
    host = f"[{host}]" if ":" in host else host
    where = host if port is None else f"{host}:{port}"
    return _printable(f"{parts.scheme}://{where}{parts.path}")[:_SHOWN]


def _printable(text: str) -> str:
    return "".join(each for each in text if each.isprintable())
