"""What the webhooks are told of analyses and reviews, in the transactions that write them."""

from sqlalchemy import Connection, select

from keyquestions.store.entries import Settled
from keyquestions.store.outbox import announce
from keyquestions.store.reviews import Review
from keyquestions.store.tables import refs


def tell_settled(connection: Connection, settled: Settled) -> None:
    """An analysis has ended (`entries.OnSettled`)."""
    state = settled.end.state
    told: dict[str, str | int | list[str]] = {
        "analysis_id": settled.id,
        "state": str(state),
        "external_ids": list(settled.external_ids),
    }
    announce(connection, f"analysis.{state}", told, settled.at)


def tell_reviewed(connection: Connection, review: Review) -> None:
    """An editor has decided (`reviews.OnReviewed`)."""
    names = select(refs.c.external_id).where(refs.c.analysis_id == review.analysis_id)
    told: dict[str, str | int | list[str]] = {
        "analysis_id": review.analysis_id,
        "state": str(review.state),
        "external_ids": list(connection.scalars(names)),
        "revision": review.revision,
    }
    announce(connection, f"review.{review.state}", told, review.created_at)
