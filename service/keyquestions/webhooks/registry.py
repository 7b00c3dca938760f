"""What callers do with webhooks: register, list and delete them, and look after deliveries."""

from collections.abc import Callable, Sequence
from datetime import datetime

from keyquestions.errors import DeliveryNotDead, WebhookInvalid
from keyquestions.store.deliveries import Deliveries, Delivery, DeliveryState
from keyquestions.store.outbox import Happening
from keyquestions.store.times import utc_now
from keyquestions.store.webhooks import Webhook, Webhooks, new_id
from keyquestions.webhooks.sending import Sender
from keyquestions.webhooks.signing import new_secret


class Registry:
    """The webhooks of this service.

    `wake` is called when there is something to deliver at once.
    """

    def __init__(
        self,
        webhooks: Webhooks,
        deliveries: Deliveries,
        sender: Sender,
        *,
        now: Callable[[], datetime] = utc_now,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._webhooks = webhooks
        self._deliveries = deliveries
        self._sender = sender
        self._now = now
        self._wake = wake

    async def register(self, url: str, events: Sequence[str] = ()) -> Webhook:
        """A new webhook, told of those events, or of all where none is named.

        It is only now that the secret is to be shown.

        Raises:
            WebhookInvalid: nothing is sent to that address, or an event does not exist.
            WebhooksFull: there are as many as there may be.
        """
        names = tuple(dict.fromkeys(events)) or tuple(Happening)
        unknown = [each for each in names if each not in list(Happening)]
        if unknown:
            raise WebhookInvalid(
                f"There is an event that does not exist; there are {', '.join(Happening)}."
            )
        await self._sender.check(url)
        webhook = Webhook(
            id=new_id(),
            url=url,
            events=tuple(map(Happening, names)),
            created_at=self._now(),
            secret=new_secret(),
        )
        await self._webhooks.add(webhook)
        return webhook

    async def all(self) -> tuple[Webhook, ...]:
        """All of them, the oldest first."""
        return await self._webhooks.all()

    async def get(self, id_: str) -> Webhook:
        """One of them.

        Raises:
            WebhookUnknown: there is none of that id.
        """
        return await self._webhooks.get(id_)

    async def remove(self, id_: str) -> None:
        """Delete it with all of its deliveries.

        Raises:
            WebhookUnknown: there is none of that id.
        """
        await self._webhooks.remove(id_)

    async def deliveries(
        self,
        id_: str,
        state: DeliveryState | None = None,
        before: str | None = None,
        limit: int = 100,
    ) -> tuple[Delivery, ...]:
        """Some of a webhook's deliveries; see `store.deliveries.Deliveries.of`."""
        return await self._deliveries.of(id_, state, before, limit)

    async def retry(self, id_: str, delivery: str) -> Delivery:
        """Have a dead delivery sent again, from the first attempt on.

        Raises:
            WebhookUnknown: there is no such webhook.
            DeliveryUnknown: it has no such delivery.
            DeliveryNotDead: the delivery is not dead, or its webhook is disabled.
        """
        webhook = await self._webhooks.get(id_)
        if webhook.disabled_at is not None:
            raise DeliveryNotDead("The webhook is disabled; register it anew.")
        revived = await self._deliveries.revive(id_, delivery, self._now())
        self._wake()
        return revived
