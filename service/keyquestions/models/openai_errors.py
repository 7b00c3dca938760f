"""What the `openai` SDK raises, as this package's errors: the one place that translates them."""

import aiohttp
import httpx2
import openai

from keyquestions.errors import ModelError, RequestRejected
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

_UNSENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientConnectorCertificateError,
    aiohttp.ConnectionTimeoutError,
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
)
"""What happens before a request is sent, so that nothing can have been paid."""

_LATE = (TimeoutError, httpx2.TimeoutException)


def translated(error: Exception, whose: Whose, timeout: float, latency_ms: int) -> ModelError:
    """The error of ours that says what happened and what to do."""
    if isinstance(error, openai.APIStatusError):
        return failure(told_by(error), whose)
    happened = _happened(error)
    unsent = isinstance(happened, _UNSENT)
    if isinstance(happened, _LATE):
        late = too_slow(whose, timeout, sent=not unsent)
        return late if unsent else possibly_paid(late, whose.model, latency_ms)
    if isinstance(error, openai.APIConnectionError):
        if unsent:
            return unreachable(whose)
        return possibly_paid(broken_off(whose), whose.model, latency_ms)
    return RequestRejected(f"The request to {whose.model} could not be made; check its settings.")


def _happened(error: Exception) -> BaseException:
    """What really happened: a broken connection of aiohttp's comes under a timeout's name."""
    if isinstance(error, TimeoutError) or error.__cause__ is None:
        return error
    below: BaseException | None = error.__cause__
    while below is not None and not isinstance(below, aiohttp.ClientError):
        below = below.__cause__
    return below or error.__cause__


def told_by(error: openai.APIStatusError) -> Told:
    """What the server said, without what it repeats of the request."""
    headers = {name.lower(): value for name, value in error.response.headers.items()}
    return Told(error.status_code, words_of(error.body), headers)
