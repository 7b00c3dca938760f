"""What happened, and whom to tell: the rows that a transaction leaves for the webhooks' deliverer.

Whoever writes a result calls `announce` in the same transaction: after a crash there are both or
neither, so nothing that happened stays untold, and nothing is told that did not happen.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from keyquestions.store.tables import deliveries, webhooks
from keyquestions.store.times import spelled

Told = Mapping[str, str | int | list[str] | None]
"""What a payload says beside its type and time: names and states, and never a text."""


class Happening(StrEnum):
    """What webhooks can be told of."""

    ANALYSIS_SUCCEEDED = "analysis.succeeded"
    ANALYSIS_PARTIAL = "analysis.partial"
    ANALYSIS_FAILED = "analysis.failed"
    ANALYSIS_CANCELLED = "analysis.cancelled"
    REVIEW_DRAFT = "review.draft"
    REVIEW_APPROVED = "review.approved"
    REVIEW_EDITED = "review.edited"
    REVIEW_REJECTED = "review.rejected"
    BATCH_FINISHED = "batch.finished"


def announce(connection: Connection, what: Happening | str, data: Told, now: datetime) -> int:
    """Leave a delivery for each webhook that wants to be told; how many there are.

    It is part of the caller's transaction. `data` is `{"analysis_id", "state", "external_ids"}` for
    an analysis or a review, `{"batch_id", "state"}` and counts for a batch.

    Raises:
        ValueError: nothing of that name can happen.
    """
    happening = Happening(what)
    listening = (
        select(webhooks.c.id, webhooks.c.events)
        .where(webhooks.c.disabled_at.is_(None))
        # A webhook cannot be deleted before this transaction is over, and leave a row behind.
        .with_for_update(read=True, key_share=True)
    )
    told = [each.id for each in connection.execute(listening) if happening in each.events]
    if not told:
        return 0
    payload = json.dumps(
        {"type": happening, "timestamp": spelled(now), "data": dict(data)},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    rows = [_row(webhook, happening, payload, now) for webhook in told]
    connection.execute(insert(deliveries), rows)
    return len(rows)


def _row(webhook: str, happening: Happening, payload: str, now: datetime) -> dict[str, object]:
    return {
        "id": f"msg_{secrets.token_hex(12)}",
        "webhook_id": webhook,
        "event": happening.value,
        "payload": payload,
        "state": "pending",
        "attempts": 0,
        "next_at": now,
        "created_at": now,
    }
