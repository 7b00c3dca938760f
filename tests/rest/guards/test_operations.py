"""Health, readiness, metrics and the log: what they say, and what none of them ever says."""

import asyncio
import logging

import httpx2
import pytest

from keyquestions.errors import KeyRejected, ModelTimeout, ModelUnreachable, StoreFailed
from keyquestions.models.clock import ManualClock
from keyquestions.models.reachable import check_reachable
from keyquestions.rest.guards import Limits
from keyquestions.rest.metrics import Metrics
from keyquestions.rest.readiness import Breakers, Check, Readiness
from keyquestions.telemetry import Event, event, listening

from .conftest import JSON, refusal


def checked(name, good_for=30.0):
    """A check, and what it goes by: the error that it has, and how often it was made."""
    state = {"error": None, "looks": 0}

    async def look():
        state["looks"] += 1
        if state["error"]:
            raise state["error"]

    return Check(name, look, good_for), state


async def test_a_check_is_made_again_when_what_was_found_is_too_old():
    """What was good for longer than what was not."""
    check, state = checked("model")
    clock = ManualClock()
    readiness = Readiness([check], clock.clock)
    for passes, result, looks in ((0, "ok", 1), (29, "ok", 1), (1, "ok", 2)):
        clock.time += passes
        assert (await readiness.results(), state["looks"]) == ({"model": result}, looks)
    state["error"] = ModelUnreachable("Away.")
    clock.time += 30
    assert await readiness.results() == {"model": "provider_unreachable"}
    state["error"] = None
    clock.time += 5
    assert await readiness.results() == {"model": "ok"}


async def test_not_being_ready_names_what_is_not(local, parts):
    """As a failure like any other, with the reason's code and none of its words."""
    good, _ = checked("database")
    bad, state = checked("model")
    state["error"] = StoreFailed("secret words")
    parts.operations = type(parts.operations)(
        Readiness([good, bad]), parts.operations.metrics, parts.operations.states
    )
    answer = await local.get("/readyz")
    assert refusal(answer) == (503, "not_ready")
    assert answer.json()["message"] == "The analysis service is not ready: model (store_failed)."
    assert answer.json()["data"]["checks"] == {"database": "ok", "model": "store_failed"}
    assert (await local.get("/healthz")).json() == {"status": "ok"}


async def test_being_ready_lists_what_was_checked(local, parts):
    """Without a key."""
    check, _ = checked("database")
    parts.operations = type(parts.operations)(
        Readiness([check]), parts.operations.metrics, parts.operations.states
    )
    answer = await local.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200, {"status": "ready", "checks": {"database": "ok"}},
    )  # fmt: skip


def test_a_model_that_is_left_alone_is_known_by_its_events():
    """It is told only where no other model stands by."""
    breakers = Breakers()
    with listening(breakers.tell):
        event(Event.BREAKER_OPENED, model="openai:a", wait_ms=30_000)
        breakers.check(["openai:a", "openai:b"])
        with pytest.raises(Exception, match="openai:a failed too often"):
            breakers.check(["openai:a"])
        event(Event.BREAKER_CLOSED, model="openai:a")
    breakers.check(["openai:a"])


@pytest.mark.parametrize(
    ("status", "error"),
    [(200, None), (404, None), (429, None), (401, KeyRejected), (503, ModelUnreachable)],
)
async def test_a_model_is_reachable_when_its_server_answers(status, error):
    """The list of models is asked for, with the key; nothing is paid."""
    asked = []

    def answer(request):
        asked.append((request.method, str(request.url), request.headers["authorization"]))
        return httpx2.Response(status)

    looking = check_reachable("http://models.test/v1/", "sk-1", httpx2.MockTransport(answer))
    if error is None:
        await looking
    else:
        with pytest.raises(error):
            await looking
    assert asked == [("GET", "http://models.test/v1/models", "Bearer sk-1")]


@pytest.mark.parametrize(
    ("raised", "error"),
    [(httpx2.ReadTimeout, ModelTimeout), (httpx2.ConnectError, ModelUnreachable)],
)
async def test_a_server_that_is_not_there_is_told(raised, error):
    """As an error of ours, without the key."""

    def fail(_request):
        raise raised("with sk-1 in it")

    with pytest.raises(error) as told:
        await check_reachable(None, "sk-1", httpx2.MockTransport(fail))
    assert "sk-1" not in told.value.message


