"""Erasing analyses with everything that belongs to them."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from keyquestions.store import idempotency
from keyquestions.store.batch_items import forget
from keyquestions.store.tables import analyses, analysis_replies, progress, refs, reviews

_BELONGING = (refs, progress, reviews)


def erase(connection: Connection, identity: str) -> tuple[bool, Sequence[str]]:
    """Whether there was one of that id, and the keys of the replies that nobody else uses."""
    # First its row: whoever is writing to it finishes before, and nobody begins after.
    there = connection.execute(delete(analyses).where(analyses.c.id == identity)).rowcount > 0
    for table in _BELONGING:
        connection.execute(delete(table).where(table.c.analysis_id == identity))
    forget(connection, analysis_ids=[identity])
    idempotency.forget(connection, [identity])
    keys = own_replies(connection, identity)
    mine = analysis_replies.c.analysis_id == identity
    connection.execute(delete(analysis_replies).where(mine))
    return there, keys


def own_replies(connection: Connection, identity: str) -> Sequence[str]:
    """The keys of the replies that only this analysis uses."""
    mine = analysis_replies.c.analysis_id == identity
    keys = set(connection.scalars(select(analysis_replies.c.reply_key).where(mine)))
    other = analysis_replies.c.analysis_id != identity
    used = select(analysis_replies.c.reply_key).where(other, analysis_replies.c.reply_key.in_(keys))
    return sorted(keys - set(connection.scalars(used)))


def erase_leftovers(connection: Connection, identity: str) -> Sequence[str]:
    """The replies of an analysis that was erased while it was made; none where it is there."""
    there = connection.scalar(select(analyses.c.id).where(analyses.c.id == identity))
    return () if there else erase(connection, identity)[1]


def named(connection: Connection, external_id: str) -> tuple[int, Sequence[str]]:
    """How many analyses have that name, and which of them have no other."""
    mine = select(refs.c.analysis_id).where(refs.c.external_id == external_id)
    identities = list(connection.scalars(mine))
    others = select(refs.c.analysis_id).where(
        refs.c.analysis_id.in_(identities), refs.c.external_id != external_id
    )
    kept = set(connection.scalars(others))
    return len(identities), [identity for identity in identities if identity not in kept]


def unname(connection: Connection, external_id: str) -> None:
    """Take that name from all analyses, and the article's text from lines of batches.

    Those that have other names stay, and answers that were kept of them do not: posted again under
    the same Idempotency-Key, the article shall get its name back.
    """
    forget(connection, external_id=external_id)
    mine = delete(refs).where(refs.c.external_id == external_id).returning(refs.c.analysis_id)
    idempotency.forget(connection, list(connection.scalars(mine)))
