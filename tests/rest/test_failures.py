"""One shape for every failure, and the table of errors behind it."""

import dataclasses
import inspect
import re

import pytest
from starlette.testclient import TestClient

from keyquestions import errors
from keyquestions.errors import KeyQuestionsError
from keyquestions.jobs.scripted import ScriptedJobs
from keyquestions.rest import create_app
from keyquestions.rest.errors import ANSWERS, failing, failing_code

from .doubles import Stage

JSON = {"content-type": "application/json"}


def leaves() -> set[type[KeyQuestionsError]]:
    classes = {
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, KeyQuestionsError)
    }
    return {each for each in classes if not each.__subclasses__()}


def test_every_error_has_its_answer():
    """The table has all leaf classes and nothing else, and each with a sentence to show."""
    assert set(ANSWERS) == leaves()
    sentences = [answer.sentence or answer.example for answer in ANSWERS.values()]
    assert [each for each in sentences if not re.fullmatch(r"[A-Z\"h].*\.", each)] == []


@pytest.mark.parametrize("kind", sorted(leaves(), key=lambda each: each.__name__))
def test_what_an_operator_is_told_is_not_told_to_editors(kind):
    """No setting's name leaves the service, whatever the error says."""
    sentence = failing(kind("Set KEYQUESTIONS_X.")).message
    if issubclass(kind, errors.ConfigurationError | errors.ModelError):
        assert "KEYQUESTIONS" not in sentence


@pytest.mark.parametrize("kind", sorted(leaves(), key=lambda each: each.__name__))
def test_what_passes_by_itself_says_when_to_try_again(kind):
    """A lock, or a model that is down: as it happens, and as it is told of later; nothing else."""
    error = kind("Busy.")
    for told in (failing(error), failing_code(error.code, error.message, retryable=kind.retryable)):
        assert told.retryable is error.retryable
        assert (int(told.headers.get("Retry-After", 0)) > 0) is error.retryable


