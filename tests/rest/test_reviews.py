"""Editors' reviews, and what readers see because of them."""

import pytest

from keyquestions.jobs import Published
from keyquestions.publishing import Edits
from keyquestions.store.reviews import NewReview, ReviewState

from .doubles import analysis, article

ORIGIN = "https://news.example"
PUBLIC = "/v1/articles/wp-1842/latest"


@pytest.fixture
def known(serve, posted):
    """A client, its stage, and where a finished analysis is; pages of one origin may read."""
    client, stage = serve(lambda _submission: analysis(), origins=[ORIGIN])
    return client, stage, client.post("/v1/analyses", json=posted).headers["content-location"]


async def publish(stage, identity, state=ReviewState.APPROVED, edits=None):
    """Let the jobs find a review of it, as the real ones do."""
    job = await stage.jobs.get(identity)
    entry = NewReview(
        job.id, 0, state, "M. Okafor", "", job.content_hash, edits and edits.model_dump(mode="json")
    )
    review = await stage.reviews.append(entry)
    stage.jobs.published["wp-1842"] = Published("wp-1842", job, review)


def test_a_review_is_put_on_record(known):
    """By whom, when and over which text; the newest one is the state."""
    client, _, where = known
    given = {"state": "approved", "reviewer": "M. Okafor", "note": "Fine.", "revision": 0}
    response = client.post(f"{where}/review", json=given)
    assert response.status_code == 201
    trail = client.get(f"{where}/review").json()
    assert (trail["revision"], trail["state"]) == (1, "approved")
    assert trail["entries"] == [response.json()]
    assert trail["entries"][0]["content_hash"] == article().content_hash


def test_without_a_review_it_is_a_draft(known):
    """There is a state before anybody decided."""
    client, _, where = known
    trail = client.get(f"{where}/review").json()
    assert (trail["revision"], trail["state"], trail["entries"]) == (0, "draft", [])


def test_of_two_tabs_the_slower_one_is_told(known):
    """A decision over a revision that is no longer the newest is refused."""
    client, _, where = known
    given = {"state": "approved", "reviewer": "A", "revision": 0}
    assert client.post(f"{where}/review", json=given).status_code == 201
    response = client.post(f"{where}/review", json=given | {"state": "rejected"})
    assert (response.status_code, response.json()["code"]) == (409, "review_outdated")
    assert client.get(f"{where}/review").json()["state"] == "approved"


def test_a_review_of_another_text_is_refused(known):
    """What was approved is what was analysed."""
    client, _, where = known
    given = {"state": "approved", "reviewer": "A", "content_hash": "0" * 64}
    response = client.post(f"{where}/review", json=given)
    assert (response.status_code, response.json()["code"]) == (409, "content_changed")
    right = given | {"content_hash": article().content_hash}
    assert client.post(f"{where}/review", json=right).status_code == 201


def test_what_is_not_finished_cannot_be_reviewed(waiting, posted):
    """There is nothing to approve yet."""
    client, _ = waiting
    where = client.post("/v1/analyses", json=posted).headers["location"]
    response = client.post(f"{where}/review", json={"state": "approved", "reviewer": "A"})
    assert (response.status_code, response.json()["code"]) == (409, "analysis_unfinished")


def test_changes_that_do_not_fit_are_refused(known):
    """They are checked when they come, not when readers ask."""
    client, _, where = known
    edits = {"questions": [{"index": 99, "text": "What else?"}]}
    given = {"state": "edited", "reviewer": "A", "edits": edits}
    response = client.post(f"{where}/review", json=given)
    assert (response.status_code, response.json()["code"]) == (409, "edits_invalid")
    assert client.get(f"{where}/review").json()["entries"] == []


def test_nothing_is_public_before_a_review(known):
    """A finished analysis is not a published one."""
    client, _, _ = known
    response = client.get(PUBLIC)
    assert (response.status_code, response.json()["code"]) == (404, "not_published")


async def test_readers_see_what_was_approved_with_its_changes(known):
    """The editor's words, the original beside them, and nothing of the trail but the decision."""
    client, stage, where = known
    edits = Edits.model_validate({"questions": [{"index": 1, "text": "What will drivers do?"}]})
    await publish(stage, where.rpartition("/")[2], ReviewState.EDITED, edits)
    response = client.get(PUBLIC)
    (question,) = response.json()["questions"]
    assert question["text"] == "What will drivers do?"
    assert question["original"]["text"] == analysis().questions[1].text
    assert question["edited_by"] == "M. Okafor"
    assert response.json()["review"]["state"] == "edited"
    html = client.get(PUBLIC, headers={"Accept": "text/html"}).text
    assert "What will drivers do?" in html
    assert analysis().questions[0].text not in html


async def test_caches_may_keep_what_is_public(known):
    """For a minute, then they ask with the tag."""
    client, stage, where = known
    await publish(stage, where.rpartition("/")[2])
    response = client.get(PUBLIC)
    assert response.headers["cache-control"].startswith("public, max-age=60, stale-while-revalid")
    assert response.headers["vary"] == "Accept, Origin"
    again = client.get(PUBLIC, headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["cache-control"] == response.headers["cache-control"]


async def test_pages_of_listed_origins_may_read_it(known):
    """Others may not, and nothing else may be read from any page."""
    client, stage, where = known
    await publish(stage, where.rpartition("/")[2])
    listed = client.get(PUBLIC, headers={"Origin": ORIGIN})
    assert listed.headers["access-control-allow-origin"] == ORIGIN
    other = client.get(PUBLIC, headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers
    private = client.get(where, headers={"Origin": ORIGIN})
    assert "access-control-allow-origin" not in private.headers


@pytest.mark.parametrize(("origin", "allowed"), [(ORIGIN, "GET, HEAD"), ("null", None)])
def test_a_preflight_says_what_may_be_asked(known, origin, allowed):
    """Reading, with a tag; and nothing where the origin is not listed."""
    client, _, _ = known
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    response = client.options(PUBLIC, headers=asked)
    assert response.status_code == 204
    assert response.headers.get("access-control-allow-methods") == allowed
    assert client.options("/v1/analyses", headers=asked).status_code == 405


async def test_a_refusal_can_be_read_by_the_page_too(known):
    """A script of a listed origin sees why there is nothing, instead of a network error."""
    client, _, _ = known
    response = client.get("/v1/articles/none/latest", headers={"Origin": ORIGIN})
    assert response.status_code == 404
    assert response.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize("name", ["2026/05/bridge", "https:%2F%2Fnews.example%2F%3Fp=12", "a%25b"])
async def test_an_articles_id_may_be_an_address(known, name):
    """Slashes, question marks and percent signs in an id are its own."""
    client, stage, _ = known
    assert client.get(f"/v1/articles/{name}/latest").status_code == 404
    asked = [what for method, what in stage.jobs.asked if method == "latest"]
    assert asked in (["2026/05/bridge"], ["https://news.example/?p=12"], ["a%b"])


def test_an_article_is_erased_by_its_id(known):
    """All analyses of it are gone, and doing it again is no failure."""
    client, _, where = known
    assert client.delete("/v1/articles/wp-1842").status_code == 204
    assert client.get(where).status_code == 404
    assert client.delete("/v1/articles/wp-1842").status_code == 204
