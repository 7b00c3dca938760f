"""Every error that a caller of this package can meet.

    KeyQuestionsError
    ├── ArticleError                 the input cannot be analysed
    │   ├── ArticleNotFound          no such file
    │   ├── ArticleUnreadable        binary, or an encoding that would have to be guessed
    │   ├── ArticleEmpty             nothing in it
    │   ├── ArticleTooShort          too few words to analyse
    │   ├── ArticleTooLong           more than the limit; never cut silently
    │   ├── ExtractionFailed         a page without an article in it
    │   └── LanguageUnknown          the language that was given is no language
    ├── FetchError                   a URL gave no article
    │   ├── AddressForbidden         a loopback or private address, or another scheme than http(s)
    │   ├── FetchFailed              unreachable, too slow, not found, not text
    │   └── FetchOff                 this service does not fetch pages
    ├── ConfigurationError           what the operator set does not work
    │   ├── SettingInvalid           a setting has a value that means nothing
    │   ├── ModelUnknown             no such adapter
    │   ├── KeyMissing               the chosen model wants a key and there is none
    │   ├── BindRefused              an address that a service without keys may not listen at
    │   ├── KeyUnknown               no API key has that name
    │   ├── StoreFailed              the reply store, or recordings, cannot be opened or used
    │   ├── CodebookInvalid          prompts/codebook.yaml does not hold what it must
    │   └── PromptInvalid            a prompt file that cannot be used
    ├── AnalystError                 a stage of the analysis gave nothing
    │   ├── LanguageUnsupported      the analyst does not work in the article's language
    │   ├── NothingVerified          nothing that it said could be proved by the article
    │   ├── VerificationCrashed      the process that verified it died, and the next one, too
    │   └── ModelError               the chat model gave no usable reply
    │       ├── ModelUnreachable     no connection, a reset, a server error     (transient)
    │       ├── ModelTimeout         no whole reply in time                     (transient)
    │       ├── RateLimited          asked to wait                              (transient)
    │       ├── ModelSuspended       failed so often that it is left alone  (transient)
    │       ├── ModelUnavailable     the server does not serve a model of that name
    │       ├── QuotaExhausted       paid quota used up
    │       ├── KeyRejected          the key is wrong or not allowed
    │       ├── RequestRejected      the server does not take such a request
    │       ├── ContextTooLong       the article does not fit the model's window
    │       ├── ReplyRefused         the model would not answer, or a filter stopped it
    │       ├── ReplyTruncated       the reply hit its length limit
    │       ├── ReplyInvalid         not the JSON that was asked for
    │       ├── BudgetUsedUp         nothing is left of what may be spent
    │       └── ReplyNotRecorded     only recorded replies are used, and this is not one
    ├── RequestError                 the service does not do what a request asks for
    │   ├── AccessError              whoever asks may not
    │   │   ├── Unauthorized         no key, or one that is not valid
    │   │   ├── ScopeMissing         the key may not do this
    │   │   ├── QuotaUsedUp          the key's requests or money for the time being are used up
    │   │   └── HostForbidden        a name that a service without keys does not answer to
    │   ├── BodyError                what was sent cannot be read
    │   │   ├── BodyTooLarge         more bytes than are taken, as sent or once decompressed
    │   │   ├── BodyTooDeep          nested deeper than is taken
    │   │   ├── BodyInvalid          no JSON, or JSON that two readers would read differently
    │   │   ├── BodyTooSlow          it did not arrive in time
    │   │   └── EncodingUnsupported  compressed in a way that is not known
    │   ├── IdempotencyError         an Idempotency-Key that cannot be used
    │   │   ├── IdempotencyKeyInvalid    too long, or not printable
    │   │   ├── IdempotencyConflict  it was used for another request
    │   │   └── IdempotencyInFlight  the request that it was used for is not answered yet
    │   └── Overloaded               more requests at once than the service takes
    ├── JobsError                    the service cannot do what was asked of it
    │   ├── AnalysisUnknown          no analysis of that id, or it was erased
    │   ├── AnalysisSettled          it is done: there is nothing left to cancel
    │   ├── AnalysisAbandoned        it was begun again and again, and its process died each time
    │   ├── AnalysisCrashed          a defect of this program ended it
    │   ├── QueueFull                too many analyses are waiting
    │   ├── ReviewOutdated           somebody else has reviewed it in the meantime
    │   ├── ReviewMisplaced          the review is of another text than the analysis
    │   ├── EditsInvalid             an editor's changes do not fit the analysis
    │   ├── AnalysisUnfinished       there is no result yet that could be shown or reviewed
    │   └── NotPublished             readers may see nothing of that article
    ├── WebhookError                 a webhook, or a delivery to it, is not as asked
    │   ├── WebhookInvalid           an address that is not told anything, or an event that is none
    │   ├── WebhooksFull             there are as many webhooks as there may be
    │   ├── WebhookUnknown           no webhook of that id
    │   ├── DeliveryUnknown          no delivery of that id
    │   └── DeliveryNotDead          it is under way or has arrived: there is nothing to retry
    ├── BatchError                   a batch is not as asked
    │   ├── BatchUnknown             no batch of that id
    │   ├── BatchInvalid             its lines are not the lines of a batch
    │   ├── BatchTooLarge            more lines, or longer ones, than are taken
    │   ├── BatchUnfinished          it is not finished yet
    │   ├── BatchHeld                another process is reading and writing for it
    │   ├── BatchHalted              it cannot go on before somebody has done something
    │   ├── PriceUnknown             there is a budget, and no price to hold it with
    │   ├── LineInvalid              one line of it is no article
    │   ├── LineRepeated             one line of it has the custom_id of a line before it
    │   ├── InputUnreadable          an archive cannot be read, or not beyond some place in it
    │   ├── InputEmpty               there is no article in an archive
    │   └── FormatUnknown            an archive, or an output, in a form that is not known here
    └── OutputError                  the result could not be written

An error's text is one sentence that says what is wrong and what to do. It never contains a key, a
header or the text of an article. Errors carry no HTTP status and no exit code: one table at each
border maps them (`cli/exits.py`, `rest/errors.py`), and a test holds that table against every leaf
class.
"""

