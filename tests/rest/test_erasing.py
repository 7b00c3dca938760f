"""What is erased is told of by nobody, an Idempotency-Key included."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from keyquestions.rest import create_app
from keyquestions.serving import open_parts
from keyquestions.settings import load_settings

KEY = {"Idempotency-Key": "3f2c-1"}
LINE = b'{"custom_id": "a", "content_text": "Too little."}\n'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the whole service, with the built-in analyst."""
    file: Path = tmp_path_factory.mktemp("service") / "service.sqlite3"
    settings = load_settings(
        database_url=f"sqlite:///{file}", model="builtin", development_private_webhooks=True
    )
    app = create_app(lambda: open_parts(settings))
    with TestClient(app, "http://127.0.0.1:8000", client=("127.0.0.1", 50000)) as made:
        yield made


@pytest.mark.parametrize("erased", ["the analysis", "the article"])
def test_a_key_gives_no_answer_about_an_erased_analysis(client, posted, erased):
    """Posted again with it, the article is analysed anew, as if it had never been there."""
    headers = KEY | {"Idempotency-Key": erased.replace(" ", "-"), "Prefer": "wait=20"}
    first = client.post("/v1/analyses", json=posted, headers=headers)
    again = client.post("/v1/analyses", json=posted, headers=headers)
    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    where = f"/v1/analyses/{first.json()['id']}"
    path = where if erased == "the analysis" else f"/v1/articles/{posted['external_id']}"
    assert client.delete(path).status_code == 204
    assert client.get(where).status_code == 404
    anew = client.post("/v1/analyses", json=posted, headers=headers)
    assert (anew.status_code, anew.json()["id"]) == (200, first.json()["id"])
    assert "idempotent-replayed" not in anew.headers
    assert anew.json()["created_at"] > first.json()["created_at"]


def test_a_key_gives_no_answer_about_what_was_done_with_an_erased_analysis(client, posted):
    """A review under a key is refused once there is nothing to review."""
    made = client.post("/v1/analyses", json=posted, headers={"Prefer": "wait=20"}).json()["id"]
    path, review = f"/v1/analyses/{made}/review", {"state": "approved", "reviewer": "M. Okafor"}
    for replayed in (None, "true"):
        answer = client.post(path, json=review, headers=KEY)
        assert answer.json()["revision"] == 1
        assert answer.headers.get("idempotent-replayed") == replayed
    client.delete(f"/v1/analyses/{made}")
    assert client.post(path, json=review, headers=KEY).status_code == 404


def test_a_key_gives_no_answer_about_a_deleted_batch_or_webhook(client):
    """The same lines are a new batch, and the same address a webhook with another secret."""
    lines = {"Content-Type": "application/jsonl", "Idempotency-Key": "lines"}
    hook = {"url": "https://127.0.0.1/hooks"}
    for path, sent in (
        ("/v1/batches", {"content": LINE, "headers": lines}),
        ("/v1/webhooks", {"json": hook, "headers": KEY}),
    ):
        one, two = client.post(path, **sent), client.post(path, **sent)
        assert two.headers["idempotent-replayed"] == "true"
        assert one.json()["id"] == two.json()["id"]
        deleted = client.delete(f"{path}/{one.json()['id']}")
        while deleted.status_code == 409:  # the batch is still at work
            deleted = client.delete(f"{path}/{one.json()['id']}")
        assert deleted.status_code == 204
        three = client.post(path, **sent)
        assert "idempotent-replayed" not in three.headers
        assert three.json()["id"] != one.json()["id"]
