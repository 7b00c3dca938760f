"""POST /v1/analyses."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from keyquestions import errors
from keyquestions.jobs import Job
from keyquestions.jobs.scripted import ScriptedJobs
from keyquestions.rest import create_app
from keyquestions.rest.negotiation import SHORT_WAIT, Wait, preferred_wait

from .doubles import TITLE, analysis


def test_a_known_analysis_is_the_answer(done, posted):
    """What is done within the short wait is there at once, under the names of the contract."""
    client, _ = done
    response = client.post("/v1/analyses", json=posted)
    assert response.status_code == 200
    assert response.json()["state"] == response.json()["status"] == "succeeded"
    assert response.json()["questions"] == analysis().model_dump(mode="json")["questions"]
    assert "error" not in response.json()


def test_what_is_not_done_is_to_be_asked_for(waiting, posted):
    """202 says where and when to ask, in headers and body."""
    client, stage = waiting
    response = client.post("/v1/analyses", json=posted)
    assert response.status_code == 202
    where = response.headers["location"]
    assert response.json()["status_url"] == where
    assert int(response.headers["retry-after"]) > 0
    assert client.get(where).json()["state"] == "queued"
    assert [name for name, _ in stage.jobs.asked][:2] == ["submit", "wait"]


def test_the_submission_is_what_was_posted(waiting, posted):
    """Nothing that the CMS says of its article is lost."""
    client, stage = waiting
    url = "https://news.example/bridge"
    client.post("/v1/analyses", json=posted | {"url": url, "output_language": "de", "retry": True})
    submission = stage.jobs.asked[0][1]
    assert submission.article.title == TITLE
    assert (submission.external_id, submission.url) == ("wp-1842", url)
    assert (submission.output_language, submission.retry) == ("de", True)


def test_the_same_words_as_text_are_the_same_analysis(done, posted):
    """Whether they come as HTML or as text, the article is one."""
    client, _ = done
    first = client.post("/v1/analyses", json=posted).json()["article"]["content_hash"]
    text = "\n\n".join(
        line.removeprefix("<p>").removesuffix("</p>") for line in posted["content_html"].split("\n")
    )
    second = client.post("/v1/analyses", json={"content_text": text, "title": TITLE})
    assert second.headers["content-location"].startswith("/v1/analyses/an_")
    assert second.json()["article"]["content_hash"] == first


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("wait=3", "wait=3"),
        ("wait=90", "wait=20"),
        ("WAIT = 4 ; x=y, handling=lenient", "wait=4"),
        ("respond-async", "respond-async"),
        ("respond-async, wait=2", "wait=2"),
        ("wait=soon", None),
        ("wait=-1", None),
    ],
)
def test_a_preference_is_applied_and_told(waiting, posted, prefer, applied):
    """What of Prefer was followed stands in the response; what means nothing is passed over."""
    client, stage = waiting
    response = client.post("/v1/analyses", json=posted, headers={"Prefer": prefer})
    assert response.headers.get("preference-applied") == applied
    waited = "wait" in [name for name, _ in stage.jobs.asked]
    assert waited is (applied != "respond-async")


def test_a_failed_analysis_fails_the_request(serve, posted):
    """A failure while the request is held looks like one, and says which analysis it is."""
    client, _ = serve(lambda _: errors.ModelTimeout("m-1 did not answer; raise the setting."))
    response = client.post("/v1/analyses", json=posted)
    body = response.json()
    assert response.status_code == body["data"]["status"] == 504
    assert body["error"]["code"] == body["code"] == "provider_timeout"
    assert body["error"]["retryable"] is True
    assert "m-1" not in response.text
    assert client.get(body["data"]["status_url"]).json()["failure"]["code"] == "provider_timeout"


def test_a_full_queue_says_when_to_come_again(waiting, posted):
    """Back-pressure is told in time, not by waiting."""
    client, stage = waiting
    stage.jobs.full = errors.QueueFull("Too many are waiting; try again.", retry_after=7.2)
    response = client.post("/v1/analyses", json=posted)
    assert (response.status_code, response.headers["retry-after"]) == (503, "7")
    assert response.json()["error"]["retryable"] is True


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"content_html": "<p>Too little.</p>"}, 422, "extraction_failed"),
        ({"content_html": "  "}, 422, "content_empty"),
        ({"content_html": "<p>word</p>" * 100_001}, 413, "content_too_long"),
        ({"language": "qqq"}, 422, "language_unknown"),
        ({"output_language": "qqq"}, 422, "language_unknown"),
    ],
)
def test_an_article_that_cannot_be_analysed_is_told_apart(waiting, posted, change, status, code):
    """Each reason has its own code, and a sentence."""
    client, stage = waiting
    response = client.post("/v1/analyses", json=posted | change)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.json()["error"]["message"].endswith(".")
    assert not [name for name, _ in stage.jobs.asked if name == "wait"]


def test_a_page_is_not_fetched(waiting):
    """An address alone is refused where nobody switched fetching on."""
    client, _ = waiting
    response = client.post("/v1/analyses", json={"url": "https://news.example/bridge"})
    assert (response.status_code, response.json()["code"]) == (403, "fetch_off")


def test_html_can_be_asked_for_at_once(done, posted):
    """A CMS that shows the fragment needs one request."""
    client, _ = done
    response = client.post("/v1/analyses", json=posted, headers={"Accept": "text/html"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.text.startswith('<div class="keyquestions"')


def test_the_wait_is_counted_from_when_the_request_was_there():
    """What was spent on reading the article is not waited once more."""
    assert Wait().left(0.1) == pytest.approx(SHORT_WAIT - 0.1)
    assert preferred_wait(["wait=3"]).left(1.0) == 2.0
    assert Wait().left(2.0) == 0.0


@pytest.mark.parametrize(("prefer", "most"), [({}, SHORT_WAIT), ({"Prefer": "wait=3"}, 3.0)])
def test_a_request_is_held_for_no_longer_than_it_says(waiting, posted, prefer, most):
    """An editor who does not ask to be kept waiting has an answer well within a second."""
    client, stage = waiting
    stage.parts = replace(stage.parts, jobs=PatientJobs())
    with TestClient(create_app(stage.open), client.base_url, client=("127.0.0.1", 5)) as other:
        other.post("/v1/analyses", json=posted, headers=prefer)
    (seconds,) = stage.parts.jobs.waited
    assert 0 < seconds < most


class PatientJobs(ScriptedJobs):
    """Notes for how long it is waited, without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    async def wait(self, identity: str, seconds: float) -> Job:
        """The job as it is."""
        self.waited.append(seconds)
        return await self.get(identity)
