"""Reviews: an audit trail, and what readers may see because of it."""

import asyncio

import pytest

from keyquestions import errors
from keyquestions.article import read_article
from keyquestions.jobs import Submission
from keyquestions.store.reviews import NewReview, Reviews, ReviewState

from ..pipeline.conftest import TEXT  # noqa: TID252 - no package
from .conftest import article, submission


def review(job, expected=0, state=ReviewState.APPROVED, **changes):
    """An entry by an editor."""
    fields = {
        "analysis_id": job.id,
        "expected": expected,
        "state": state,
        "reviewer": "Dana",
        "note": "",
        "content_hash": job.content_hash,
    }
    return NewReview(**(fields | changes))


@pytest.fixture
async def job(alone):
    posted, _ = await alone.jobs.submit(submission(external_id="post-1", url="https://a.example"))
    return await alone.settled(posted.id)


@pytest.fixture
def reviews(alone):
    return Reviews(alone.database)


async def test_entries_are_added_and_none_is_changed(job, reviews):
    """The trail has all of them in order, with what was edited."""
    first = await reviews.append(review(job, state=ReviewState.DRAFT))
    edits = {"questions": [{"text": "Why?"}]}
    second = await reviews.append(review(job, 1, ReviewState.EDITED, edits=edits, note="Shorter."))
    assert await reviews.of(job.id) == (first, second)
    assert [each.revision for each in (first, second)] == [1, 2]
    assert (second.edits, second.note) == (edits, "Shorter.")


async def test_of_two_reviewers_at_once_the_second_is_told(job, reviews):
    """Nobody's decision is replaced unseen."""
    results = await asyncio.gather(
        *(reviews.append(review(job, reviewer=name)) for name in "abc"), return_exceptions=True
    )
    outdated = [each for each in results if isinstance(each, errors.ReviewOutdated)]
    assert len(outdated) == 2
    assert len(await reviews.of(job.id)) == 1


@pytest.mark.parametrize("change", [{"expected": 3}, {"content_hash": "0" * 64}])
async def test_a_review_of_something_else_is_refused(job, reviews, change):
    """Another revision or another text."""
    with pytest.raises(errors.ReviewOutdated):
        await reviews.append(review(job, **change))
    assert await reviews.of(job.id) == ()


async def test_what_has_no_result_cannot_be_reviewed(process):
    """Neither what waits nor what is not there."""
    one = await process()
    reviews = Reviews(one.database)
    job, _ = await one.jobs.submit(submission())
    with pytest.raises(errors.ReviewOutdated, match="no result"):
        await reviews.append(review(job))
    await one.jobs.delete(job.id)
    with pytest.raises(errors.AnalysisUnknown):
        await reviews.append(review(job))


async def test_readers_see_only_what_was_released(alone, job, reviews):
    """Until it is rejected."""
    assert await alone.jobs.latest("post-1") is None
    for revision, (state, seen) in enumerate(
        [("draft", False), ("approved", True), ("edited", True), ("rejected", False)]
    ):
        await reviews.append(review(job, revision, ReviewState(state)))
        published = await alone.jobs.latest("post-1")
        assert (published is not None) is seen
        if published:
            assert (published.job.id, published.review.state) == (job.id, state)
            assert (published.url, published.stale) == ("https://a.example", ())


async def test_a_changed_text_is_told_as_long_as_all_quotes_stand(alone, job, reviews):
    """Then the analysis is stale; else readers see nothing until it is reviewed."""
    await reviews.append(review(job))
    await alone.jobs.submit(submission(7, external_id="post-1"))
    assert (await alone.jobs.latest("post-1")).stale == ("text",)
    other = read_article(TEXT.replace("3,000 signatures", "4,000 signatures"))
    await alone.jobs.submit(Submission(other, external_id="post-1"))
    assert await alone.jobs.latest("post-1") is None


async def test_the_newest_release_is_seen(alone, job, reviews):
    """Of several released analyses of one article."""
    await reviews.append(review(job))
    newer, _ = await alone.jobs.submit(submission(8, external_id="post-1"))
    done = await alone.settled(newer.id)
    await reviews.append(review(done))
    published = await alone.jobs.latest("post-1")
    assert (published.job.id, published.stale) == (newer.id, ())


async def test_what_readers_see_is_not_made_again(alone, job, reviews):
    """Whoever asks for a retry gets it as it is."""
    await reviews.append(review(job))
    alone.work.begun.clear()
    _, known = await alone.jobs.submit(submission(retry=True))
    assert known
    assert alone.work.begun == []


async def test_whoever_watches_reviews_is_told_in_the_transaction(alone, job):
    """If it fails, there is no review."""

    def refuse(_connection, _review):
        raise ZeroDivisionError

    reviews = Reviews(alone.database, watchers=[refuse])
    with pytest.raises(ZeroDivisionError):
        await reviews.append(review(job))
    assert await reviews.of(job.id) == ()


async def test_the_article_is_kept_as_it_was_read(alone, job):
    """Block by block."""
    assert await alone.jobs.article(job.id) == article()
