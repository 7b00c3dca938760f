"""Who may do what, how much of it, and what a service without keys answers to."""

import pytest

from keyquestions.models.clock import ManualClock
from keyquestions.rest.guards import Scope
from keyquestions.rest.guards.ring import KeyRing
from keyquestions.store.keys import Quota

from .conftest import client_of, refusal


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        "Bearer kq_live_000000000000_" + "0" * 64,
        "Bearer kq_live_\u00e9\u00e9" + "0" * 90,
        "kq_live_000000000000_" + "0" * 64,
    ],
)
async def test_without_a_valid_key_all_refusals_are_alike(service, caller, authorization):
    """Missing, malformed, unknown: one status, one sentence, and what is wanted instead."""
    async with await caller(), client_of(service) as stranger:
        sent = (authorization or "").encode("latin-1")
        headers = {} if authorization is None else {"authorization": sent}
        answer = await stranger.get("/v1/things/a", headers=headers)
    assert refusal(answer) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == 'Bearer realm="keyquestions"'
    assert answer.json()["message"].startswith("The API key is missing or not valid;")


async def test_two_authorizations_are_none(service, caller):
    """A proxy and the application could each believe another one."""
    async with await caller() as known:
        header = ("authorization", known.headers["authorization"])
        async with client_of(service) as twice:
            answer = await twice.get("/v1/things/a", headers=[header, header])
    assert refusal(answer) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("scopes", "reads", "posts", "metrics"),
    [
        ([Scope.READ], 200, 403, 403),
        ([Scope.ANALYZE], 403, 201, 403),
        ([Scope.METRICS], 403, 403, 200),
        ([Scope.ADMIN], 200, 201, 200),
    ],
)
async def test_a_key_may_do_what_its_scopes_say(caller, scopes, reads, posts, metrics):
    """And the refusal names the scope that is missing."""
    async with await caller(*scopes) as client:
        answers = [
            await client.get("/v1/things/a"),
            await client.post("/v1/things/a", json={}),
            await client.get("/metrics"),
        ]
    assert [each.status_code for each in answers] == [reads, posts, metrics]
    for answer, scope in zip(answers, ("read", "analyze", "metrics"), strict=True):
        if answer.status_code == 403:
            assert refusal(answer) == (403, "scope_missing")
            assert f'"{scope}"' in answer.json()["message"]


async def test_a_key_that_is_revoked_is_refused_within_seconds(parts):
    """What is remembered of a key is not remembered for long."""
    clock = ManualClock()
    ring = KeyRing(parts.keys, clock.clock)
    made, token = await parts.keys.create("me", [Scope.READ])
    assert await ring.find(token)
    await parts.keys.revoke(made.id)
    clock.time += 5
    assert await ring.find(token) is None


async def test_the_first_key_closes_a_service_that_is_running(parts):
    """Within seconds, and revoking all keys opens it to nobody."""
    clock = ManualClock()
    ring = KeyRing(parts.keys, clock.clock)
    assert await ring.open()
    made, _ = await parts.keys.create("me", [Scope.READ])
    clock.time += 5
    assert not await ring.open()
    await parts.keys.revoke(made.id)
    clock.time += 5
    assert not await ring.open()


async def test_quotas_stand_on_every_answer_and_say_when_they_are_used_up(caller):
    """Also on a refusal for another reason; 429 tells how long to wait."""
    async with await caller(Scope.READ, quota=Quota(requests_per_day=2)) as client:
        first = await client.get("/v1/things/a")
        second = await client.get("/v1/usage?since=nonsense")
        third = await client.get("/v1/things/a")
    assert [first.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining")] == ["2", "1"]
    assert (second.status_code, second.headers["x-ratelimit-remaining"]) == (422, "0")
    assert refusal(third) == (429, "quota_used_up")
    assert 1 <= int(third.headers["retry-after"]) <= 86_400
    assert third.json()["error"]["retryable"] is True


async def test_without_keys_this_machine_may_do_everything(local):
    """By any of its own names."""
    for host in ("127.0.0.1:8000", "localhost", "LOCALHOST.:8000", "[::1]:8000", "127.8.8.8"):
        answer = await local.post("/v1/things/a", json={}, headers={"host": host})
        assert answer.status_code == 201, host
        assert answer.json()["key"] is None


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "rebound.example:8000"},
        {"host": "127.0.0.1.rebound.example"},
        {"host": ""},
        {"host": "[::1"},
        {"host": "192.0.2.7"},
        {"origin": "https://news.example"},
        {"origin": "null"},
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
    ],
)
async def test_without_keys_pages_and_proxies_are_refused(local, headers):
    """A name that was let point here, another page's script, a proxy in front."""
    answer = await local.post("/v1/things/a", json={}, headers=headers)
    assert refusal(answer) == (403, "host_forbidden")


async def test_without_keys_other_machines_are_refused(service):
    """However the process came to listen to them."""
    async with client_of(service, ("192.0.2.7", 50000)) as stranger:
        assert refusal(await stranger.get("/v1/things/a")) == (403, "host_forbidden")


async def test_with_keys_any_host_and_any_proxy_will_do(caller):
    """The key is what counts."""
    async with await caller() as client:
        answer = await client.post(
            "/v1/things/a", json={}, headers={"origin": "https://cms.example", "via": "1.1 proxy"}
        )
    assert answer.status_code == 201


async def test_usage_is_the_callers_own_and_all_for_an_admin(caller):
    """Requests are counted for the key that sent them."""
    async with await caller(Scope.READ) as one, await caller(Scope.ADMIN) as admin:
        await one.get("/v1/things/a")
        own = (await one.get("/v1/usage")).json()
        everything = (await admin.get("/v1/usage")).json()
        earlier = (await admin.get("/v1/usage?since=2020-01-01&until=2020-02-01")).json()
    assert own["total"]["requests"] == 2
    assert len(own["days"]) == 1
    assert everything["total"]["requests"] == 3
    assert {each["key_id"] for each in everything["days"]} > {own["days"][0]["key_id"]}
    assert (earlier["days"], earlier["total"]["requests"]) == ([], 0)


def test_the_command_offers_the_scopes_that_there_are():
    """It does not import the store to know them."""
    from keyquestions.cli.keys import SCOPES  # noqa: PLC0415

    assert set(SCOPES) == set(Scope)