from collections.abc import Iterable
from copy import copy
from typing import Any, ClassVar, Self


class KeyQuestionsError(Exception):
    """The root; `code` is stable, `retryable` says whether waiting may help.

    `retryable` is known from an error's class, unless the server itself said otherwise.
    """

    code: ClassVar[str] = "internal"
    retryable: bool = False

    @property
    def message(self) -> str:
        """One sentence for a person."""
        return str(self)


class ArticleError(KeyQuestionsError):
    """The input cannot be analysed."""


class ArticleNotFound(ArticleError):
    """There is no such file."""

    code = "not_found"


class ArticleUnreadable(ArticleError):
    """Binary, or in an encoding that would have to be guessed."""

    code = "unreadable"


class ArticleEmpty(ArticleError):
    """There is nothing in the input."""

    code = "content_empty"


class ArticleTooShort(ArticleError):
    """There are too few words to analyse."""

    code = "content_too_short"


class ArticleTooLong(ArticleError):
    """The article is over the limit; it is never cut silently."""

    code = "content_too_long"


class ExtractionFailed(ArticleError):
    """A page in which no article was found."""

    code = "extraction_failed"


class LanguageUnknown(ArticleError):
    """What was given as a language, of the article or of the output, names none."""

    code = "language_unknown"


class FetchError(KeyQuestionsError):
    """A URL gave no article."""


class AddressForbidden(FetchError):
    """A loopback or private address, or a scheme other than http and https."""

    code = "address_forbidden"


class FetchFailed(FetchError):
    """The address did not answer with a page."""

    code = "fetch_failed"
    retryable = True


class FetchOff(FetchError):
    """This service does not fetch pages: its operator has not switched that on."""

    code = "fetch_off"


class ConfigurationError(KeyQuestionsError):
    """What the operator set does not work."""


class SettingInvalid(ConfigurationError):
    """A setting has a value that means nothing."""

    code = "setting_invalid"


class ModelUnknown(ConfigurationError):
    """There is no adapter of that name."""

    code = "model_unknown"


class KeyMissing(ConfigurationError):
    """The chosen model wants a key and none is set."""

    code = "key_missing"


class StoreFailed(ConfigurationError):
    """The reply store, or a file of recordings, cannot be opened or used."""

    code = "store_failed"
    retryable = True  # a lock, a full disk and a restart pass; a wrong URL shows at the start


class BindRefused(ConfigurationError):
    """The service may not, or cannot, listen at the address that was given."""

    code = "bind_refused"


class KeyUnknown(ConfigurationError):
    """There is no API key with that identity."""

    code = "api_key_unknown"


class CodebookInvalid(ConfigurationError):
    """The codebook file does not hold what it must."""

    code = "codebook_invalid"


class PromptInvalid(ConfigurationError):
    """A prompt file cannot be used."""

    code = "prompt_invalid"


class AnalystError(KeyQuestionsError):
    """A stage of the analysis gave nothing."""


class LanguageUnsupported(AnalystError):
    """The analyst does not work in the article's language."""

    code = "language_unsupported"


