"""Bodies: how large, how slow, how compressed, how deep, and how ambiguous they may be."""

import asyncio
import gzip
import json
import zlib

import pytest

from keyquestions.errors import BodyInvalid, BodyTooDeep
from keyquestions.models.clock import ManualClock
from keyquestions.rest.guards import Limits
from keyquestions.rest.guards.bodies import Bodies
from keyquestions.rest.guards.strict_json import DEEPEST, MOST, check_json

from .conftest import JSON, refusal

LINES = {"content-type": "application/jsonl"}


@pytest.fixture
def limits():
    return Limits(body=2_000_000, stream=3_000_000)


async def in_pieces(*pieces):
    for piece in pieces:
        yield piece


def text(size):
    """JSON of about that size."""
    return json.dumps({"content_text": "x" * size}).encode()


async def test_a_body_reaches_the_application_as_it_was_sent(local, parts):
    """Whole, or in pieces without a length."""
    body = text(50_000)
    for content in (body, in_pieces(body[:9], b"", body[9:])):
        assert (await local.post("/v1/things/a", content=content, headers=JSON)).status_code == 201
    assert parts.seen == [body, body]


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_never_reaches_it(local, parts, declared):
    """Whether or not its length was told; the connection is not kept for the rest of it."""
    body = text(2_000_001)
    content = body if declared else in_pieces(body[:1_500_000], body[1_500_000:], b"never read")
    answer = await local.post("/v1/things/a", content=content, headers=JSON)
    assert refusal(answer) == (413, "body_too_large")
    assert "2,000,000 bytes" in answer.json()["message"]
    assert answer.headers["connection"] == "close"
    assert parts.seen == []


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("identity", lambda body: body),
    ],
)
async def test_a_compressed_body_is_unpacked(local, parts, encoding, pack):
    """And the application sees neither the encoding nor the length that it had."""
    body = text(300_000)
    headers = JSON | {"content-encoding": encoding}
    answer = await local.post("/v1/things/a", content=pack(body), headers=headers)
    assert answer.status_code == 201
    assert parts.seen == [body]


BOMB = gzip.compress(b"[" + b" " * 1_900_000 + b"]", mtime=0)


@pytest.mark.parametrize(
    ("encoding", "body", "told"),
    [
        ("br", b"x", (415, "encoding_unsupported")),
        ("gzip, gzip", b"x", (415, "encoding_unsupported")),
        ("gzip", BOMB, (413, "body_too_large")),
        ("gzip", gzip.compress(text(2_000_001), 0, mtime=0), (413, "body_too_large")),
        ("gzip", gzip.compress(text(9), mtime=0)[:-9], (400, "body_malformed")),
        ("gzip", gzip.compress(b"{}", mtime=0) + b"more", (400, "body_malformed")),
        ("gzip", text(9), (400, "body_malformed")),
        ("gzip", b"", (400, "body_malformed")),
        ("deflate", gzip.compress(text(9), mtime=0), (400, "body_malformed")),
    ],
)
async def test_what_cannot_be_unpacked_is_refused(local, parts, encoding, body, told):
    """Unknown encodings, bombs, what is too large then, what is cut off or something else."""
    headers = JSON | {"content-encoding": encoding}
    answer = await local.post("/v1/things/a", content=body, headers=headers)
    assert refusal(answer) == told
    assert answer.headers.get("accept-encoding") == ("gzip, deflate" if told[0] == 415 else None)
    assert parts.seen == []


async def test_many_lines_go_through_piece_by_piece(local, parts):
    """Up to a limit of their own, and not read as JSON."""
    lines = b'{"a": NaN}\n' * 100_000
    answer = await local.post("/v1/lines", content=gzip.compress(lines, 0),
                              headers=LINES | {"content-encoding": "gzip"})  # fmt: skip
    assert answer.json() == {"size": len(lines)}
    assert max(parts.seen[0]) <= 65_536
    answer = await local.post("/v1/lines", content=in_pieces(*[lines] * 4), headers=LINES)
    assert refusal(answer) == (413, "body_too_large")


async def sent_slowly(limits, steps):
    """What is answered when the pieces of a body come after so many seconds each."""
    clock, answered = ManualClock(), []
    pieces = list(steps)

    async def receive():
        if not pieces:
            await asyncio.Event().wait()
        seconds, data = pieces.pop(0)
        clock.time += seconds
        return {"type": "http.request", "body": data, "more_body": True}

    async def send(message):
        answered.append(message)

    async def app(*_request):
        raise AssertionError("it was read as a whole")

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "state": {}}
    await Bodies(app, limits, clock.clock)(scope, receive, send)
    return answered[0]["status"]


async def test_a_body_that_drips_is_given_up():
    """Each piece buys a little time, and a byte now and then buys none."""
    slow = Limits(seconds=10, pace=100)
    assert await sent_slowly(slow, [(4, b"x")] * 100) == 408
    assert await sent_slowly(Limits(body=900, seconds=10, pace=100), [(4, b"x" * 500)] * 9) == 413


async def test_a_client_that_goes_away_is_not_answered():
    """Half a body is no request."""
    said = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "state": {}}
    await Bodies(send, Limits())(scope, receive, send)
    assert said == []


@pytest.mark.parametrize(
    "good",
    [
        '{"a": [1, -2.5e3, true, null, "\\u00fc\\\\"], "b": {"a": ""}}',
        '\ufeff{"a": 1}',
        '"[[[[[["',
        '{"a": "\\"[{\\\\"}',
        "[" * DEEPEST + "]" * DEEPEST,
        "[" + ",".join("1" * 1000) + "]",
    ],
)
def test_json_is_json(good):
    """What is in a text is no structure."""
    check_json(good.encode())


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (b'{"a": 1, "a": 2}', "same name twice"),
        (b'[{"b": {"a": 1, "\\u0061": 2}}]', "same name twice"),
        (b'{"a": NaN}', "NaN or Infinity"),
        (b"[-Infinity]", "NaN or Infinity"),
        (b"[1e999]", "too large"),
        (b"9" * 5000, "too long"),
        (b'{"a": 1', "is not JSON: see its line 1, column 8"),
        (b'{"a":\n"\x01"}', "is not JSON: see its line 2"),
        (b'"\xff"', "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'"' + b'\\"' * 200_000, "is not JSON"),
    ],
)
def test_what_two_readers_would_read_differently_is_refused(bad, told):
    """And the sentence repeats nothing of it."""
    with pytest.raises(BodyInvalid, match=told):
        check_json(bad)


@pytest.mark.parametrize(
    "deep",
    [
        b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1),
        b"[" * 5_000_000,
        b'{"a":' * 100_000,
        b"[" + b"[]," * MOST + b"[]]",
        b"[" + b"1," * MOST + b"1]",
    ],
)
def test_what_is_too_deep_or_too_wide_is_refused_before_it_is_read(deep):
    """No parser is asked."""
    with pytest.raises(BodyTooDeep):
        check_json(deep)


async def test_bad_json_is_refused_on_its_way(local, parts):
    """Also where nothing says that it is JSON; and an empty body is the route's matter."""
    for headers in (JSON, {}, {"content-type": "application/vnd.cms+json; charset=utf-8"}):
        answer = await local.post("/v1/things/a", content=b'{"a": 1, "a": 2}', headers=headers)
        assert refusal(answer) == (400, "body_malformed")
    assert parts.seen == []
    assert (await local.post("/v1/things/a", headers=JSON)).status_code == 201
