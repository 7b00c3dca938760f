"""What the `openai` SDK raises, as this package's errors: the one place that translates them.

The sentences are ours: a vendor's message may repeat the request, and with it the article.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus

import openai

from keyquestions.errors import (
    ContextTooLong,
    KeyRejected,
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    ModelUnreachable,
    QuotaExhausted,
    RateLimited,
    ReplyInvalid,
    ReplyRefused,
    RequestRejected,
)

_TOO_LONG = (
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context window",
    "context size",
    "maximum context",
    "too many tokens",
)
_QUOTA = ("insufficient_quota", "billing_hard_limit", "exceeded your current quota")
_FILTER = ("content_filter", "content_policy", "responsible_ai")


def translated(error: Exception, model: str, timeout: float) -> ModelError:
    """The error of ours that says what happened and what to do."""
    if isinstance(error, openai.APITimeoutError):
        return ModelTimeout(
            f"{model} gave no whole reply within {timeout:g} seconds; try again, or raise "
            "KEYQUESTIONS_MODEL_TIMEOUT."
        )
    if isinstance(error, openai.APIStatusError):
        return _by_status(error, model)
    if isinstance(error, openai.APIConnectionError):
        return ModelUnreachable(
            f"{model} cannot be reached; check OPENAI_BASE_URL and that the server is running."
        )
    if isinstance(error, openai.OpenAIError) and not isinstance(
        error, openai.APIResponseValidationError
    ):
        return RequestRejected(f"The request to {model} could not be made; check its settings.")
    return ReplyInvalid(f"{model} answered with something that is not JSON.")


def _by_status(error: openai.APIStatusError, model: str) -> ModelError:
    told, status = _told(error), error.status_code
    if status == HTTPStatus.PAYMENT_REQUIRED or any(sign in told for sign in _QUOTA):
        return QuotaExhausted(f"The quota for {model} is used up; check plan and billing.")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = _retry_after(error)
        return RateLimited(f"{model} asks to wait: too many requests or tokens.", wait)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ModelUnreachable(f"The server behind {model} failed (HTTP {status}); try again.")
    return _REFUSALS[status](model) if status in _REFUSALS else _rejected(told, model, status)


_REFUSALS: Mapping[int, Callable[[str], ModelError]] = {
    HTTPStatus.UNAUTHORIZED: lambda model: KeyRejected(
        f"{model} does not accept the key; check OPENAI_API_KEY."
    ),
    HTTPStatus.FORBIDDEN: lambda model: KeyRejected(
        f"The key may not use {model}; check OPENAI_API_KEY and the rights of its project."
    ),
    HTTPStatus.NOT_FOUND: lambda model: ModelUnavailable(
        f"The server does not know {model}; check the model's name and OPENAI_BASE_URL."
    ),
    HTTPStatus.REQUEST_TIMEOUT: lambda model: ModelTimeout(
        f"The server behind {model} ran out of time; try again."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: lambda model: ContextTooLong(
        f"The article does not fit into the window of {model}."
    ),
}


def _rejected(told: str, model: str, status: int) -> ModelError:
    if any(sign in told for sign in _TOO_LONG):
        return ContextTooLong(f"The article does not fit into the window of {model}.")
    if any(sign in told for sign in _FILTER):
        return ReplyRefused(f"A content filter in front of {model} stopped the request.")
    if "response_format" in told or "json_schema" in told:
        return RequestRejected(
            f"The server behind {model} takes no JSON schema (HTTP {status}); use a model that "
            "supports structured output."
        )
    return RequestRejected(f"The server behind {model} rejected the request (HTTP {status}).")


def _told(error: openai.APIStatusError) -> str:
    """All that the server said, for recognising it only; it is not repeated."""
    return f"{error.code} {error.type} {error.message} {error.body}".lower()


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds to wait, where the server named them as a number."""
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return float(headers[name]) / scale
        except (KeyError, ValueError):
            continue
    return None
