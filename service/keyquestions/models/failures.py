"""What a server says about a failure, as this package's errors: for all adapters alike.

The sentences are ours. What a server says is used to recognise a failure and never repeated: it
may hold the request, and with it the article.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar

from keyquestions.analysis import Call, Tokens
from keyquestions.errors import (
    ContextTooLong,
    KeyRejected,
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    ModelUnreachable,
    QuotaExhausted,
    RateLimited,
    ReplyRefused,
    RequestRejected,
)
from keyquestions.models.waits import wait_of

_Error = TypeVar("_Error", bound=ModelError)

_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context window",
    "context size",
    "maximum context",
    "too many input tokens",
    "prompt is too long",
    "input is too long",
    "input token count",
    "exceeds the maximum number of tokens",
    "request too large",
)
_QUOTA = (
    "insufficient_quota",
    "billing_hard_limit",
    "billing_not_active",
    "credit balance is too low",
    "insufficient balance",
    "exceeded your current quota",
)
_FILTER = ("content_filter", "content_policy", "responsible_ai", "content management policy")
_KEY = ("invalid_api_key", "incorrect api key", "api key not valid", "api_key_invalid")
_MODEL = ("model_not_found", "invalid model", "unknown model", "not_found_error")
_STRUCTURE = (
    "response_format",
    "response format",
    "json_schema",
    "json schema",
    "json_object",
    "structured output",
    "output_format",
    "output_config",
    "tool_choice",
    "tools",
    "tool use",
    "function call",
    "grammar",
)
_ECHOES = frozenset({"input", "messages", "prompt", "ctx", "content", "url"})
"""Fields of an error in which servers repeat the request."""

_WORDS = 2000
"""How many characters of an answer are looked at for recognising it."""

_SITE_OVERLOADED = 529
_DELAY = re.compile(r"google\.rpc\.retryinfo (\d+(?:\.\d+)?)s")


@dataclass(frozen=True, slots=True)
class Told:
    """How a server refused: HTTP status, header names in lower case, and its words.

    `posing` says that it came as a success, with the error in place of a reply.
    """

    status: int
    words: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    posing: bool = False

    @property
    def how(self) -> str:
        """In words for a user, who may find it in the server's log."""
        return "an error in place of a reply" if self.posing else f"HTTP {self.status}"


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose failure it is: the model's name and the settings that a user would check."""

    model: str
    key: str = "the key"
    address: str = "the address"


def words_of(body: object) -> str:
    """What an error body says, in lower case, without the fields that repeat the request."""
    return " ".join(_spoken(body))[:_WORDS].lower()


def _spoken(node: object) -> list[str]:
    if isinstance(node, Mapping):
        return [
            word for key, value in node.items() if key not in _ECHOES for word in _spoken(value)
        ]
    if isinstance(node, list | tuple):
        return [word for item in node for word in _spoken(item)]
    if node is None or (isinstance(node, str) and node.lstrip().startswith("<")):
        return []  # a web page says nothing about a request
    return [str(node)]


def failure(told: Told, whose: Whose) -> ModelError:
    """The error of ours that says what happened and what to do."""
    error = _recognised(told, whose)
    error.retry_after = _wait(told)
    again = told.headers.get("x-should-retry")
    if again == "false" or (again == "true" and type(error) is RequestRejected):
        error.retryable = again == "true"
    return error


def possibly_paid(error: _Error, model: str, latency_ms: int | None = None) -> _Error:
    """The error of a call that broke off after it was sent: its price is unknown, not 0."""
    call = Call(
        model=model,
        model_served=None,
        tokens=Tokens(),
        cost_usd=None,
        latency_ms=latency_ms,
        outcome=error.code,
    )
    return error.after((call,))


def too_slow(whose: Whose, seconds: float, *, sent: bool = True) -> ModelTimeout:
    """No whole reply within the time that is set, to a request that was or was not `sent`."""
    return ModelTimeout(
        f"{whose.model} gave no whole reply within {seconds:g} seconds; try again, or raise "
        "KEYQUESTIONS_MODEL_TIMEOUT.",
        sent=sent,
    )


