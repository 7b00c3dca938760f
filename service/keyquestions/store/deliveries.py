"""The table `deliveries`: what is on its way to the webhooks, and what has become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update
from sqlalchemy.engine import RowMapping

from keyquestions.errors import DeliveryNotDead, DeliveryUnknown
from keyquestions.store.database import Database
from keyquestions.store.outbox import Happening
from keyquestions.store.tables import deliveries, webhooks
from keyquestions.store.times import aware
from keyquestions.store.webhooks import Webhook, found, listed

PAGE = 100


class DeliveryState(StrEnum):
    """What has become of a delivery; a dead one is not tried again by itself."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook; `id` is the same in every attempt.

    `last_status` is the HTTP status of the last answer, `last_error` a code for why the last
    attempt failed.
    """

    id: str
    webhook_id: str
    event: Happening
    payload: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    created_at: datetime
    settled_at: datetime | None
    last_status: int | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this worker has, until its lease is over, and where it goes."""

    delivery: Delivery
    webhook: Webhook
    worker: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one attempt: `state` and, while that is pending, when it is tried again."""

    state: DeliveryState
    at: datetime
    next_at: datetime | None = None
    status: int | None = None
    error: str | None = None
    disable: str | None = None


class Deliveries:
    """The deliveries, for all processes that share the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(
        self,
        webhook: str,
        state: DeliveryState | None = None,
        before: str | None = None,
        limit: int = PAGE,
    ) -> tuple[Delivery, ...]:
        """Some of a webhook's deliveries, the newest first, from before the one of that id.

        Raises:
            WebhookUnknown: there is no such webhook.
            DeliveryUnknown: there is no delivery of the id in `before`.
        """

        def read(connection: Connection) -> tuple[Delivery, ...]:
            found(connection, webhook)
            wanted = select(deliveries).where(deliveries.c.webhook_id == webhook)
            if state is not None:
                wanted = wanted.where(deliveries.c.state == state)
            if before is not None:
                wanted = wanted.where(_older(_delivery_row(connection, webhook, before)))
            order = (deliveries.c.created_at.desc(), deliveries.c.id.desc())
            rows = connection.execute(wanted.order_by(*order).limit(limit)).mappings()
            return tuple(map(_delivery, rows))

        return await self._database.read(read)

    async def revive(self, webhook: str, id_: str, now: datetime) -> Delivery:
        """Have a dead delivery tried again, from the first attempt on.

        Raises:
            DeliveryUnknown: there is no such delivery.
            DeliveryNotDead: it is not dead.
        """

        def write(connection: Connection) -> Delivery:
            row = _delivery_row(connection, webhook, id_)
            changed = connection.execute(
                update(deliveries)
                .where(deliveries.c.id == id_, deliveries.c.state == DeliveryState.DEAD)
                .values(
                    state=DeliveryState.PENDING,
                    attempts=0,
                    next_at=now,
                    settled_at=None,
                    worker=None,
                )
            )
            if changed.rowcount == 0:
                raise DeliveryNotDead(
                    f"The delivery is {row['state']}; only a dead one can be sent again."
                )
            return _delivery(_delivery_row(connection, webhook, id_))

        return await self._database.write(write)

    async def claim(
        self, worker: str, now: datetime, lease: timedelta, room: Mapping[str, int], default: int
    ) -> tuple[Claimed, ...]:
        """Take deliveries that are due; nobody else has them before the lease is over.

        `room` is how many of each webhook's may be taken, `default` how many of one that is not in
        it. That counts as an attempt: a process that dies with it does not try without end.
        """

        def due(connection: Connection) -> list[tuple[Webhook, list[str]]]:
            enabled = [each for each in listed(connection) if each.disabled_at is None]
            return [
                (each, _due(connection, each.id, now, room.get(each.id, default)))
                for each in enabled
            ]

        found = [(webhook, ids) for webhook, ids in await self._database.read(due) if ids]
        if not found:
            return ()

        def write(connection: Connection) -> tuple[Claimed, ...]:
            return tuple(
                Claimed(delivery, webhook, worker)
                for webhook, ids in found
                for delivery in _take(connection, ids, worker, now, now + lease)
            )

        return await self._database.write(write)

    async def settle(self, claimed: Claimed, outcome: Outcome) -> bool:
        """Write what came of an attempt; False where its lease was over and others have it."""

        def write(connection: Connection) -> bool:
            waits = {} if outcome.next_at is None else {"next_at": outcome.next_at}
            is_pending = outcome.state is DeliveryState.PENDING
            changed = connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.id == claimed.delivery.id,
                    deliveries.c.state == DeliveryState.PENDING,
                    deliveries.c.worker == claimed.worker,
                    deliveries.c.attempts == claimed.delivery.attempts,
                )
                .values(
                    state=outcome.state,
                    worker=None,
                    last_status=outcome.status,
                    last_error=outcome.error,
                    settled_at=None if is_pending else outcome.at,
                    **waits,
                )
            )
            if outcome.disable is not None:
                _disable(connection, claimed.webhook.id, outcome)
            return changed.rowcount == 1

        return await self._database.write(write)

    async def sweep(self, delivered_before: datetime, dead_before: datetime) -> int:
        """Delete deliveries that settled before those times; how many there were."""
        old = (
            (DeliveryState.DELIVERED, delivered_before),
            (DeliveryState.DEAD, dead_before),
        )

        def write(connection: Connection) -> int:
            return sum(
                connection.execute(
                    delete(deliveries).where(
                        deliveries.c.state == state, deliveries.c.settled_at < before
                    )
                ).rowcount
                for state, before in old
            )

        return await self._database.write(write)


