"""What a caller does wrong, against a service that really runs: a status, a code and a sentence."""

import contextlib
import gzip
import http.client
import json
import os
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from ..e2e.rest_service import (  # noqa: TID252 - tests are no package
    KEY,
    environment_of,
    new_key,
    running_in,
)
from .doubles import HTML

JSON = {"Content-Type": "application/json"}
GZIP = JSON | {"Content-Encoding": "gzip"}
MENU = '<html><body><nav><a href="/">Home</a><a href="/news">News</a></nav></body></html>'


class Service(NamedTuple):
    """Where it is, and keys of it by what they may do."""

    url: str
    keys: dict[str, str | None]


class Told(NamedTuple):
    """What a caller is told."""

    status: int
    type: str
    body: dict


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with keys that may do everything, one thing, and one thing once a day."""
    environment = environment_of(str(tmp_path_factory.mktemp("service")))
    keys: dict[str, str | None] = {
        "none": None,
        "wrong": f"kq_live_000000000000_{'0' * 64}",
        "reader": new_key(environment, "--scope=read"),
        "once a day": new_key(environment, "--requests-per-day=1"),
    }
    with running_in(environment) as url:
        yield Service(url, keys | {"all": os.environ[KEY]})


def post(service: Service, key: str, body: bytes, headers: dict[str, str]) -> Told:
    """Post it to /v1/analyses, and read the answer also when it comes before the body is sent."""
    token = service.keys[key]
    authorized = {} if token is None else {"Authorization": f"Bearer {token}"}
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=60)
    try:
        # Where the service has hung up, what it said before waits to be read.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            chunked = "Transfer-Encoding" in headers
            sent = headers | authorized
            connection.request("POST", "/v1/analyses", body, sent, encode_chunked=chunked)
        answer = connection.getresponse()
        return Told(answer.status, answer.headers["content-type"], json.load(answer))
    finally:
        connection.close()


def article(**fields: object) -> bytes:
    return json.dumps({"content_html": HTML, **fields}).encode()


def zeros(size: int) -> bytes:
    return b'{"content_text":"' + b"0" * size + b'"}'


CASES = {
    "malformed JSON": ("all", b'{"content_html": "<p>The', JSON, 400, "body_malformed"),
    "not UTF-8": ("all", b'{"content_text": "caf\xe9"}', JSON, 400, "body_malformed"),
    "not JSON": ("all", b"content_text=a", {"Content-Type": "text/plain"}, 415,
                 "unsupported_media_type"),
    "wrong type of a field": ("all", b'{"content_html": 3}', JSON, 422, "request_invalid"),
    "wrong type of a body": ("all", b"[1, 2]", JSON, 422, "request_invalid"),
    "unknown field": ("all", article(tags=["a"]), JSON, 422, "request_invalid"),
    "50 MB": ("all", zeros(50_000_000), JSON, 413, "body_too_large"),
    "50 MB in chunks": ("all", zeros(50_000_000), JSON | {"Transfer-Encoding": "chunked"}, 413,
                        "body_too_large"),
    "deep nesting": ("all", b'{"content_text":' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON,
                     400, "body_too_deep"),
    "gzip bomb": ("all", gzip.compress(zeros(200_000_000), 1), GZIP, 413, "body_too_large"),
    "no gzip": ("all", article(), GZIP, 400, "body_malformed"),
    "unknown encoding": ("all", article(), JSON | {"Content-Encoding": "br"}, 415,
                         "encoding_unsupported"),
    "HTML without an article": ("all", json.dumps({"content_html": MENU}).encode(), JSON, 422,
                                "extraction_failed"),
    "one word": ("all", b'{"content_text": "Bridge."}', JSON, 422, "content_too_short"),
    "unknown language": ("all", article(language="xx"), JSON, 422, "language_unknown"),
    "no language": ("all", article(language="klingon"), JSON, 422, "request_invalid"),
    "missing key": ("none", article(), JSON, 401, "unauthorized"),
    "wrong key": ("wrong", article(), JSON, 401, "unauthorized"),
    "wrong scope": ("reader", article(), JSON, 403, "scope_missing"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "body", "headers", "status", "code"),
    [pytest.param(*case, id=name) for name, case in CASES.items()],
)
def test_a_bad_request_is_told_what_is_bad(service, key, body, headers, status, code):
    """Its status and code are those of the contract, in JSON of one shape, with a sentence."""
    told = post(service, key, body, headers)
    assert (told.status, told.body["error"]["code"]) == (status, code)
    assert sentence_of(told)


def test_a_quota_is_told_when_it_is_used_up(service):
    """The first request of the day is answered as ever, the second is told when to come again."""
    assert post(service, "once a day", article(), JSON).status in {200, 202}
    told = post(service, "once a day", article(), JSON)
    assert (told.status, told.body["error"]["code"]) == (429, "quota_used_up")
    assert "1 request a day" in sentence_of(told)


def sentence_of(told: Told) -> str:
    """What an editor reads, where the answer has the shape of all failures."""
    sentence = told.body["error"]["message"]
    assert told.type == "application/json"
    assert told.body["message"] == sentence
    assert told.body["data"] == {"status": told.status}
    assert re.fullmatch(r"[\"A-Z][^\n{}\\]{10,200}\.", sentence), sentence
    return sentence
