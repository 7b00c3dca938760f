"""What LangChain and the vendors' packages raise, as this package's errors.

Every vendor has classes of its own, and none of them is imported for this: what counts is the
HTTP status that most of them carry, and the kinds of trouble that their names tell.
"""

import json
from collections.abc import Iterator, Mapping

from keyquestions.errors import ModelError, ReplyInvalid
from keyquestions.models.failures import (
    Told,
    Whose,
    broken_off,
    failure,
    possibly_paid,
    too_slow,
    unreachable,
    words_of,
)

_UNSENT = ("connecterror", "connecttimeout", "pooltimeout", "connectorerror", "endpointconnection")
"""Kinds of error from before a request is sent."""

_CONNECTION = ("connect", "network", "protocolerror", "readerror", "transporterror")
_STATUSES = range(400, 600)


def translated(error: Exception, whose: Whose, timeout: float, latency_ms: int) -> ModelError:
    """The error of ours that says what happened and what to do.

    An IndexError or a TypeError out of a vendor's package is a reply that it could not read.
    """
    told = told_by(error)
    if told is not None:
        return failure(told, whose)
    kinds = {kind.__name__.lower() for each in _chain(error) for kind in type(each).__mro__}
    # The ollama package raises a plain ConnectionError where nothing listens.
    unsent = _any(_UNSENT, kinds) or type(error) is ConnectionError
    if _any(("timeout",), kinds):
        late = too_slow(whose, timeout, sent=not unsent)
        return late if unsent else possibly_paid(late, whose.model, latency_ms)
    if unsent:
        return unreachable(whose)
    if _any(_CONNECTION, kinds):
        return possibly_paid(broken_off(whose), whose.model, latency_ms)
    unreadable = ReplyInvalid(f"The answer of {whose.model} could not be read.")
    return possibly_paid(unreadable, whose.model, latency_ms)


def told_by(error: Exception) -> Told | None:
    """What the server said, if it is a server's answer that was raised."""
    for each in _chain(error):
        status = _status(each)
        if status is not None:
            return Told(status, words_of(_body(each)), _headers(each))
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__


def _any(signs: tuple[str, ...], kinds: set[str]) -> bool:
    return any(sign in kind for sign in signs for kind in kinds)


def _status(error: BaseException) -> int | None:
    response = getattr(error, "response", None)
    candidates = (
        getattr(error, "status_code", None),
        getattr(response, "status_code", None),
        getattr(error, "code", None),
        _metadata(response).get("HTTPStatusCode"),
    )
    found = (each for each in candidates if isinstance(each, int) and each in _STATUSES)
    return next(found, None)


def _metadata(response: object) -> Mapping[str, object]:
    """Where Amazon's SDK puts the status."""
    told = response.get("ResponseMetadata") if isinstance(response, dict) else None
    return told if isinstance(told, dict) else {}


def _body(error: BaseException) -> object:
    """The body of the answer, as far as it can be had without reading anything."""
    for name in ("body", "details", "error", "response"):
        value = getattr(error, name, None)
        if isinstance(value, dict | list | str):
            return value
    text = getattr(getattr(error, "response", None), "text", None)
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return text


def _headers(error: BaseException) -> Mapping[str, str]:
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return {}
    return {str(name).lower(): str(value) for name, value in headers.items()}
