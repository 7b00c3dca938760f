"""Exit codes: one of its own for every kind of error."""

from collections.abc import Mapping
from types import MappingProxyType

from keyquestions import errors

OK = 0
USAGE = 2
PARTIAL = 3
UNEXPECTED = 70
INTERRUPTED = 130

EXIT_CODES: Mapping[type[errors.KeyQuestionsError], int] = MappingProxyType(
    {
        errors.ArticleNotFound: 10,
        errors.ArticleUnreadable: 11,
        errors.ArticleEmpty: 12,
        errors.ArticleTooShort: 13,
        errors.ArticleTooLong: 14,
        errors.ExtractionFailed: 15,
        errors.LanguageUnknown: 16,
        errors.AddressForbidden: 20,
        errors.FetchFailed: 21,
        errors.FetchOff: 22,
        errors.SettingInvalid: 30,
        errors.ModelUnknown: 31,
        errors.KeyMissing: 32,
        errors.CodebookInvalid: 33,
        errors.PromptInvalid: 34,
        errors.StoreFailed: 35,
        errors.BindRefused: 36,
        errors.KeyUnknown: 37,
        errors.LanguageUnsupported: 40,
        errors.NothingVerified: 41,
        errors.VerificationCrashed: 42,
        errors.ModelUnreachable: 50,
        errors.ModelTimeout: 51,
        errors.RateLimited: 52,
        errors.QuotaExhausted: 53,
        errors.KeyRejected: 54,
        errors.RequestRejected: 55,
        errors.ModelUnavailable: 56,
        errors.ContextTooLong: 57,
        errors.ReplyRefused: 58,
        errors.ReplyTruncated: 59,
        errors.ReplyInvalid: 60,
        errors.OutputError: 61,
        errors.ModelSuspended: 62,
        errors.ReplyNotRecorded: 63,
        errors.BudgetUsedUp: 64,
        errors.AnalysisUnknown: 80,
        errors.AnalysisSettled: 81,
        errors.AnalysisAbandoned: 82,
        errors.AnalysisCrashed: 83,
        errors.QueueFull: 84,
        errors.ReviewOutdated: 85,
        errors.ReviewMisplaced: 86,
        errors.EditsInvalid: 87,
        errors.AnalysisUnfinished: 88,
        errors.NotPublished: 89,
        errors.WebhookInvalid: 100,
        errors.WebhooksFull: 101,
        errors.WebhookUnknown: 102,
        errors.DeliveryUnknown: 103,
        errors.DeliveryNotDead: 104,
        errors.BatchUnknown: 110,
        errors.BatchInvalid: 111,
        errors.BatchTooLarge: 112,
        errors.BatchUnfinished: 113,
        errors.LineInvalid: 114,
        errors.LineRepeated: 115,
        errors.InputUnreadable: 116,
        errors.InputEmpty: 117,
        errors.FormatUnknown: 118,
        errors.BatchHeld: 119,
        errors.BatchHalted: 120,
        errors.PriceUnknown: 121,
    }
)

EPILOG = f"""\b
Exit codes: {OK} done, {PARTIAL} a part of the analysis is missing, {USAGE} wrong usage,
10-16 the input, 20-22 a URL, 30-37 settings, 40-42 the analyst, 50-60 and 62-64
the model, 61 the output, {UNEXPECTED} a defect, 80-89 the service, 100-121 webhooks and
batches, {INTERRUPTED} interrupted.
"keyquestions exits" lists them one by one."""
