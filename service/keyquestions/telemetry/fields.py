"""All that may be said in an event or a span: names, and the form that a value must have.

Most texts are members of a closed set. The few that are not are names of models and the like:
short, without spaces, in ASCII, and nothing that looks like a key or an address.
What does not have its form is left out and counted, never cut to fit: telemetry neither breaks the
work it watches, nor shows the beginning of what it must not show.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypedDict, cast

from keyquestions.errors import KeyQuestionsError

Scalar = str | int | float | bool

CANCELLED = "cancelled"
"""The code of work that was given up because its caller went away."""

LEFT_OUT = "left_out"
"""How many fields did not have their form; it is there where there were any."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OTHER_METHOD = "other"

NAME_LENGTH = 100
_NAME = re.compile(r"[A-Za-z0-9/][A-Za-z0-9._:/@+-]*")
_SECRET = re.compile(r"://|[A-Za-z0-9]{24}|(?:^|[/:])(?:sk-|AIza|AKIA)|bearer", re.IGNORECASE)
_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_MADE_HERE = re.compile(r"req_[0-9a-f]{24}")
_LARGEST = 2**53


class Fields(TypedDict, total=False):
    """What an event or a span tells; None is unknown, and left out.

    Times are in milliseconds, costs in US dollars. `code` is that of an error (`errors.py`),
    `cancelled`, or `internal` for a defect, whose class `exception` names. `model` is spelled as in
    the settings; `served` is what the server says that it was, `instead` the model that stands in.
    `request` is the beginning of a request's digest; `request_id`, `method`, `route` (its template,
    never the path), `http_status` and `api_key` (its public part) are of a request to the service.
    """

    analysis: str | None
    result: str | None
    stage: str | None
    analyst: str | None
    language: str | None
    words: int | None
    status: str | None
    code: str | None
    exception: type[BaseException] | None
    kept: int | None
    dropped: int | None
    repaired: bool | None
    calls: int | None
    repairs: int | None
    failures: int | None
    model: str | None
    served: str | None
    instead: str | None
    request: str | None
    output: str | None
    structure: str | None
    temperature: float | None
    max_tokens: int | None
    finish: str | None
    tokens_input: int | None
    tokens_output: int | None
    tokens_cached: int | None
    tokens_reasoning: int | None
    cost_usd: float | None
    latency_ms: int | None
    wait_ms: int | None
    attempt: int | None
    spans: int | None
    request_id: str | None
    method: str | None
    route: str | None
    http_status: int | None
    api_key: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """What the field is called on a span, and whether a value has its form."""

    attribute: str
    admits: Callable[[object], bool]


def _name(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value) <= NAME_LENGTH
        and _NAME.fullmatch(value) is not None
        and _SECRET.search(value) is None
    )


def is_request_id(value: object) -> bool:
    """Whether it may be one: made here, or a caller's that does not look like a key."""
    if not isinstance(value, str):
        return False
    given = _REQUEST_ID.fullmatch(value) is not None and _SECRET.search(value) is None
    return given or _MADE_HERE.fullmatch(value) is not None


def _like(pattern: str) -> Callable[[object], bool]:
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _one_of(values: Iterable[str]) -> Callable[[object], bool]:
    known = frozenset(values)
    return lambda value: isinstance(value, str) and value in known


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value < _LARGEST


def _class(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseException)


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _codes(error: type[KeyQuestionsError]) -> Iterable[str]:
    yield error.code
    for kind in error.__subclasses__():
        yield from _codes(kind)


FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        "analysis": Field("keyquestions.analysis.id", _like("an_[0-9a-f]{24}")),
        "result": Field("keyquestions.result.id", _like("an_[0-9a-f]{24}")),
        "stage": Field("keyquestions.stage", _one_of(("summary", "framing", "questions"))),
        "analyst": Field("keyquestions.analyst", _name),
        "language": Field("keyquestions.article.language", _like("[a-z]{2,3}")),
        "words": Field("keyquestions.article.words", _count),
        "status": Field("keyquestions.status", _one_of(("succeeded", "partial"))),
        "code": Field("error.type", _one_of({CANCELLED, *_codes(KeyQuestionsError)})),
        "exception": Field("exception.type", _class),
        "kept": Field("keyquestions.findings.kept", _count),
        "dropped": Field("keyquestions.findings.dropped", _count),
        "repaired": Field("keyquestions.repaired", _flag),
        "calls": Field("keyquestions.calls", _count),
        "repairs": Field("keyquestions.repairs", _count),
        "failures": Field("keyquestions.failures", _count),
        "model": Field("keyquestions.model", _name),
        "served": Field("gen_ai.response.model", _name),
        "instead": Field("keyquestions.model.instead", _name),
        "request": Field("keyquestions.request", _like("[0-9a-f]{12}")),
        "output": Field("gen_ai.output.type", _one_of(("json", "text"))),
        "structure": Field(
            "keyquestions.structure", _one_of(("json_schema", "json_object", "tool", "text"))
        ),
        "temperature": Field("gen_ai.request.temperature", _number),
        "max_tokens": Field("gen_ai.request.max_tokens", _count),
        "finish": Field(
            "gen_ai.response.finish_reasons", _one_of(("stop", "length", "refusal", "filter"))
        ),
        "tokens_input": Field("gen_ai.usage.input_tokens", _count),
        "tokens_output": Field("gen_ai.usage.output_tokens", _count),
        "tokens_cached": Field("gen_ai.usage.cache_read.input_tokens", _count),
        "tokens_reasoning": Field("gen_ai.usage.reasoning.output_tokens", _count),
        "cost_usd": Field("keyquestions.cost_usd", _number),
        "latency_ms": Field("keyquestions.latency_ms", _count),
        "wait_ms": Field("keyquestions.wait_ms", _count),
        "attempt": Field("keyquestions.attempt", _count),
        "spans": Field("keyquestions.spans", _count),
        "request_id": Field("keyquestions.request.id", is_request_id),
        "method": Field("http.request.method", _one_of((*METHODS, OTHER_METHOD))),
        "route": Field("http.route", _like(r"/[a-z0-9_/{}.]{0,100}|none")),
        "http_status": Field("http.response.status_code", _count),
        "api_key": Field("keyquestions.key.id", _like("kq_live_[0-9a-f]{12}")),
        LEFT_OUT: Field("keyquestions.left_out", _count),
    }
)
"""Every field there is. Spans use the names of OpenTelemetry's GenAI conventions where one fits."""


class Admitted(dict[str, Scalar]):
    """Fields that have been vetted."""


def admitted(fields: Mapping[str, object]) -> Admitted:
    """Those of the fields that are known and have their form; the others are counted."""
    told = Admitted()
    refused = 0
    for name, value in fields.items():
        if value is None:
            continue
        field = FIELDS.get(name)
        if field is None or not field.admits(value):
            refused += 1
        elif isinstance(value, str):
            told[name] = str.__str__(value)  # the plain text of a StrEnum
        elif isinstance(value, type):
            told[name] = value.__name__[:NAME_LENGTH]
        else:
            told[name] = cast("Scalar", value)  # a number or a flag: its form has been checked
    if refused:
        told[LEFT_OUT] = refused
    return told


def failure(error: BaseException) -> Fields:
    """The fields that tell an error: its code, never its message."""
    import asyncio  # noqa: PLC0415 - commands that call no model start faster without

    if isinstance(error, KeyQuestionsError):
        return {"code": error.code}
    if isinstance(error, asyncio.CancelledError):
        return {"code": CANCELLED}
    return {"code": KeyQuestionsError.code, "exception": type(error)}