class NothingVerified(AnalystError):
    """Nothing that the analyst said could be proved by the article."""

    code = "nothing_verified"


class VerificationCrashed(AnalystError):
    """What the analyst said was not verified: the process that does it died more than once."""

    code = "verification_crashed"
    retryable = True


class ModelError(AnalystError):
    """The chat model gave no usable reply.

    `spent` are the calls (`analysis.Call`) that were made on the way: an error can cost money.
    `retry_after` is the wait in seconds that the provider asked for, None where it did not say.
    `down` says that the model is the matter, not the request: another model may answer it.
    """

    spent: tuple[Any, ...] = ()
    retry_after: float | None = None
    down: ClassVar[bool] = False

    def after(self, spent: Iterable[Any]) -> Self:
        """This error, with calls that were made before it put on its bill."""
        self.spent = (*spent, *self.spent)
        return self

    def going_on(self, more: str) -> Self:
        """The same error; its sentence goes on with what else there is to say."""
        other = copy(self)
        other.args = (f"{self.message.rstrip('.')}; {more}.",)
        return other


class ModelUnreachable(ModelError):
    """No connection, a reset, or an error of the server's own."""

    code = "provider_unreachable"
    retryable = True
    down = True


class ModelTimeout(ModelError):
    """No whole reply arrived in time; if the request was `sent`, it may have been paid for."""

    code = "provider_timeout"
    retryable = True
    down = True

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class RateLimited(ModelError):
    """The provider asked to wait."""

    code = "provider_rate_limited"
    retryable = True
    down = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelSuspended(ModelError):
    """Not asked: it failed so often that it is left alone for `retry_after` seconds more."""

    code = "provider_suspended"
    retryable = True
    down = True

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelUnavailable(ModelError):
    """The server does not serve a model of that name."""

    code = "provider_model_unknown"
    down = True


class QuotaExhausted(ModelError):
    """The paid quota is used up: waiting does not help."""

    code = "provider_quota_exhausted"
    down = True


class KeyRejected(ModelError):
    """The provider does not accept the key."""

    code = "provider_key_rejected"


class RequestRejected(ModelError):
    """The provider does not take such a request.

    `structural` says that the way in which the schema was asked for is, or may be, the reason.
    """

    code = "provider_request_rejected"

    def __init__(self, message: str, *, structural: bool = False) -> None:
        super().__init__(message)
        self.structural = structural


class ContextTooLong(ModelError):
    """The article does not fit into the model's window."""

    code = "context_too_long"


class ReplyRefused(ModelError):
    """The model would not answer, or a content filter stopped it."""

    code = "refused"


class ReplyTruncated(ModelError):
    """The reply hit its length limit."""

    code = "truncated"


class ReplyInvalid(ModelError):
    """The reply is not the JSON that was asked for."""

    code = "schema_invalid"


class BudgetUsedUp(ModelError):
    """Nothing is left of what may be spent on this work."""

    code = "budget_used_up"


class ReplyNotRecorded(ModelError):
    """Only recorded replies are used, and there is none for this request.

    `difference` (`models.nearest.Difference`) tells where the nearest recorded request parts from
    it; None where nothing is recorded. It may quote the article.
    """

    code = "reply_not_recorded"

    def __init__(self, message: str, difference: Any = None) -> None:  # noqa: ANN401 - a layer above
        super().__init__(message)
        self.difference = difference


class RequestError(KeyQuestionsError):
    """The service does not do what a request asks for.

    `retry_after` is the wait in seconds after which it may; None where waiting does not help.
    """

    retry_after: float | None = None

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class AccessError(RequestError):
    """Whoever asks may not."""


class Unauthorized(AccessError):
    """There is no API key in the request, or none that is valid."""

    code = "unauthorized"


class ScopeMissing(AccessError):
    """The API key is valid and may not do this."""

    code = "scope_missing"


class QuotaUsedUp(AccessError):
    """The API key's requests, or its money, are used up until `retry_after`."""

    code = "quota_used_up"
    retryable = True


class HostForbidden(AccessError):
    """A service without keys was called by a name that is not this machine's own."""

    code = "host_forbidden"


class BodyError(RequestError):
    """What was sent cannot be read."""


class BodyTooLarge(BodyError):
    """There are more bytes than are taken, as they were sent or once they are decompressed."""

    code = "body_too_large"


class BodyTooDeep(BodyError):
    """The JSON is nested deeper than is taken."""

    code = "body_too_deep"


class BodyInvalid(BodyError):
    """It is no JSON, or JSON that two readers would read differently."""

    code = "body_malformed"


class BodyTooSlow(BodyError):
    """It did not arrive in time."""

    code = "body_too_slow"
    retryable = True