def _delivery_row(connection: Connection, webhook: str, id_: str) -> RowMapping:
    wanted = select(deliveries).where(deliveries.c.id == id_, deliveries.c.webhook_id == webhook)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise DeliveryUnknown("This webhook has no delivery of that id; it may be over long ago.")
    return row


def _older(row: RowMapping) -> ColumnElement[bool]:
    created, id_ = deliveries.c.created_at, deliveries.c.id
    return or_(created < row["created_at"], and_(created == row["created_at"], id_ < row["id"]))


def _due(connection: Connection, webhook: str, now: datetime, limit: int) -> list[str]:
    if limit <= 0:
        return []
    wanted = (
        select(deliveries.c.id)
        .where(
            deliveries.c.webhook_id == webhook,
            deliveries.c.state == DeliveryState.PENDING,
            deliveries.c.next_at <= now,
        )
        .order_by(deliveries.c.next_at)
        .limit(limit)
    )
    return list(connection.scalars(wanted))


def _take(
    connection: Connection, ids: list[str], worker: str, now: datetime, until: datetime
) -> list[Delivery]:
    """Those of them that nobody has taken since they were looked for."""
    taking = (
        update(deliveries)
        .where(
            deliveries.c.id.in_(ids),
            deliveries.c.state == DeliveryState.PENDING,
            deliveries.c.next_at <= now,
        )
        .values(worker=worker, next_at=until, attempts=deliveries.c.attempts + 1)
        .returning(deliveries)
    )
    return [_delivery(row) for row in connection.execute(taking).mappings()]


def _disable(connection: Connection, webhook: str, outcome: Outcome) -> None:
    """Tell it nothing more; what is on its way to it is dead."""
    connection.execute(
        update(webhooks)
        .where(webhooks.c.id == webhook)
        .values(disabled_at=outcome.at, disabled_because=outcome.disable)
    )
    connection.execute(
        update(deliveries)
        .where(deliveries.c.webhook_id == webhook, deliveries.c.state == DeliveryState.PENDING)
        .values(
            state=DeliveryState.DEAD,
            worker=None,
            settled_at=outcome.at,
            last_error=outcome.disable,
        )
    )


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        webhook_id=row["webhook_id"],
        event=Happening(row["event"]),
        payload=row["payload"],
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        next_at=aware(row["next_at"]),
        created_at=aware(row["created_at"]),
        settled_at=aware(row["settled_at"]),
        last_status=row["last_status"],
        last_error=row["last_error"],
    )
