"""Webhooks over HTTP."""

import pytest

from .doubles import analysis

URL = "http://127.0.0.1:9/hook"


@pytest.fixture
def client(serve, tmp_path):
    """A service with a database for webhooks."""
    url = f"sqlite:///{tmp_path / 'service.sqlite3'}"
    return serve(lambda _submission: analysis(), database=url)[0]


def test_a_secret_is_shown_once(client):
    """When the webhook is registered, and never again."""
    made = client.post("/v1/webhooks", json={"url": URL, "events": ["review.approved"]})
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    assert made.json()["secret"].startswith("whsec_")
    (listed,) = client.get("/v1/webhooks").json()["items"]
    assert listed == {k: v for k, v in made.json().items() if k != "secret"}
    where = f"/v1/webhooks/{listed['id']}"
    assert client.get(f"{where}/deliveries").json() == {"items": [], "next_before": None}
    assert client.delete(where).status_code == 204
    assert client.delete(where).json()["code"] == "webhook_not_found"


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        ({"url": "ftp://a.example/"}, "webhook_invalid"),
        ({"url": URL, "events": ["analysis.done"]}, "request_invalid"),
        ({"url": URL, "secret": "mine"}, "request_invalid"),
        ({}, "request_invalid"),
    ],
)
def test_what_cannot_be_a_webhook_is_refused(client, posted, code):
    """In the shape of every failure."""
    told = client.post("/v1/webhooks", json=posted)
    assert (told.status_code, told.json()["error"]["code"]) == (422, code)


def test_a_delivery_that_does_not_exist_cannot_be_sent_again(client):
    """404, of the webhook or of the delivery."""
    made = client.post("/v1/webhooks", json={"url": URL}).json()
    for webhook, code in ((made["id"], "delivery_not_found"), ("wh_none", "webhook_not_found")):
        told = client.post(f"/v1/webhooks/{webhook}/deliveries/msg_none/retry")
        assert (told.status_code, told.json()["code"]) == (404, code)