class EncodingUnsupported(BodyError):
    """It is compressed, or spelled, in a way that is not known."""

    code = "encoding_unsupported"


class IdempotencyError(RequestError):
    """An Idempotency-Key that cannot be used for this request."""


class IdempotencyKeyInvalid(IdempotencyError):
    """It is empty, too long or not printable."""

    code = "idempotency_key_invalid"


class IdempotencyConflict(IdempotencyError):
    """It was used for another request before."""

    code = "idempotency_key_reused"


class IdempotencyInFlight(IdempotencyError):
    """The request that it was used for is not answered yet."""

    code = "idempotency_in_flight"
    retryable = True


class Overloaded(RequestError):
    """There are more requests at once than the service takes."""

    code = "overloaded"
    retryable = True


class JobsError(KeyQuestionsError):
    """The service cannot do what was asked of it."""


class AnalysisUnknown(JobsError):
    """There is no analysis of that id, or it was erased."""

    code = "analysis_not_found"


class AnalysisSettled(JobsError):
    """It is done: there is nothing left to cancel."""

    code = "analysis_settled"


class AnalysisAbandoned(JobsError):
    """It was begun again and again, and its process died each time."""

    code = "abandoned"
    retryable = True


class AnalysisCrashed(JobsError):
    """A defect of this program ended it."""

    code = "crashed"


class QueueFull(JobsError):
    """Too many analyses are waiting; `retry_after` is when to come again, in seconds."""

    code = "queue_full"
    retryable = True

    def __init__(self, message: str, retry_after: float = 5.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ReviewOutdated(JobsError):
    """Somebody else has reviewed it since the revision that was expected."""

    code = "review_outdated"


class ReviewMisplaced(JobsError):
    """The review names another text than the one that was analysed."""

    code = "content_changed"


class EditsInvalid(JobsError):
    """An editor's changes name what is not in the analysis, or say what it cannot back."""

    code = "edits_invalid"


class AnalysisUnfinished(JobsError):
    """There is no result yet; `retry_after` is when to ask again, in seconds, None for never."""

    code = "analysis_unfinished"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.retryable = retry_after is not None


class NotPublished(JobsError):
    """Readers may see nothing of that article: nothing is approved, or it no longer holds."""

    code = "not_published"


class WebhookError(KeyQuestionsError):
    """A webhook, or a delivery to it, is not as it is asked for."""


class WebhookInvalid(WebhookError):
    """An address that nothing is sent to, or an event that does not exist."""

    code = "webhook_invalid"


class WebhooksFull(WebhookError):
    """There are as many webhooks as there may be."""

    code = "too_many_webhooks"


class WebhookUnknown(WebhookError):
    """There is no webhook of that id."""

    code = "webhook_not_found"


class DeliveryUnknown(WebhookError):
    """There is no delivery of that id."""

    code = "delivery_not_found"


class DeliveryNotDead(WebhookError):
    """It is under way, or has arrived: only a dead one is sent again."""

    code = "delivery_not_dead"


class BatchError(KeyQuestionsError):
    """A batch is not as it is asked for."""


class BatchUnknown(BatchError):
    """There is no batch of that id."""

    code = "batch_not_found"


class BatchInvalid(BatchError):
    """What was sent is no batch: nothing of it is kept."""

    code = "batch_invalid"


class BatchTooLarge(BatchError):
    """There are more lines, or more bytes, than are taken; nothing of it is kept."""

    code = "batch_too_large"


class BatchUnfinished(BatchError):
    """It is not finished yet; cancel it first."""

    code = "batch_unfinished"


class LineInvalid(BatchError):
    """One line of a batch is no article that could be analysed; it is the only one to fail."""

    code = "line_invalid"


class LineRepeated(BatchError):
    """One line of an archive has the `custom_id` of one before it; it is the only one to fail."""

    code = "custom_id_repeated"


class InputUnreadable(BatchError):
    """An archive cannot be read at all, or not beyond some place; what came before it is kept."""

    code = "input_unreadable"


class InputEmpty(BatchError):
    """There is no article in an archive."""

    code = "input_empty"


class FormatUnknown(BatchError):
    """An archive, or an output, has a form that is not known, or not without another package."""

    code = "format_unknown"


class BatchHeld(BatchError):
    """Another process is reading its input and writing its output."""

    code = "batch_held"
    retryable = True


class BatchHalted(BatchError):
    """It stopped, with lines left, and cannot go on before somebody has done something."""

    code = "batch_halted"


class PriceUnknown(BatchError):
    """There is a budget, and no price that it could be held by."""

    code = "price_unknown"


class OutputError(KeyQuestionsError):
    """The result could not be written."""

    code = "output_failed"
