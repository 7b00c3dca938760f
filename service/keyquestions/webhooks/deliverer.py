"""Takes deliveries that are due from the database, in any process, and sees them through."""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from keyquestions.errors import StoreFailed
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.store.deliveries import Claimed, Deliveries, DeliveryState, Outcome
from keyquestions.store.times import utc_now
from keyquestions.telemetry import Event, event, failure
from keyquestions.webhooks.schedule import wait_after
from keyquestions.webhooks.sending import Answer, Sender
from keyquestions.webhooks.signing import signed
from keyquestions.working import Loop

LEASE = timedelta(seconds=60)
"""For how long nobody else tries; longer than an attempt takes at most."""

AT_ONCE = 4
"""Attempts at the same time to one webhook: a slow receiver leaves room for the others."""

GONE = "gone"
"""Why a webhook is disabled that answers that it is no more."""

SWEEP = timedelta(hours=1)
KEPT_DELIVERED = timedelta(days=7)
KEPT_DEAD = timedelta(days=30)


class Deliverer:
    """Delivers until it is stopped; several of them, in any number of processes, share the work.

    A process that dies in an attempt leaves it to the others, once its lease is over: a receiver
    may see a message twice, with the same `webhook-id`, and misses none.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        sender: Sender,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Clock = CLOCK,
    ) -> None:
        self._deliveries = deliveries
        self._sender = sender
        self._now = now
        self._clock = clock
        self._worker = f"worker_{secrets.token_hex(8)}"
        self._busy: Counter[str] = Counter()
        self._swept: datetime | None = None
        self._loop = Loop(self._claim, self._deliver)
        self.wake, self.stop = self._loop.wake, self._loop.stop

    async def run(self) -> None:
        """Deliver until `stop`; a cancellation leaves what is under way to its lease."""
        await self._loop.run()

    async def deliver_due(self) -> int:
        """Make one attempt at all that is due now and can be taken; how many there were."""
        return await self._loop.once()

    async def _claim(self) -> tuple[Claimed, ...]:
        now = self._now()
        await self._sweep(now)
        room = {webhook: AT_ONCE - count for webhook, count in self._busy.items()}
        taken = await self._deliveries.claim(self._worker, now, LEASE, room, AT_ONCE)
        self._busy.update(each.webhook.id for each in taken)
        return taken

    async def _sweep(self, now: datetime) -> None:
        if self._swept is None or now - self._swept >= SWEEP:
            self._swept = now
            await self._deliveries.sweep(now - KEPT_DELIVERED, now - KEPT_DEAD)

    async def _deliver(self, claimed: Claimed) -> None:
        try:
            outcome = self._outcome(claimed, await self._attempt(claimed))
            await self._deliveries.settle(claimed, outcome)
        except StoreFailed as error:
            # The lease runs out, and the message is sent again: receivers know its id.
            event(Event.STORE_FAILED, **failure(error))
        else:
            _tell(claimed, outcome)
        finally:
            self._busy[claimed.webhook.id] -= 1
            self._busy += Counter()  # forget those with none

    async def _attempt(self, claimed: Claimed) -> Answer:
        delivery, webhook = claimed.delivery, claimed.webhook
        try:
            headers = signed(webhook.secret, delivery.id, delivery.payload, self._now())
            return await self._sender.send(webhook.url, delivery.payload, headers)
        except Exception as error:  # noqa: BLE001 - a defect with one must not end all deliveries
            event(Event.WEBHOOK_FAILED, **failure(error))
            return Answer(error="internal")

    def _outcome(self, claimed: Claimed, answer: Answer) -> Outcome:
        now = self._now()
        outcome = Outcome(DeliveryState.DEAD, now, status=answer.status, error=answer.error)
        if answer.error is None:
            return replace(outcome, state=DeliveryState.DELIVERED)
        if answer.status == HTTPStatus.GONE:
            return replace(outcome, error=GONE, disable=GONE)
        wait = wait_after(claimed.delivery.attempts, self._clock.chance(), answer.retry_after)
        if wait is None:
            return outcome
        again = now + timedelta(seconds=wait)
        return replace(outcome, state=DeliveryState.PENDING, next_at=again)


def _tell(claimed: Claimed, outcome: Outcome) -> None:
    what = {
        DeliveryState.DELIVERED: Event.WEBHOOK_DELIVERED,
        DeliveryState.PENDING: Event.WEBHOOK_FAILED,
        DeliveryState.DEAD: Event.WEBHOOK_DEAD,
    }[outcome.state]
    event(what, attempt=claimed.delivery.attempts)
