"""For whoever runs the service: /healthz, /readyz, /metrics, and what each key has used."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import JSONResponse, Response

from keyquestions.rest.errors import Failing
from keyquestions.rest.guards import Access, Caller, Scope, guard
from keyquestions.rest.metrics import CONTENT_TYPE, Metrics
from keyquestions.rest.readiness import OK, Readiness
from keyquestions.rest.times import WrittenDay
from keyquestions.store.usage import Day, Spent

DAYS = 31
"""How many days of usage are told where none are asked for."""

MOST_DAYS = 400
FIRST = date(2020, 1, 1)
"""There was no usage before."""


@dataclass(frozen=True, slots=True)
class Operations:
    """What is told of; it is found at `request.state.parts.operations`.

    `states` counts the analyses by state.
    """

    readiness: Readiness
    metrics: Metrics
    states: Callable[[], Awaitable[Mapping[str, int]]]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Health(_Value):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(_Value):
    """The service can do its work."""

    status: Literal["ready"] = "ready"
    checks: Annotated[
        Mapping[str, str], Field(description="Each is `ok`.", examples=[{"database": "ok"}])
    ]


class UsageOf(_Value):
    """What was done; `cost_usd` counts what has a known price."""

    requests: int = 0
    analyses: int = 0
    calls: int = 0
    tokens_input: int = 0
    tokens_output: int = 0
    cost_usd: float = 0.0


class UsageDay(_Value):
    """What was done with one key on one day (UTC)."""

    key_id: Annotated[str, Field(description="`local` is a service without keys.")]
    day: date
    usage: UsageOf


class UsageReport(_Value):
    """An analysis that several callers asked for is charged to the one who caused it."""

    since: date
    until: date
    total: UsageOf
    days: tuple[UsageDay, ...]


def add_operations(router: APIRouter) -> None:
    """The routes that are asked without `/v1`."""
    router.add_api_route("/healthz", _health, response_model=Health, tags=["operations"])
    router.add_api_route(
        "/readyz", _ready, response_model=Ready, tags=["operations"],
        responses={HTTPStatus.SERVICE_UNAVAILABLE: {"description": "Not ready."}},
    )  # fmt: skip
    router.add_api_route(
        "/metrics", _metrics, response_class=Response, tags=["operations"],
        responses={HTTPStatus.OK: {"content": {"text/plain": {}}}},
    )  # fmt: skip


def add_usage(router: APIRouter) -> None:
    """`GET /usage`."""
    router.add_api_route("/usage", _usage, response_model=UsageReport, tags=["operations"])


async def _health() -> Health:
    """Whether the process answers at all; nothing else is asked."""
    return Health()


async def _ready(request: Request) -> Response:
    """Whether the service can do its work: its database, the migrations, the model."""
    operations: Operations = request.state.parts.operations
    checks = await operations.readiness.results()
    faults = [f"{name} ({told})" for name, told in checks.items() if told != OK]
    if not faults:
        return JSONResponse({"status": "ready", "checks": dict(checks)})
    sentence = f"The analysis service is not ready: {', '.join(faults)}."
    failed = Failing(
        HTTPStatus.SERVICE_UNAVAILABLE, "not_ready", sentence, retryable=True,
        headers={"Retry-After": "5"}, about={"checks": dict(checks)},
    )  # fmt: skip
    return failed.response(request.scope)


async def _metrics(request: Request, _caller: Annotated[Caller, guard(Scope.METRICS)]) -> Response:
    """Metrics in Prometheus' text format, for keys with the scope `metrics`."""
    operations: Operations = request.state.parts.operations
    page = operations.metrics.render(await operations.states())
    return Response(page, media_type=CONTENT_TYPE)


async def _usage(
    request: Request,
    caller: Annotated[Caller, guard(Scope.READ)],
    since: Annotated[
        WrittenDay | SkipJsonSchema[None], Query(description="The first day (UTC).")
    ] = None,
    until: Annotated[
        WrittenDay | SkipJsonSchema[None],
        Query(description="The last day (UTC); today by default."),
    ] = None,
) -> UsageReport:
    """What the key that asks has used, by day; a key with the scope `admin` sees all keys."""
    access: Access = request.state.parts.access
    last = max(until or datetime.now(UTC).date(), FIRST)
    first = max(since or last - timedelta(days=DAYS - 1), last - timedelta(days=MOST_DAYS))
    sees_all = caller.key is None or caller.key.may(Scope.ADMIN)
    days = await access.usage.report(first, last, None if sees_all else caller.key_id)
    return UsageReport(since=first, until=last, total=_total(days), days=tuple(map(_day, days)))


def _day(day: Day) -> UsageDay:
    return UsageDay(key_id=day.key_id, day=day.day, usage=UsageOf(**asdict(day.spent)))


def _total(days: tuple[Day, ...]) -> UsageOf:
    sums = {
        name: sum(getattr(each.spent, name) for each in days) for name in Spent.__dataclass_fields__
    }
    return UsageOf(**sums)
