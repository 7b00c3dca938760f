"""Batches over HTTP: taken in as JSONL, followed, and given back line by line."""

import json

import pytest

from .doubles import HTML, analysis

LINES = {"Content-Type": "application/jsonl"}


def jsonl(*lines):
    return "".join(json.dumps(each) + "\n" for each in lines)


@pytest.fixture
def client(serve, tmp_path):
    """A service with a database for batches, whose analyses come out at once."""
    url = f"sqlite:///{tmp_path / 'service.sqlite3'}"
    return serve(lambda _submission: analysis(), database=url)[0]


def ended(client, batch):
    """The batch once nothing of it is left to do."""
    while True:
        told = client.get(batch["status_url"])
        if told.json()["finished_at"]:
            return told.json()
        assert told.headers["retry-after"]


@pytest.mark.parametrize("kind", ["application/jsonl", "application/x-ndjson; charset=utf-8"])
def test_a_batch_comes_back_line_by_line(client, kind):
    """202 with its address; then one line of results for each that was sent, in order."""
    sent = jsonl({"custom_id": "a", "content_html": HTML}, {"custom_id": "b", "text": "?"})
    posted = client.post("/v1/batches", content=sent, headers={"Content-Type": kind})
    assert posted.status_code == 202
    batch = posted.json()
    assert posted.headers["location"] == batch["status_url"]
    assert ended(client, batch)["counts"]["failed"] == 1

    results = client.get(batch["results_url"])
    assert results.headers["content-type"] == "application/jsonl"
    first, second = map(json.loads, results.text.splitlines())
    assert (first["custom_id"], first["line"], first["error"]) == ("a", 1, None)
    assert first["analysis"]["id"] == analysis().id
    assert (second["analysis"], second["error"]["code"]) == (None, "line_invalid")
    after = client.get(batch["results_url"], params={"after": 1})
    assert len(after.text.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        ("", LINES, 422, "batch_invalid"),
        ("[]", LINES, 422, "batch_invalid"),
        ('{"custom_id":"a"}\n' * 2, LINES, 422, "batch_invalid"),
        ("{}", {"Content-Type": "application/json"}, 415, "unsupported_media_type"),
        ("{}", {}, 415, "unsupported_media_type"),
    ],
)
def test_what_is_no_batch_is_refused(client, content, headers, status, code):
    """In the shape of every failure."""
    told = client.post("/v1/batches", content=content, headers=headers)
    assert (told.status_code, told.json()["error"]["code"]) == (status, code)
    assert client.get("/v1/batches").json()["items"] == []


def test_a_batch_is_listed_cancelled_retried_and_erased(client):
    """Each answers with the batch as it is then; what there is not is 404."""
    sent = jsonl({"custom_id": "a", "content_html": HTML})
    batch = client.post("/v1/batches", content=sent, headers=LINES).json()
    done = ended(client, batch)
    where = batch["status_url"]
    assert client.get("/v1/batches").json() == {"items": [done], "next_before": None}
    assert client.post(f"{where}/cancel").json() == done
    assert client.post(f"{where}/retry").json() == done
    assert client.delete(where).status_code == 204
    for method, path in (
        ("GET", where),
        ("GET", f"{where}/results"),
        ("POST", f"{where}/cancel"),
        ("POST", f"{where}/retry"),
        ("DELETE", where),
    ):
        told = client.request(method, path)
        assert (told.status_code, told.json()["code"]) == (404, "batch_not_found")
