"""One table from errors to HTTP, and one shape for every failure.

    {"error": {"code", "message", "retryable", "request_id"},
     "code", "message", "data": {"status": 404}}

It is always `application/json`, and the message is a sentence that an editor can read: clients show
nothing else. Where an error's own sentence is for whoever runs the service, another one is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import Scope

from keyquestions import errors
from keyquestions.errors import KeyQuestionsError
from keyquestions.rest.request_ids import request_id

_OPERATOR = "The analysis service is not set up correctly; tell whoever runs it."
_MODEL = "The language model behind the analysis {}; tell whoever runs the service."


@dataclass(frozen=True, slots=True)
class Answer:
    """How an error is told over HTTP.

    `sentence` takes the place of the error's own; where there is none, `example` is one of those
    that the error may have. `retry_after` is when to try again, in seconds, where the error itself
    does not say.
    """

    status: HTTPStatus
    sentence: str | None = None
    example: str = ""
    retry_after: int | None = None


ANSWERS: Mapping[type[KeyQuestionsError], Answer] = MappingProxyType(
    {
        errors.ArticleNotFound: Answer(
            HTTPStatus.NOT_FOUND,
            example="There is no such article.",
        ),
        errors.ArticleUnreadable: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="The input is not text; give text or HTML.",
        ),
        errors.ArticleEmpty: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="There is no text in the input; give an article.",
        ),
        errors.ArticleTooShort: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="The text has 7 words; at least 20 are needed to analyse an article.",
        ),
        errors.ArticleTooLong: Answer(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            example="The input has 1,200,000 characters, and the limit is 1,000,000; split it into "
            "articles.",
        ),
        errors.ExtractionFailed: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="No article was found in this HTML; give the article's own text or HTML body.",
        ),
        errors.LanguageUnknown: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example='"xx" is no language code; give one of ISO 639-1, such as "en" or "de-AT".',
        ),
        errors.AddressForbidden: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="https://news.example is a loopback or private address, which is not fetched.",
        ),
        errors.FetchFailed: Answer(
            HTTPStatus.BAD_GATEWAY,
            example="https://news.example answered with HTTP 404; check the address.",
            retry_after=30,
        ),
        errors.FetchOff: Answer(
            HTTPStatus.FORBIDDEN,
            "This service does not fetch pages; send the article's HTML as content_html.",
        ),
        errors.SettingInvalid: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.ModelUnknown: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.KeyMissing: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.CodebookInvalid: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.PromptInvalid: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.StoreFailed: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The analysis service cannot use its database at the moment; try again later.",
            retry_after=5,
        ),
        errors.LanguageUnsupported: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="The built-in analyst does not work in this language.",
        ),
        errors.NothingVerified: Answer(
            HTTPStatus.BAD_GATEWAY,
            example="Nothing that the analyst said could be proved by the article.",
        ),
        errors.VerificationCrashed: Answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "What the analyst said could not be verified at the moment; try again later.",
            retry_after=5,
        ),
        errors.ModelUnreachable: Answer(
            HTTPStatus.BAD_GATEWAY,
            "The language model behind the analysis cannot be reached; try again later.",
            retry_after=30,
        ),
        errors.ModelTimeout: Answer(
            HTTPStatus.GATEWAY_TIMEOUT,
            "The language model behind the analysis did not answer in time; try again later.",
            retry_after=30,
        ),
        errors.RateLimited: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The language model behind the analysis has too much to do; try again later.",
            retry_after=30,
        ),
        errors.ModelSuspended: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "The language model behind the analysis failed too often and is left alone for a "
            "while; try again later.",
            retry_after=30,
        ),
        errors.ModelUnavailable: Answer(
            HTTPStatus.BAD_GATEWAY, _MODEL.format("is not offered by its provider")
        ),
        errors.QuotaExhausted: Answer(
            HTTPStatus.BAD_GATEWAY, _MODEL.format("has no paid quota left")
        ),
        errors.KeyRejected: Answer(
            HTTPStatus.BAD_GATEWAY, _MODEL.format("does not accept the service's key")
        ),
        errors.RequestRejected: Answer(
            HTTPStatus.BAD_GATEWAY, _MODEL.format("does not take the service's requests")
        ),
        errors.ContextTooLong: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The article is too long for the language model behind the analysis; shorten it.",
        ),
        errors.ReplyRefused: Answer(
            HTTPStatus.BAD_GATEWAY,
            "The language model behind the analysis would not work on this article.",
        ),
        errors.ReplyTruncated: Answer(
            HTTPStatus.BAD_GATEWAY,
            "The language model behind the analysis broke off its answer; try again later.",
        ),
        errors.ReplyInvalid: Answer(
            HTTPStatus.BAD_GATEWAY,
            "The language model behind the analysis gave no usable answer; try again later.",
        ),
        errors.ReplyNotRecorded: Answer(HTTPStatus.BAD_GATEWAY, _OPERATOR),
        errors.BudgetUsedUp: Answer(HTTPStatus.BAD_GATEWAY, _OPERATOR),
        errors.AnalysisUnknown: Answer(
            HTTPStatus.NOT_FOUND,
            example="There is no analysis an_0123456789abcdef01234567; it may have been erased.",
        ),
        errors.AnalysisSettled: Answer(
            HTTPStatus.CONFLICT,
            example="The analysis is done; there is nothing left to cancel.",
        ),
        errors.AnalysisAbandoned: Answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            example="The analysis was begun 5 times and never ended; tell whoever runs this.",
            retry_after=60,
        ),
        errors.AnalysisCrashed: Answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            example="A defect ended the analysis; tell whoever runs the service.",
        ),
        errors.QueueFull: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE,
            example="Too many analyses are waiting; try again in a moment.",
            retry_after=5,
        ),
        errors.ReviewOutdated: Answer(
            HTTPStatus.CONFLICT,
            example="Somebody else has reviewed this analysis in the meantime; look at that first.",
        ),
        errors.ReviewMisplaced: Answer(
            HTTPStatus.CONFLICT,
            example="The article was changed since it was analysed; have it analysed again, then "
            "review that.",
        ),
        errors.EditsInvalid: Answer(
            HTTPStatus.CONFLICT,
            example='The edits name number 9 in "questions", and the analysis has 6, from 0.',
        ),
        errors.AnalysisUnfinished: Answer(
            HTTPStatus.CONFLICT,
            example="This analysis is not finished; try again in a moment.",
        ),
        errors.NotPublished: Answer(
            HTTPStatus.NOT_FOUND,
            example="Nothing is published about this article.",
        ),
        errors.BindRefused: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.KeyUnknown: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.Unauthorized: Answer(
            HTTPStatus.UNAUTHORIZED,
            example="The API key is missing or not valid; send one that was made for this service, "
            "as Authorization: Bearer KEY.",
        ),
        errors.ScopeMissing: Answer(
            HTTPStatus.FORBIDDEN,
            example='This API key may not do that: it lacks the scope "review"; use another key.',
        ),
        errors.QuotaUsedUp: Answer(
            HTTPStatus.TOO_MANY_REQUESTS,
            example="This API key has used up its 60 requests a minute; try again in 23 seconds.",
            retry_after=60,
        ),
        errors.HostForbidden: Answer(
            HTTPStatus.FORBIDDEN,
            example="This service has no API keys and serves its own machine only; make a key with "
            "keyquestions keys create.",
        ),
        errors.BodyTooLarge: Answer(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            example="The request's body is larger than the 10,000,000 bytes that are taken; send "
            "less at once.",
        ),
        errors.BodyTooDeep: Answer(
            HTTPStatus.BAD_REQUEST,
            example="The request's body is nested more than 32 levels deep; flatten it.",
        ),
        errors.BodyInvalid: Answer(
            HTTPStatus.BAD_REQUEST,
            example="The request's body is not JSON: see its line 1, column 8.",
        ),
        errors.BodyTooSlow: Answer(
            HTTPStatus.REQUEST_TIMEOUT,
            example="The request's body did not arrive in time; send it again.",
            retry_after=1,
        ),
        errors.EncodingUnsupported: Answer(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            example="The request's Content-Encoding is not supported; use one of gzip, deflate, or "
            "none.",
        ),
        errors.IdempotencyKeyInvalid: Answer(
            HTTPStatus.BAD_REQUEST,
            example="The Idempotency-Key must be 1 to 255 printable ASCII characters without "
            "spaces; use a UUID.",
        ),
        errors.IdempotencyConflict: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="This Idempotency-Key was used for another request; send a new one with each "
            "request that is not the same.",
        ),
        errors.IdempotencyInFlight: Answer(
            HTTPStatus.CONFLICT,
            example="The request with this Idempotency-Key is still being answered; ask again in a "
            "moment.",
            retry_after=1,
        ),
        errors.Overloaded: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE,
            example="The analysis service has too many requests at the moment; try again in a "
            "moment.",
            retry_after=1,
        ),
        errors.WebhookInvalid: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="http://cms.example/hooks is not an https address; use one.",
        ),
        errors.WebhooksFull: Answer(
            HTTPStatus.CONFLICT,
            example="There are 50 webhooks already, which is the limit; delete one.",
        ),
        errors.WebhookUnknown: Answer(
            HTTPStatus.NOT_FOUND,
            example="There is no webhook of that id; it may have been deleted.",
        ),
        errors.DeliveryUnknown: Answer(
            HTTPStatus.NOT_FOUND,
            example="This webhook has no delivery of that id; it may be over long ago.",
        ),
        errors.DeliveryNotDead: Answer(
            HTTPStatus.CONFLICT,
            example="The delivery is pending; only a dead one can be sent again.",
        ),
        errors.BatchUnknown: Answer(
            HTTPStatus.NOT_FOUND,
            example="There is no batch of that id; it may have been deleted.",
        ),
        errors.BatchInvalid: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="Lines 3 and 9 have the same custom_id; each line needs its own.",
        ),
        errors.BatchTooLarge: Answer(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            example="The batch has more than 50,000 lines; send several.",
        ),
        errors.BatchUnfinished: Answer(
            HTTPStatus.CONFLICT,
            example="The batch is not finished yet; cancel it first.",
        ),
        errors.LineInvalid: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example='Line 7 cannot be used: the field "custom_id" is missing.',
        ),
        errors.BatchHeld: Answer(
            HTTPStatus.CONFLICT,
            example="Another process is working on that batch; stop it first.",
            retry_after=30,
        ),
        errors.BatchHalted: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.PriceUnknown: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.LineRepeated: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            example="Line 9 has the custom_id of a line before it; each line needs its own.",
        ),
        errors.InputUnreadable: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.InputEmpty: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.FormatUnknown: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
        errors.OutputError: Answer(HTTPStatus.INTERNAL_SERVER_ERROR, _OPERATOR),
    }
)
"""Every leaf of the error tree. 422 and 413 are the article's matter, 502 to 504 the model's."""

KINDS: Mapping[str, type[KeyQuestionsError]] = MappingProxyType(
    {kind.code: kind for kind in ANSWERS}
)
"""The classes by their codes: what failed earlier is kept as a code."""

INTERNAL = "internal"
INTERNAL_SENTENCE = (
    "Something went wrong in the analysis service; try again later, and tell whoever runs it."
)


class RequestRefused(Exception):
    """A request that HTTP itself has a word for: no such address, method, representation."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Failing:
    """What is told of one failure; `about` is added to `data`, `headers` to the response."""

    status: HTTPStatus
    code: str
    message: str
    retryable: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def response(self, scope: Scope, headers: Mapping[str, str] | None = None) -> JSONResponse:
        """The response to the request of that ASGI scope, with more headers."""
        return JSONResponse(
            {
                "error": {
                    "code": self.code,
                    "message": self.message,
                    "retryable": self.retryable,
                    "request_id": request_id(scope),
                },
                "code": self.code,
                "message": self.message,
                "data": {"status": int(self.status), **self.about},
            },
            status_code=self.status,
            headers={"Cache-Control": "no-store", **self.headers, **(headers or {})},
        )


def failing(error: KeyQuestionsError) -> Failing:
    """How a domain error is told."""
    answer = next(
        (ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS),
        Answer(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL_SENTENCE),
    )
    wait = getattr(error, "retry_after", None)
    headers = _waiting(answer.retry_after if error.retryable else None)
    if wait is not None:
        headers = _waiting(max(1, round(wait)))
    message = answer.sentence or error.message
    return Failing(answer.status, error.code, message, error.retryable, headers)


def _waiting(seconds: int | None) -> dict[str, str]:
    return {} if seconds is None else {"Retry-After": str(seconds)}


def failing_code(code: str, message: str, *, retryable: bool) -> Failing:
    """How a failure is told that was kept as a code and a sentence."""
    kind = KINDS.get(code)
    if kind is None:
        return Failing(HTTPStatus.INTERNAL_SERVER_ERROR, INTERNAL, INTERNAL_SENTENCE)
    answer = ANSWERS[kind]
    headers = _waiting(answer.retry_after if retryable else None)
    return Failing(answer.status, code, answer.sentence or message, retryable, headers)
