"""/v1/analyses/{id}: reading, cancelling and erasing one; and the list of all."""

import pytest

from keyquestions import errors

from .doubles import TITLE, analysis, article


@pytest.fixture
def known(done, posted):
    """A client, and where a finished analysis is."""
    client, _ = done
    return client, client.post("/v1/analyses", json=posted).headers["content-location"]


@pytest.fixture
def queued(waiting, posted):
    """A client, its stage, and where an analysis is that waits."""
    client, stage = waiting
    return client, stage, client.post("/v1/analyses", json=posted).headers["location"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/plain, text/html;q=0.5", "text/plain; charset=utf-8"),
        ("application/*;q=0.2, text/*;q=0.4, text/html;q=0.1", "text/plain; charset=utf-8"),
        ("text/html;q=0, */*", "application/json"),
    ],
)
def test_the_form_is_the_one_that_is_liked_best(known, accept, media):
    """Quality and the more specific range decide, and caches know that the form depends on it."""
    client, where = known
    client.headers.pop("accept", None)
    response = client.get(where, headers={} if accept is None else {"Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert response.headers["vary"] == "Accept"


def test_html_is_a_fragment(known):
    """It can be put into a page: there is no document around it."""
    client, where = known
    text = client.get(where, headers={"Accept": "text/html"}).text
    assert "<html" not in text
    assert analysis().questions[0].text in text


def test_what_is_not_offered_is_refused_as_json(known):
    """Also a caller that accepts only something else can read why."""
    client, where = known
    response = client.get(where, headers={"Accept": "application/xml"})
    assert (response.status_code, response.headers["content-type"]) == (406, "application/json")
    assert response.json()["code"] == "not_acceptable"


@pytest.mark.parametrize("form", ["application/json", "text/html", "text/plain"])
@pytest.mark.parametrize("told", ["{tag}", "W/{tag}", '"other", {tag}', '"a,b" , W/{tag}', "*"])
def test_what_the_caller_has_is_not_sent_again(known, form, told):
    """A tag in a list, a weakened one and the star all stand for what is there."""
    client, where = known
    tag = client.get(where, headers={"Accept": form}).headers["etag"]
    again = client.get(where, headers={"Accept": form, "If-None-Match": told.format(tag=tag)})
    assert (again.status_code, again.content) == (304, b"")
    assert (again.headers["etag"], again.headers["vary"]) == (tag, "Accept")


def test_each_form_has_its_own_strong_tag(known):
    """Another representation is other bytes, so a tag of one does not stand for another."""
    client, where = known
    forms = ("application/json", "text/html", "text/plain")
    tags = {client.get(where, headers={"Accept": form}).headers["etag"] for form in forms}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


def test_a_tag_changes_with_the_state(queued):
    """A poller with a tag sees every change."""
    client, stage, where = queued
    first = client.get(where).headers["etag"]
    stage.jobs.begin(where.rpartition("/")[2])
    second = client.get(where, headers={"If-None-Match": first})
    assert (second.status_code, second.json()["state"]) == (200, "running")


def test_head_tells_what_get_would(known):
    """The same headers, and no body."""
    client, where = known
    got, head = client.get(where), client.head(where)
    assert head.content == b""
    assert head.headers["content-length"] == str(len(got.content))
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize("accept", ["text/html", "text/plain"])
def test_an_unfinished_analysis_has_no_form_for_readers(queued, accept):
    """409 says that it may work later; a page is never made of nothing."""
    client, _, where = queued
    response = client.get(where, headers={"Accept": accept})
    assert (response.status_code, response.json()["code"]) == (409, "analysis_unfinished")
    assert response.json()["error"]["retryable"] is True
    assert int(response.headers["retry-after"]) > 0


def test_a_failed_analysis_is_told_without_a_key_error(queued):
    """Its state is read like any other; the reason is a sentence for editors."""
    client, stage, where = queued
    stage.jobs.settle(where.rpartition("/")[2], errors.KeyRejected("Check OPENAI_API_KEY."))
    body = client.get(where).json()
    assert (body["state"], body["status"], "error" in body) == ("failed", "failed", False)
    assert body["failure"]["code"] == "provider_key_rejected"
    assert "OPENAI" not in body["failure"]["message"]
    response = client.get(where, headers={"Accept": "text/html"})
    assert (response.status_code, response.json()["error"]["retryable"]) == (409, False)


@pytest.mark.parametrize("identity", ["an_0123456789abcdef01234567", "nonsense", "an_%00", "a b"])
@pytest.mark.parametrize("what", ["", "/article", "/events", "/review"])
def test_what_does_not_exist_is_not_found(done, identity, what):
    """Whatever the id looks like."""
    client, _ = done
    response = client.get(f"/v1/analyses/{identity}{what}")
    assert (response.status_code, response.json()["code"]) == (404, "analysis_not_found")


def test_the_article_is_what_anchors_point_into(known):
    """A quote stands in the text where its anchor says."""
    client, where = known
    text = client.get(f"{where}/article").json()["text"]
    assert text == article().text
    anchors = client.get(where).json()["summary"]["sentences"][0]["evidence"]
    assert all(text[each["start"] : each["end"]] == each["exact"] for each in anchors)


def test_the_list_is_read_page_by_page(waiting, posted):
    """Newest first; `next_before` leads to the older ones, and ends."""
    client, _ = waiting
    for number in range(3):
        client.post("/v1/analyses", json=posted | {"title": f"{TITLE} {number}"})
    first = client.get("/v1/analyses", params={"limit": 2}).json()
    assert [each["title"][-1] for each in first["items"]] == ["2", "1"]
    older = client.get("/v1/analyses", params={"before": first["next_before"]}).json()
    assert [each["title"][-1] for each in older["items"]] == ["0"]
    assert older["next_before"] is None


def test_the_list_of_one_article(waiting, posted):
    """Only what was posted under that id."""
    client, _ = waiting
    client.post("/v1/analyses", json=posted)
    client.post("/v1/analyses", json=posted | {"external_id": "wp-2", "title": "Another"})
    items = client.get("/v1/analyses", params={"external_id": "wp-2"}).json()["items"]
    assert [each["title"] for each in items] == ["Another"]


def test_cancelling_twice_is_as_once(queued):
    """It is stopped, and stays so."""
    client, _, where = queued
    states = [client.post(f"{where}/cancel").json()["state"] for _ in range(2)]
    assert states == ["cancelled", "cancelled"]


def test_what_is_done_cannot_be_cancelled(known):
    """That is a conflict, and the result stays."""
    client, where = known
    response = client.post(f"{where}/cancel")
    assert (response.status_code, response.json()["code"]) == (409, "analysis_settled")
    assert client.get(where).json()["state"] == "succeeded"


def test_what_is_erased_is_gone(known):
    """204 without a body, then 404."""
    client, where = known
    response = client.delete(where)
    assert (response.status_code, response.content) == (204, b"")
    assert client.get(where).status_code == client.delete(where).status_code == 404
