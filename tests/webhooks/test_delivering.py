"""Deliveries to a receiver on loopback: what arrives, what is tried again, what is given up."""

import asyncio
import json
from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Verifier

from keyquestions.errors import DeliveryNotDead, DeliveryUnknown, WebhookUnknown
from keyquestions.store.deliveries import DeliveryState, Outcome
from keyquestions.webhooks import WAITS, open_webhooks
from keyquestions.webhooks.deliverer import AT_ONCE, LEASE

from .conftest import LOCAL, OK, TOLD, reply

PENDING, DELIVERED, DEAD = DeliveryState


def headers_of(request):
    """The headers of a request as it came."""
    lines = request.split("\r\n")[1:]
    return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


async def test_a_message_arrives_once_signed_and_thin(hooks):
    """The receiver gets the payload of the row, to the byte, with a signature that fits."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = OK
    await hooks.happen()

    assert await hooks.deliverer.deliver_due() == 1
    assert await hooks.deliverer.deliver_due() == 0

    (delivery,) = await hooks.all(hook)
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DELIVERED, 1, 204)
    (request,) = hooks.receiver.requests
    headers = headers_of(request)
    assert request.startswith("POST /hook ")
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(delivery.payload.encode()))
    assert headers["webhook-id"] == delivery.id
    signature = Verifier(hook.secret).sign(delivery.id, hooks.wall(), delivery.payload)
    assert headers["webhook-signature"] == signature
    assert json.loads(delivery.payload)["data"] == TOLD


async def test_what_fails_is_tried_ten_times_and_then_dead(hooks):
    """After the waits of the schedule, and not a second before; its id stays the same."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = reply(status=500)
    await hooks.happen()
    for wait in WAITS:
        assert await hooks.deliverer.deliver_due() == 1
        hooks.wall.forward(wait - 1)
        assert await hooks.deliverer.deliver_due() == 0
        hooks.wall.forward(1)
    assert await hooks.deliverer.deliver_due() == 1
    hooks.wall.forward(30 * 86_400)
    assert await hooks.deliverer.deliver_due() == 0

    (delivery,) = await hooks.all(hook)
    assert (delivery.state, delivery.attempts) == (DEAD, 10)
    assert (delivery.last_status, delivery.last_error) == (500, "http_status")
    assert len({headers_of(each)["webhook-id"] for each in hooks.receiver.requests}) == 1
    assert len({headers_of(each)["webhook-timestamp"] for each in hooks.receiver.requests}) == 10


async def test_a_receiver_that_asks_to_wait_is_left_alone_for_so_long(hooks):
    """429 with Retry-After goes before a schedule that would be quicker."""
    await hooks.hook()
    hooks.receiver.answers["/hook"] = reply(status=429, retry_after="120")
    await hooks.happen()
    await hooks.deliverer.deliver_due()
    hooks.wall.forward(119)
    assert await hooks.deliverer.deliver_due() == 0
    hooks.wall.forward(1)
    assert await hooks.deliverer.deliver_due() == 1


async def test_a_receiver_that_is_gone_is_told_nothing_any_more(hooks):
    """410 disables the webhook; what was on its way to it is dead, and nothing new comes."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = reply(status=410)
    for _ in range(AT_ONCE + 2):
        await hooks.happen()

    await hooks.deliverer.deliver_due()

    assert (await hooks.webhooks.get(hook.id)).disabled_because == "gone"
    assert {each.state for each in await hooks.all(hook)} == {DEAD}
    assert await hooks.happen() == 0
    assert await hooks.deliverer.deliver_due() == 0


async def test_a_redirect_is_a_failure_and_is_not_followed(hooks):
    """A signed message goes where it was registered for, and nowhere else."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = reply(status=307, location="/other")
    hooks.receiver.answers["/other"] = OK
    await hooks.happen()
    await hooks.deliverer.deliver_due()

    (delivery,) = await hooks.all(hook)
    assert (delivery.state, delivery.last_status) == (PENDING, 307)
    assert [each.split(" ")[1] for each in hooks.receiver.requests] == ["/hook"]


async def test_a_slow_receiver_leaves_room_for_the_others(hooks):
    """There are a few attempts at the same time to one webhook, and no more."""
    slow, quick = await hooks.hook("/slow"), await hooks.hook("/quick")
    arrived, gate = asyncio.Semaphore(0), asyncio.Event()

    async def answer(writer):
        arrived.release()
        await gate.wait()
        writer.write(OK)

    hooks.receiver.answers |= {"/slow": answer, "/quick": OK}
    for _ in range(AT_ONCE + 1):
        await hooks.happen()
    first = asyncio.create_task(hooks.deliverer.deliver_due())
    for _ in range(AT_ONCE):
        await arrived.acquire()

    while len(await hooks.all(quick, DELIVERED)) <= AT_ONCE:
        await hooks.deliverer.deliver_due()
    assert await hooks.all(slow, DELIVERED) == ()
    gate.set()
    assert await first == 2 * AT_ONCE
    assert len(await hooks.all(slow, DELIVERED)) == AT_ONCE