def test_metrics_are_made_of_events():
    """Requests, analyses, stages, calls, tokens, money, the reply store, suspended models."""
    metrics = Metrics()
    with listening(metrics.tell):
        event(Event.REQUEST_ENDED, method="GET", route="/v1/a", http_status=200, latency_ms=7)
        event(Event.ANALYSIS_ENDED, status="partial", analyst="model", latency_ms=900)
        event(Event.ANALYSIS_FAILED, code="nothing_verified", analyst="model", latency_ms=1)
        event(Event.STAGE_ENDED, stage="framing", latency_ms=300)
        event(Event.STAGE_FAILED, stage="framing", code="refused", latency_ms=300)
        event(Event.MODEL_ENDED, model="openai:m", tokens_input=100, tokens_output=20,
              cost_usd=0.25, latency_ms=2000)  # fmt: skip
        event(Event.MODEL_FAILED, model="openai:m", code="provider_timeout", latency_ms=2000)
        event(Event.MODEL_RETRY, model="openai:m", code="provider_timeout", attempt=2)
        event(Event.STORE_HIT, model="openai:m")
        event(Event.STORE_MISS, model="openai:m")
        event(Event.BREAKER_OPENED, model="openai:m")
        event(Event.TRACES_FAILED, spans=3)
    page = metrics.render({"queued": 4}).decode().splitlines()
    for line in (
        'keyquestions_requests_total{method="GET",route="/v1/a",status="200"} 1.0',
        'keyquestions_request_seconds_bucket{le="0.01",method="GET",route="/v1/a"} 1.0',
        'keyquestions_analyses_total{outcome="partial"} 1.0',
        'keyquestions_analyses_total{outcome="nothing_verified"} 1.0',
        'keyquestions_stages_total{outcome="ok",stage="framing"} 1.0',
        'keyquestions_stages_total{outcome="refused",stage="framing"} 1.0',
        'keyquestions_model_calls_total{model="openai:m",outcome="ok"} 1.0',
        'keyquestions_model_calls_total{model="openai:m",outcome="provider_timeout"} 1.0',
        'keyquestions_model_retries_total{code="provider_timeout",model="openai:m"} 1.0',
        'keyquestions_model_tokens_total{kind="input",model="openai:m"} 100.0',
        'keyquestions_model_cost_usd_total{model="openai:m"} 0.25',
        'keyquestions_stored_replies_total{outcome="hit"} 1.0',
        'keyquestions_model_suspended{model="openai:m"} 1.0',
        'keyquestions_jobs{state="queued"} 4',
    ):
        assert line in page


async def test_a_request_is_told_of_by_its_route(local, parts, told):
    """Its path and its query, which may name an article, are not."""
    with listening(parts.operations.metrics.tell):
        await local.get("/v1/things/secret-name?secret=query")
        await local.get("/secret-path")
        page = (await local.get("/metrics")).text
    requests = [fields for name, fields in told() if name == "request.ended"]
    assert [(each["route"], each["http_status"]) for each in requests] == [
        ("/v1/things/{name}", 200), ("none", 404), ("/metrics", 200),
    ]  # fmt: skip
    assert len({each["request_id"] for each in requests}) == 3
    assert 'route="/v1/things/{name}",status="200"} 1.0' in page
    assert "secret" not in page + str(requests)


async def test_neither_key_nor_article_is_ever_told(caller, parts, caplog):
    """In no log of anybody's, no refusal, no metric; of the key its public part is."""
    caplog.set_level(logging.DEBUG)
    canary = "Residents of Marlow lose their reading room"
    async with await caller() as client:
        token = client.headers["authorization"].removeprefix("Bearer ")
        secret = token.rpartition("_")[2]
        headers = JSON | {"idempotency-key": secret[:9]}
        bodies = (f'{{"a": "{canary}"}}', f'{{"a": "{canary}"', f'{{"{canary}": 1, "{canary}": 2}}')
        with listening(parts.operations.metrics.tell):
            answers = [
                await client.post("/v1/things/a", content=body, headers=headers) for body in bodies
            ]
            answers.append(await client.get(f"/v1/things/{canary}"))
            answers.append(await client.get("/metrics"))
            client.headers["authorization"] = f"Bearer {token[:-1]}"
            answers.append(await client.get("/v1/things/a"))
    refused = "".join(each.text for each in answers if each.status_code >= 400)
    records = [record for record in caplog.records if not record.name.startswith("httpx2")]
    logged = "".join(f"{record.getMessage()} {record.__dict__}" for record in records)
    assert [each.status_code for each in answers] == [201, 400, 400, 200, 200, 401]
    for place in (refused, answers[4].text, logged):
        assert place
        assert secret[:20] not in place
        assert "Marlow" not in place
    assert token.rpartition("_")[0] in logged


async def test_what_is_too_much_at_once_is_refused(parts, local):
    """With a time to come back after; whoever watches the service is let in."""
    begun, gate = asyncio.Event(), asyncio.Event()

    async def hold():
        begun.set()
        await gate.wait()

    parts.holds = hold
    first = asyncio.create_task(local.post("/v1/things/a", json={}))
    await begun.wait()
    answer = await local.get("/v1/things/a")
    assert refusal(answer) == (503, "overloaded")
    assert answer.headers["retry-after"] == "1"
    assert (await local.get("/healthz")).status_code == 200
    gate.set()
    assert (await first).status_code == 201
    assert (await local.get("/v1/things/a")).status_code == 200


@pytest.fixture
def limits(request):
    """One request at once, where that is what is tested."""
    return Limits(requests=1) if "at_once" in request.node.name else Limits()
