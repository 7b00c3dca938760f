"""Metrics for Prometheus, made of the events of `telemetry` and of nothing else.

Each process counts for itself. Where several serve one address, they count into files of one folder
(prometheus_client's multi-process mode, which `keyquestions serve` sets up), and whichever is asked
tells the sum.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from keyquestions.telemetry import Admitted, Event

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_NAMESPACE = "keyquestions"
_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25)
_SLOW = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 300)
_DONE = "ok"
_UNKNOWN = "unknown"


class Metrics:
    """What has been counted since the process began.

    `shared` is the folder of the processes that serve one address; None is one process.
    """

    def __init__(self, shared: Path | None = None) -> None:
        self._registry = CollectorRegistry()
        self._shared = shared
        self._requests = self._counter(
            "requests", "Requests by route, method and status.", "route", "method", "status"
        )
        self._request_time = self._histogram(
            "request_seconds", "How long requests took.", _FAST, "route", "method"
        )
        self._analyses = self._counter(
            "analyses", "Analyses by outcome: succeeded, partial or a code.", "outcome"
        )
        self._analysis_time = self._histogram(
            "analysis_seconds", "How long analyses took.", _SLOW, "analyst"
        )
        self._stages = self._counter(
            "stages", "Stages by outcome: ok or a code.", "stage", "outcome"
        )
        self._stage_time = self._histogram("stage_seconds", "How long stages took.", _SLOW, "stage")
        self._calls = self._counter(
            "model_calls", "Model calls by outcome: ok or a code.", "model", "outcome"
        )
        self._call_time = self._histogram(
            "model_call_seconds", "How long model calls took.", _SLOW, "model"
        )
        self._retries = self._counter(
            "model_retries", "Model calls that were made again, by why.", "model", "code"
        )
        self._tokens = self._counter(
            "model_tokens",
            "Tokens by kind: input, of which cached, and output, of which reasoning.",
            "model", "kind",
        )  # fmt: skip
        self._cost = self._counter(
            "model_cost_usd", "US dollars, where the price is known.", "model"
        )
        self._replies = self._counter(
            "stored_replies", "Looks into the reply store: hit, miss or failed.", "outcome"
        )
        self._breakers = self._gauge(
            "model_suspended", "Processes in which the model is being left alone.", "model"
        )
        self._handlers: Mapping[Event, Callable[[Admitted], None]] = MappingProxyType(
            {
                Event.REQUEST_ENDED: self._request,
                Event.ANALYSIS_ENDED: self._analysis,
                Event.ANALYSIS_FAILED: self._analysis,
                Event.STAGE_ENDED: self._stage,
                Event.STAGE_FAILED: self._stage,
                Event.MODEL_ENDED: self._call,
                Event.MODEL_FAILED: self._call,
                Event.MODEL_RETRY: self._retry,
                Event.BREAKER_OPENED: lambda told: self._breakers.labels(_of(told, "model")).set(1),
                Event.BREAKER_CLOSED: lambda told: self._breakers.labels(_of(told, "model")).set(0),
                Event.STORE_HIT: lambda _: self._replies.labels("hit").inc(),
                Event.STORE_MISS: lambda _: self._replies.labels("miss").inc(),
                Event.STORE_FAILED: lambda _: self._replies.labels("failed").inc(),
            }
        )

    def tell(self, name: Event, told: Admitted) -> None:
        """Count an event; for `telemetry.listening`."""
        count = self._handlers.get(name)
        if count is not None:
            count(told)

    def render(self, jobs: Mapping[str, int]) -> bytes:
        """The page that Prometheus reads; `jobs` are how many analyses are in which state now."""
        if self._shared is None:
            return generate_latest(self._registry) + _states(jobs)
        _forget_the_dead(self._shared)
        together = CollectorRegistry()
        MultiProcessCollector(together, str(self._shared))  # type: ignore[no-untyped-call]
        return generate_latest(together) + _states(jobs)

    def _request(self, told: Admitted) -> None:
        route, method = _of(told, "route"), _of(told, "method")
        self._requests.labels(route, method, _of(told, "http_status")).inc()
        self._request_time.labels(route, method).observe(_seconds(told))

    def _analysis(self, told: Admitted) -> None:
        self._analyses.labels(str(told.get("code") or told.get("status") or _UNKNOWN)).inc()
        self._analysis_time.labels(_of(told, "analyst")).observe(_seconds(told))

    def _stage(self, told: Admitted) -> None:
        stage = _of(told, "stage")
        self._stages.labels(stage, str(told.get("code", _DONE))).inc()
        self._stage_time.labels(stage).observe(_seconds(told))

    def _call(self, told: Admitted) -> None:
        model = _of(told, "model")
        self._calls.labels(model, str(told.get("code", _DONE))).inc()
        self._call_time.labels(model).observe(_seconds(told))
        for kind in ("input", "output", "cached", "reasoning"):
            self._tokens.labels(model, kind).inc(_number(told, f"tokens_{kind}"))
        self._cost.labels(model).inc(_number(told, "cost_usd"))

    def _retry(self, told: Admitted) -> None:
        self._retries.labels(_of(told, "model"), _of(told, "code")).inc()

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, namespace=_NAMESPACE, registry=self._registry)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(
            name, told, labels, namespace=_NAMESPACE, registry=self._registry,
            multiprocess_mode="livesum",
        )  # fmt: skip

    def _histogram(
        self, name: str, told: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            name, told, labels, namespace=_NAMESPACE, registry=self._registry, buckets=buckets
        )


def _forget_the_dead(shared: Path) -> None:
    """What a process that ended had counted stays; what it was doing does not."""
    for file in shared.glob("gauge_live*.db"):
        process = file.stem.rpartition("_")[2]
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            mark_process_dead(int(process), str(shared))  # type: ignore[no-untyped-call]


def _states(jobs: Mapping[str, int]) -> bytes:
    # The shared folder is for what a process counts; this is asked of the database.
    lines = [
        f"# HELP {_NAMESPACE}_jobs Analyses by state: queued is the queue's depth.",
        f"# TYPE {_NAMESPACE}_jobs gauge",
        *(f'{_NAMESPACE}_jobs{{state="{state}"}} {count}' for state, count in sorted(jobs.items())),
    ]
    return ("\n".join(lines) + "\n").encode()


def _of(told: Admitted, name: str) -> str:
    return str(told.get(name, _UNKNOWN))


def _number(told: Admitted, name: str) -> float:
    value = told.get(name, 0)
    return float(value) if isinstance(value, int | float) else 0.0


def _seconds(told: Admitted) -> float:
    return _number(told, "latency_ms") / 1000