async def test_deliverers_share_the_work(hooks):
    """Twelve of them, as so many processes: each message is sent once."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = OK
    for _ in range(20):
        await hooks.happen()
    others = [hooks.another() for _ in range(12)]
    while len(await hooks.all(hook, DELIVERED)) < 20:
        await asyncio.gather(*(each.deliver_due() for each in others))
    sent = [headers_of(each)["webhook-id"] for each in hooks.receiver.requests]
    assert len(sent) == len(set(sent)) == 20


async def test_what_a_dead_process_had_is_sent_by_another(hooks):
    """Once the lease is over; if the dead one comes back, it changes nothing."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = OK
    await hooks.happen()
    (lost,) = await hooks.deliveries.claim("dead", hooks.wall(), LEASE, {}, AT_ONCE)
    assert await hooks.deliverer.deliver_due() == 0
    hooks.wall.forward(LEASE.total_seconds())
    assert await hooks.deliverer.deliver_due() == 1

    assert not await hooks.deliveries.settle(lost, Outcome(DEAD, hooks.wall()))
    (delivery,) = await hooks.all(hook)
    assert (delivery.state, delivery.attempts) == (DELIVERED, 2)


async def test_a_dead_delivery_can_be_sent_again(hooks):
    """From the first attempt on; one that arrived cannot."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = reply(status=500)
    await hooks.happen()
    (delivery,) = await hooks.all(hook)
    for wait in (*WAITS, 0):
        await hooks.deliverer.deliver_due()
        hooks.wall.forward(wait)
    hooks.receiver.answers["/hook"] = OK

    revived = await hooks.registry.retry(hook.id, delivery.id)
    assert (revived.state, revived.attempts) == (PENDING, 0)
    assert await hooks.deliverer.deliver_due() == 1
    with pytest.raises(DeliveryNotDead, match="is delivered"):
        await hooks.registry.retry(hook.id, delivery.id)
    with pytest.raises(DeliveryUnknown):
        await hooks.registry.retry(hook.id, "msg_none")
    with pytest.raises(WebhookUnknown):
        await hooks.registry.retry("wh_none", delivery.id)


async def test_a_disabled_webhook_gets_nothing_again(hooks):
    """Its dead deliveries stay dead; the sentence says what to do."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = reply(status=410)
    await hooks.happen()
    await hooks.deliverer.deliver_due()
    (delivery,) = await hooks.all(hook, DEAD)
    with pytest.raises(DeliveryNotDead, match="register it anew"):
        await hooks.registry.retry(hook.id, delivery.id)


async def test_running_delivers_what_happens_until_it_is_stopped(hooks):
    """What is under way when it is stopped is seen through."""
    hook = await hooks.hook()
    arrived, gate = asyncio.Event(), asyncio.Event()

    async def answer(writer):
        arrived.set()
        await gate.wait()
        writer.write(OK)

    hooks.receiver.answers["/hook"] = answer
    await hooks.happen()
    running = asyncio.create_task(hooks.deliverer.run())
    await arrived.wait()
    hooks.deliverer.stop()
    await asyncio.sleep(0)
    assert not running.done()
    gate.set()
    await running
    assert len(await hooks.all(hook, DELIVERED)) == 1


async def test_old_deliveries_are_deleted(hooks):
    """What arrived after a week, what is dead after a month, what waits never."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = OK
    await hooks.happen()
    await hooks.deliverer.deliver_due()
    hooks.receiver.answers["/hook"] = reply(status=410)
    await hooks.happen()
    await hooks.deliverer.deliver_due()
    hooks.wall.forward(7 * 86_400 + 1)
    await hooks.deliverer.deliver_due()
    assert [each.state for each in await hooks.all(hook)] == [DEAD]
    hooks.wall.forward(23 * 86_400)
    await hooks.deliverer.deliver_due()
    assert await hooks.all(hook) == ()


async def test_deliveries_are_listed_page_by_page(hooks):
    """The newest first, also where several happened at the same moment."""
    hook = await hooks.hook()
    for second in range(5):
        await hooks.happen()
        hooks.wall.moment += timedelta(seconds=second % 2)
    everything = await hooks.deliveries.of(hook.id)
    pages = [await hooks.deliveries.of(hook.id, limit=2)]
    while pages[-1]:
        pages.append(await hooks.deliveries.of(hook.id, before=pages[-1][-1].id, limit=2))
    assert [each for page in pages for each in page] == list(everything)
    assert len(everything) == 5


async def test_open_webhooks_deliver_by_themselves(hooks):
    """What happens arrives without anybody asking for it; closing sees it through."""
    hook = await hooks.hook()
    arrived = asyncio.Event()

    async def answer(writer):
        writer.write(OK)
        arrived.set()

    hooks.receiver.answers["/hook"] = answer
    await hooks.happen()
    async with open_webhooks(hooks.database, LOCAL) as registry:
        await arrived.wait()
    (delivery,) = await registry.deliveries(hook.id)
    assert delivery.state == DELIVERED