def test_who_knows_when_to_try_again_says_so():
    """What the error itself knows goes before what the table has for its kind."""
    assert failing(errors.ModelSuspended("Down.", 7)).headers["Retry-After"] == "7"
    assert failing_code("provider_unreachable", "", retryable=False).headers == {}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("GET", "/nothing", {}, 404, "route_not_found"),
        ("GET", "/v1/analyses/", {}, 404, "route_not_found"),
        ("GET", "/docs", {}, 404, "route_not_found"),
        ("PUT", "/v1/analyses", {}, 405, "method_not_allowed"),
        ("POST", "/v1/analyses", {"content": b"{}"}, 415, "unsupported_media_type"),
        ("POST", "/v1/analyses", {"data": {"a": "b"}}, 415, "unsupported_media_type"),
        ("POST", "/v1/analyses", {"content": b"{", "headers": JSON}, 400, "body_malformed"),
        ("POST", "/v1/analyses", {"content": b"\xff\xfe", "headers": JSON}, 400, "body_malformed"),
        (
            "POST",
            "/v1/analyses",
            {"content": b"[" * 99_999, "headers": JSON},
            400,
            "body_too_deep",
        ),
        ("POST", "/v1/analyses", {"content": b"", "headers": JSON}, 422, "request_invalid"),
        ("GET", "/v1/analyses?limit=0", {}, 422, "request_invalid"),
    ],
)
def test_a_request_that_is_none_fails_in_the_same_shape(done, method, path, sent, status, code):
    """What the framework refuses looks like everything else."""
    client, _ = done
    response = client.request(method, path, **sent)
    body = response.json()
    assert (response.status_code, body["error"]["code"]) == (status, code)
    assert (body["code"], body["message"]) == (code, body["error"]["message"])
    assert body["data"] == {"status": status}
    assert response.headers["content-type"] == "application/json"
    assert body["error"]["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/analyses", "GET, HEAD, POST"),
        ("/v1/analyses/an_0123456789abcdef01234567", "DELETE, GET, HEAD"),
        ("/v1/articles/2026/05/bridge", "DELETE"),
        ("/v1/articles/2026/05/bridge/latest", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(done, path, methods):
    """Allow names all methods of the path, not those of one route."""
    client, _ = done
    response = client.patch(path)
    assert (response.status_code, response.headers["allow"]) == (405, methods)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, 'The field "content_html" is missing.'),
        ([], "The request's body must be an object."),
        ({"content_html": 3}, 'The field "content_html" must be text.'),
        ({"content_html": ""}, 'The field "content_html" must have at least 1 character.'),
        (
            {"content_html": "<p>a", "content_text": "a"},
            'The field "content_html" is not known; remove it.',
        ),
        (
            {"content_text": "a", "title": "t" * 1001},
            'The field "title" must have at most 1,000 characters.',
        ),
        (
            {"content_text": "a", "external_id": "with space", "language": 1},
            'The field "external_id" does not have the form that it must have (and 1 more fault).',
        ),
        ({"content_text": "a", "retry": "maybe"}, 'The field "retry" must be true or false.'),
        ({"url": "ftp://x.example"}, 'The field "url" does not have the form that it must have.'),
    ],
)
def test_a_wrong_field_is_named_in_a_sentence(done, body, sentence):
    """An editor, or the plugin's author, reads which field it is, and no value of it."""
    client, _ = done
    response = client.post("/v1/analyses", json=body)
    assert (response.status_code, response.json()["error"]["message"]) == (422, sentence)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"reviewer": "A"}, 'The field "state" is missing.'),
        (
            {"reviewer": "A", "state": "fine"},
            "The field \"state\" must be 'draft', 'approved' or 'rejected'.",
        ),
        ({"reviewer": "A", "state": "edited"}, 'The field "edits" is missing.'),
        (
            {
                "reviewer": "A",
                "state": "edited",
                "edits": {"questions": [{"index": 0}, {"index": -1}]},
            },
            'The field "edits.questions[1].index" must be at least 0.',
        ),
        (
            {"reviewer": "A", "state": "edited", "edits": {"questions": []}},
            'The field "edits.questions" must have at least 1 item.',
        ),
    ],
)
def test_a_wrong_review_is_named_in_a_sentence(done, body, sentence):
    """Also deep inside of the body the field is named."""
    client, _ = done
    response = client.post("/v1/analyses/an_0123456789abcdef01234567/review", json=body)
    assert (response.status_code, response.json()["error"]["message"]) == (422, sentence)


class Broken(ScriptedJobs):
    """Jobs with a defect that quotes an article."""

    async def recent(self, *_args, **_options):
        """Fail."""
        raise ValueError("the secret article")


def test_a_defect_is_told_without_any_detail(told):
    """The caller has an id to report, the log the class; neither has a word of the article."""
    stage = Stage.of()
    stage.parts = dataclasses.replace(stage.parts, jobs=Broken())
    app = create_app(stage.open)
    with TestClient(app, "http://127.0.0.1", client=("127.0.0.1", 50000)) as client:
        response = client.get("/v1/analyses")
    assert response.status_code == 500
    assert response.json()["error"]["request_id"] == response.headers["x-request-id"]
    assert "secret" not in response.text
    told_id = {"request_id": response.headers["x-request-id"]}
    assert ("request.failed", told_id | {"exception": "ValueError"}) in told()


def test_the_proxys_request_id_is_kept(done):
    """One id leads through all logs; one of a harmful form is replaced."""
    client, _ = done
    kept = client.get("/v1/analyses", headers={"X-Request-Id": "edge-0123456789"})
    assert kept.headers["x-request-id"] == "edge-0123456789"
    other = client.get("/v1/analyses", headers={"X-Request-Id": "<script>alert(1)</script>"})
    assert re.fullmatch(r"req_[0-9a-f]{24}", other.headers["x-request-id"])


def test_every_response_has_strict_headers(done):
    """No sniffing, no framing, no scripts, and nothing is stored that is not meant to be."""
    client, _ = done
    for path in ("/v1/analyses", "/nothing", "/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