def unreachable(whose: Whose) -> ModelUnreachable:
    """No connection, or one that broke before a reply began."""
    return ModelUnreachable(
        f"{whose.model} cannot be reached; check {whose.address} and that the server is running."
    )


def broken_off(whose: Whose) -> ModelUnreachable:
    """The connection broke after the request was sent, or the body ended, before all was there."""
    return ModelUnreachable(
        f"{whose.model} broke off before its reply was whole, which may have been paid for; try "
        "again later."
    )


def _recognised(told: Told, whose: Whose) -> ModelError:
    """What is told apart by words goes before what is told apart by status alone."""
    for recognise in (_by_account, _by_content, _by_server):
        error = recognise(told, whose)
        if error is not None:
            return error
    return _rejected(told, whose)


def _by_account(told: Told, whose: Whose) -> ModelError | None:
    """Quota, rate and key."""
    if told.status == HTTPStatus.PAYMENT_REQUIRED or _quota(told):
        return QuotaExhausted(f"The quota for {whose.model} is used up; check plan and billing.")
    if told.status == HTTPStatus.TOO_MANY_REQUESTS and "request too large" not in told.words:
        return RateLimited(f"{whose.model} asks to wait: too many requests or tokens.")
    if told.status == HTTPStatus.UNAUTHORIZED or _says(told, _KEY):
        return KeyRejected(f"{whose.model} does not accept the key; check {whose.key}.")
    if told.status == HTTPStatus.FORBIDDEN:
        return KeyRejected(
            f"The key may not use {whose.model}; check {whose.key} and the rights of its project."
        )
    return None


def _quota(told: Told) -> bool:
    """Some servers call a limit a minute a quota, but then they say when it ends."""
    if not _says(told, _QUOTA):
        return False
    return _wait(told) is None or "insufficient_quota" in told.words


def _wait(told: Told) -> float | None:
    """The wait that the server asks for: in its headers, or, as Google does, in its words."""
    delay = _DELAY.search(told.words)
    return float(delay[1]) if delay else wait_of(told.headers, datetime.now(UTC))


def _by_content(told: Told, whose: Whose) -> ModelError | None:
    """What the server has against this very request."""
    if told.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or _says(told, _TOO_LONG):
        return ContextTooLong(f"The article does not fit into the window of {whose.model}.")
    if told.status < HTTPStatus.INTERNAL_SERVER_ERROR and _says(told, _FILTER):
        return ReplyRefused(f"A content filter in front of {whose.model} stopped the request.")
    if _says(told, _STRUCTURE):
        return RequestRejected(
            f"The server behind {whose.model} takes no such JSON schema or tool ({told.how}).",
            structural=True,
        )
    if told.status == HTTPStatus.NOT_FOUND or _says(told, _MODEL):
        return ModelUnavailable(
            f"The server does not know {whose.model}; check the model's name and {whose.address}."
        )
    return None


def _by_server(told: Told, whose: Whose) -> ModelError | None:
    """The server's own trouble."""
    if told.status in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT}:
        return ModelTimeout(f"The server behind {whose.model} ran out of time; try again later.")
    if told.status == _SITE_OVERLOADED:
        return ModelUnreachable(f"The server behind {whose.model} is overloaded; try again later.")
    if told.status >= HTTPStatus.INTERNAL_SERVER_ERROR or told.status in _PASSING:
        return ModelUnreachable(
            f"The server behind {whose.model} failed ({told.how}); try again later."
        )
    return None


_PASSING = frozenset({HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY})


def _rejected(told: Told, whose: Whose) -> ModelError:
    """Refused for a reason that it keeps to itself: the schema may be one."""
    return RequestRejected(
        f"The server behind {whose.model} rejected the request ({told.how}).",
        structural=told.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY},
    )


def _says(told: Told, signs: tuple[str, ...]) -> bool:
    return any(sign in told.words for sign in signs)
