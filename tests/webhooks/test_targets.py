"""Where nothing is sent to, however it is spelled, resolved or reached."""

import asyncio

import pytest

from keyquestions.errors import WebhookInvalid, WebhooksFull, WebhookUnknown
from keyquestions.store import webhooks as stored
from keyquestions.store.outbox import Happening
from keyquestions.webhooks import Allowed, Registry, Sender

from ..fetching.conftest import PUBLIC, FakeNetwork  # noqa: TID252 - no package
from .conftest import LOCAL, OK, reply

HTTP = Allowed(http=True)


def at(hooks, sender):
    """A registry and a deliverer that send so."""
    registry = Registry(hooks.webhooks, hooks.deliveries, sender, now=hooks.wall)
    return registry, hooks.another(sender)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1/", "private address"),
        ("http://[::1]:8080/", "private address"),
        ("http://2130706433/", "private address"),
        ("http://169.254.169.254/latest/meta-data", "private address"),
        ("http://10.1.2.3/", "private address"),
        ("ftp://cms.example/", "not a web address"),
        ("http://user:secret@cms.example/", "not a web address"),
        ("http://[", "not a web address"),
        ("http://nobody.example/", "cannot be found"),
        ("http://cms.example/" + "x" * 2000, "2,000 characters"),
    ],
)
async def test_addresses_that_are_refused_when_they_are_registered(hooks, address, told):
    """The sentence says why, and never repeats a password or a query."""
    network = FakeNetwork({"nobody.example": []}, hooks.receiver.port)
    registry, _ = at(hooks, Sender(HTTP, network))
    with pytest.raises(WebhookInvalid, match=told) as error:
        await registry.register(address)
    assert "secret" not in error.value.message
    assert await registry.all() == ()


async def test_plain_http_is_refused_unless_it_is_allowed(hooks):
    """A signature does not keep anybody from reading along."""
    network = FakeNetwork({"cms.example": [PUBLIC]}, hooks.receiver.port)
    with pytest.raises(WebhookInvalid, match="https"):
        await at(hooks, Sender(Allowed(), network))[0].register("http://cms.example/")
    assert (await at(hooks, Sender(HTTP, network))[0].register("http://cms.example/")).id


async def test_the_address_that_was_checked_is_the_one_that_is_connected_to(hooks):
    """The name is looked up once an attempt, and what it was then is where it goes."""
    network = FakeNetwork({"cms.example": [PUBLIC]}, hooks.receiver.port)
    registry, deliverer = at(hooks, Sender(HTTP, network))
    hook = await registry.register("http://cms.example/hook")
    hooks.receiver.answers["/hook"] = OK
    await hooks.happen()
    network.asked.clear()
    await deliverer.deliver_due()

    assert network.asked == ["cms.example"]
    assert network.connected == [PUBLIC]
    assert (await hooks.all(hook))[0].last_status == 204


@pytest.mark.parametrize("inside", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:127.0.0.1"]])
async def test_a_name_that_leads_inside_later_is_not_followed(hooks, inside):
    """Public when it was registered, private when it is delivered: nothing is connected to."""
    network = FakeNetwork({"cms.example": [PUBLIC]}, hooks.receiver.port)
    registry, deliverer = at(hooks, Sender(HTTP, network))
    hook = await registry.register("http://cms.example/hook")
    network.names["cms.example"] = inside
    await hooks.happen()
    await deliverer.deliver_due()

    (delivery,) = await hooks.all(hook)
    assert (delivery.last_error, delivery.last_status) == ("address_forbidden", None)
    assert network.connected == []
    assert hooks.receiver.requests == []


async def test_what_was_allowed_once_is_checked_again(hooks):
    """A webhook from before http was switched off is sent nothing."""
    hook = await hooks.hook()
    await hooks.happen()
    await hooks.another(Sender(Allowed(private=True))).deliver_due()
    assert (await hooks.all(hook))[0].last_error == "address_forbidden"
    assert hooks.receiver.requests == []


async def test_a_body_without_end_is_not_read_to_its_end(hooks):
    """The status has said it all; nothing of the body is kept."""
    hook = await hooks.hook()
    written = 0

    async def answer(writer):
        nonlocal written
        writer.write(reply(framed=False, body=b""))
        while True:
            writer.write(b"x" * 65_536)
            written += 65_536
            await writer.drain()

    hooks.receiver.answers["/hook"] = answer
    await hooks.happen()
    await hooks.deliverer.deliver_due()
    (delivery,) = await hooks.all(hook)
    assert (delivery.state, delivery.last_status) == ("delivered", 200)
    assert written < 20_000_000
    assert "xxx" not in repr(delivery)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HELO\r\n\r\n", "protocol"),
        (b"", "protocol"),
    ],
)
async def test_what_is_no_answer_of_http_is_a_failure(hooks, answer, error):
    """It is tried again like any other."""
    hook = await hooks.hook()
    hooks.receiver.answers["/hook"] = answer
    await hooks.happen()
    await hooks.deliverer.deliver_due()
    (delivery,) = await hooks.all(hook)
    assert (delivery.state, delivery.last_error) == ("pending", error)


async def test_a_receiver_that_does_not_answer_in_time_or_at_all(hooks):
    """Both are failures with codes of their own."""
    gate, over = asyncio.Event(), asyncio.Event()

    async def silent(_writer):
        await gate.wait()
        over.set()

    hooks.receiver.answers["/hook"] = silent
    hasty = Sender(LOCAL, timeout=0.05)
    assert (await hasty.send(f"{hooks.receiver.url}/hook", "{}", {})).error == "timeout"
    assert (await Sender(LOCAL).send("http://127.0.0.1:1/", "{}", {})).error == "unreachable"
    gate.set()
    await over.wait()


async def test_events_that_do_not_exist_are_refused(hooks):
    """The sentence lists those that do; none named means all."""
    with pytest.raises(WebhookInvalid, match=r"analysis\.succeeded"):
        await hooks.hook("/hook", "analysis.done")
    assert (await hooks.hook()).events == tuple(Happening)


async def test_there_are_only_so_many_webhooks(hooks, monkeypatch):
    """Each costs a row for all that happens."""
    monkeypatch.setattr(stored, "MOST_WEBHOOKS", 2)
    await hooks.hook()
    await hooks.hook()
    with pytest.raises(WebhooksFull, match="delete one"):
        await hooks.hook()


async def test_a_webhook_that_is_deleted_leaves_nothing(hooks):
    """Nor is what was on its way delivered."""
    hook = await hooks.hook()
    await hooks.happen()
    await hooks.registry.remove(hook.id)
    assert await hooks.deliverer.deliver_due() == 0
    for ask in (hooks.registry.get, hooks.registry.remove, hooks.registry.deliveries):
        with pytest.raises(WebhookUnknown):
            await ask(hook.id)


async def test_a_secret_is_in_no_representation(hooks):
    """What is logged by accident does not sign messages."""
    hook = await hooks.hook()
    assert hook.secret not in repr(hook)
