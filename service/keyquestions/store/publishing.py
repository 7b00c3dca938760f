"""What readers may see of an article: released by an editor, and true of the newest text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, and_, func, select

from keyquestions.analysis import Analysis, Anchor
from keyquestions.article import Article
from keyquestions.store.analyses import article_of
from keyquestions.store.entries import SMALL, Entry
from keyquestions.store.reviews import RELEASED, Review, last_review
from keyquestions.store.tables import analyses, refs, reviews


@dataclass(frozen=True, slots=True)
class Release:
    """A released analysis; `changed` says that the article's text is another one since."""

    entry: Entry
    review: Review
    url: str | None
    changed: bool


def released(connection: Connection, external_id: str) -> Release | None:
    """The newest one of that article, if all of its quotes are still in its newest text."""
    row = connection.execute(_newest_released(external_id)).mappings().first()
    if row is None:
        return None
    entry, review = Entry.of(row), last_review(connection, row["id"])
    newest = connection.execute(
        select(refs.c.analysis_id, refs.c.url, analyses.c.content_hash)
        .join(analyses, analyses.c.id == refs.c.analysis_id)
        .where(refs.c.external_id == external_id)
        .order_by(refs.c.requested_at.desc())
        .limit(1)
    ).one()
    changed = newest.content_hash != entry.content_hash
    if review is None or entry.analysis is None:
        return None
    if changed and not quotes_stand(entry.analysis, article_of(connection, newest.analysis_id)):
        return None
    return Release(entry, review, newest.url, changed)


def quotes_stand(analysis: Analysis, article: Article) -> bool:
    """Whether every quote of an analysis is, to the letter, in that article."""
    return all(_holds(article.text, anchor.exact) for anchor in anchors(analysis))


def anchors(part: Any) -> Iterator[Anchor]:  # noqa: ANN401 - any part of an analysis
    """All anchors in a part of an analysis."""
    if isinstance(part, Anchor):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from anchors(getattr(part, name))
    elif isinstance(part, tuple):
        for each in part:
            yield from anchors(each)
    elif isinstance(part, dict):
        yield from anchors(tuple(part.values()))


def _newest_released(external_id: str) -> Any:  # noqa: ANN401 - SQLAlchemy's own type
    last = (
        select(reviews.c.analysis_id, func.max(reviews.c.revision).label("revision"))
        .join(refs, refs.c.analysis_id == reviews.c.analysis_id)
        .where(refs.c.external_id == external_id)
        .group_by(reviews.c.analysis_id)
        .subquery()
    )
    newest = and_(
        reviews.c.analysis_id == last.c.analysis_id, reviews.c.revision == last.c.revision
    )
    return (
        select(*SMALL, analyses.c.result)
        .join(reviews, reviews.c.analysis_id == analyses.c.id)
        .join(last, newest)
        .where(
            reviews.c.state.in_([state.value for state in RELEASED]),
            reviews.c.content_hash == analyses.c.content_hash,
            analyses.c.result.is_not(None),
        )
        .order_by(reviews.c.created_at.desc())
        .limit(1)
    )


def _holds(text: str, quote: str) -> bool:
    """Whether the quote is there as whole words."""
    at = text.find(quote)
    while at >= 0:
        end = at + len(quote)
        if not (_joined(text, at) or _joined(text, end)):
            return True
        at = text.find(quote, at + 1)
    return False


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on across that place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
