"""`Idempotency-Key`: what is answered again, what is refused, and what is made again."""

import asyncio

import pytest

from keyquestions.errors import StoreFailed
from keyquestions.rest.guards import Scope
from keyquestions.store.keys import Quota

from .conftest import JSON, refusal

KEY = {"idempotency-key": "3f2c-1"}


async def test_the_second_answer_is_the_first_one(local, parts):
    """Status, headers and body, marked; the application was asked once."""
    one = await local.post("/v1/things/a", json={"x": 1}, headers=KEY)
    two = await local.post("/v1/things/a", json={"x": 1}, headers=KEY)
    assert (two.status_code, two.content) == (one.status_code, one.content) == (201, one.content)
    assert two.headers["location"] == one.headers["location"]
    assert "idempotent-replayed" not in one.headers
    assert two.headers["idempotent-replayed"] == "true"
    assert len(parts.seen) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/things/a", b'{"x": 2}'), ("/v1/things/b", b'{"x": 1}'), ("/v1/things/a?y", b'{"x": 1}')],
)
async def test_another_request_under_the_same_key_is_a_mistake(local, path, body):
    """Another body, another path, another query."""
    await local.post("/v1/things/a", content=b'{"x": 1}', headers=KEY | JSON)
    answer = await local.post(path, content=body, headers=KEY | JSON)
    assert refusal(answer) == (422, "idempotency_key_reused")


async def test_while_it_is_being_answered_others_are_told_to_wait(local, parts):
    """And get the answer once it is there."""
    begun, gate = asyncio.Event(), asyncio.Event()

    async def hold():
        begun.set()
        await gate.wait()

    parts.holds = hold
    first = asyncio.create_task(local.post("/v1/things/a", json={}, headers=KEY))
    await begun.wait()
    second = await local.post("/v1/things/a", json={}, headers=KEY)
    assert refusal(second) == (409, "idempotency_in_flight")
    assert second.headers["retry-after"] == "1"
    gate.set()
    assert (await first).status_code == 201
    again = await local.post("/v1/things/a", json={}, headers=KEY)
    assert again.json() == (await first).json()


async def test_callers_do_not_share_their_keys(caller):
    """The same name of two callers is two requests."""
    async with await caller() as one, await caller() as two:
        numbers = [
            (await each.post("/v1/things/a", json={}, headers=KEY)).json()["number"]
            for each in (one, two, one)
        ]
    assert numbers == [1, 2, 1]


@pytest.mark.parametrize(("status", "made"), [(404, 1), (422, 1), (429, 2), (500, 2), (503, 2)])
async def test_a_failure_of_the_moment_is_not_kept(local, parts, status, made):
    """What is the request's own fault is: it would fail again."""
    for _ in range(2):
        answer = await local.post(f"/v1/things/a?status={status}", json={}, headers=KEY)
        assert answer.status_code == status
    assert len(parts.seen) == made


async def test_a_defect_lets_the_key_go(local, parts):
    """The request may be made again at once."""

    async def break_down():
        raise RuntimeError("a defect")

    parts.holds = break_down
    assert (await local.post("/v1/things/a", json={}, headers=KEY)).status_code == 500
    parts.holds = None
    assert (await local.post("/v1/things/a", json={}, headers=KEY)).status_code == 201


async def test_a_refusal_of_the_caller_is_not_kept(caller):
    """Neither a missing key nor a missing scope uses the name up."""
    async with await caller(Scope.READ) as reader:
        assert refusal(await reader.post("/v1/things/a", json={}, headers=KEY))[0] == 403
        del reader.headers["authorization"]
        assert refusal(await reader.post("/v1/things/a", json={}, headers=KEY))[0] == 401
    async with await caller() as client:
        assert (await client.post("/v1/things/a", json={}, headers=KEY)).status_code == 201


async def test_an_answer_that_is_given_again_counts(caller):
    """Nobody gets around a quota by asking the same again."""
    async with await caller(Scope.ANALYZE, quota=Quota(requests_per_day=2)) as client:
        answers = [await client.post("/v1/things/a", json={}, headers=KEY) for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 201, 429]
    assert answers[1].headers["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize("name", ["", " ", "x" * 256, "two words", "\u00e9"])
async def test_a_name_that_is_none_is_refused(local, name):
    """Before anything is done."""
    answer = await local.post(
        "/v1/things/a", json={}, headers={"idempotency-key": name.encode("latin-1")}
    )
    assert refusal(answer) == (400, "idempotency_key_invalid")


async def test_a_large_body_waits_on_the_disk_and_arrives_whole(local, parts):
    """Many lines go to the application as they came, and are recognised when they come again."""
    lines = b'{"a": 1}\n' * 300_000
    headers = KEY | {"content-type": "application/jsonl"}
    for _ in range(2):
        answer = await local.post("/v1/lines", content=lines, headers=headers)
        assert answer.json() == {"size": len(lines)}
    assert len(parts.seen) == 1


async def test_an_answer_that_is_too_large_is_given_and_not_kept(local):
    """It is passed on as it comes."""
    for _ in range(2):
        answer = await local.post("/v1/stream", headers=KEY)
        assert (answer.status_code, len(answer.content)) == (200, 9_000_000)
        assert "idempotent-replayed" not in answer.headers


async def test_an_answer_that_cannot_be_kept_is_given_all_the_same(local, parts, monkeypatch, told):
    """The work is done; the log says that it may be done again."""

    async def full(*_given):
        raise StoreFailed("Disk full.")

    monkeypatch.setattr(parts.idempotency, "finish", full)
    assert (await local.post("/v1/things/a", json={}, headers=KEY)).status_code == 201
    assert ("store.failed", "store_failed") in [(name, each.get("code")) for name, each in told()]


async def test_a_database_that_is_away_is_told(local, parts, monkeypatch):
    """Nothing is done that could not be kept."""

    async def away(*_given):
        raise StoreFailed("Away.")

    monkeypatch.setattr(parts.idempotency, "begin", away)
    answer = await local.post("/v1/things/a", json={}, headers=KEY)
    assert refusal(answer) == (503, "store_failed")
    assert parts.seen == []
