"""What is asked for is written down before, and no budget is overspent, on both databases."""

import asyncio

import pytest

from keyquestions.errors import BudgetUsedUp, ModelTimeout
from keyquestions.models.accounts import Account, Charge, Standing, charging
from keyquestions.models.clock import ManualClock
from keyquestions.models.port import ChatModel, ChatRequest, Message, Role
from keyquestions.models.scripted import scripted_reply
from keyquestions.models.stored import Stored
from keyquestions.store.replies import StoredReplies

from ..store.conftest import postgres_url, record, sqlite_url, url  # noqa: F401, TID252


def account(worker="w1", budget=None, price=0.4):
    return Account("job", worker, lambda _request: price, budget)


def request(content="Summarise it."):
    return ChatRequest(messages=(Message(role=Role.USER, content=content),))


class Priced(ChatModel):
    """Answers at a price, or fails after having been paid."""

    name = "openai:m"

    def __init__(self, cost=0.3):
        self.cost = cost
        self.fails = False
        self.asked = 0

    async def complete(self, request):
        """Answer."""
        self.asked += 1
        reply = scripted_reply("there").model_copy(update={"cost_usd": self.cost})
        if self.fails:
            raise ModelTimeout("Late.").after((reply.call,))
        return reply


@pytest.fixture
async def replies(url):  # noqa: F811 - a fixture
    opened = await StoredReplies.open(url)
    yield opened
    await opened.aclose()


async def test_a_reply_takes_its_intent_back_and_is_charged(replies):
    """What is open may cost its estimate; what is answered has cost what the server said."""
    assert await replies.intend(record().request.key, account(), 0.4) is Standing.GRANTED
    assert (await replies.spent("job")).usd_open == pytest.approx(0.4)
    await replies.put(record(), Charge(0.1, 1, 100, 20))
    spent = await replies.spent("job")
    assert (spent.usd, spent.usd_open, spent.calls, spent.tokens_input) == (0.1, 0.0, 1, 100)


async def test_a_budget_is_never_overspent(replies):
    """Calls that come at the same time wait for each other where both would be too many."""
    paid = account(budget=1.0)
    said = await asyncio.gather(*(replies.intend(f"k{n}", paid, 0.4) for n in range(4)))
    assert sorted(said) == ["granted", "granted", "tight", "tight"]
    await replies.leave("k0", Charge(0.4, 1))
    await replies.leave("k1", Charge(0.4, 1))
    assert await replies.intend("k2", paid, 0.4) is Standing.REFUSED
    assert await replies.intend("k2", paid, 0.1) is Standing.GRANTED
    assert await replies.intend("k9", account(budget=0.0), 0.01) is Standing.REFUSED


async def test_two_workers_do_not_ask_for_the_same(replies):
    """Until the one that asks is dead: then its call may have been paid."""
    assert await replies.intend("k", account("w1"), 0.4) is Standing.GRANTED
    assert await replies.intend("k", account("w2"), 0.4) is Standing.TAKEN
    assert await replies.intend("k", account("w1"), 0.4) is Standing.GRANTED
    assert await replies.write_off("w1") == 1
    spent = await replies.spent("job")
    assert (spent.usd, spent.usd_perhaps, spent.calls_perhaps) == (0.0, pytest.approx(0.4), 1)
    assert await replies.intend("k", account("w2"), 0.4) is Standing.GRANTED


async def test_a_model_is_asked_on_account(replies):
    """A stored reply costs nothing; a failure is charged; an empty purse asks nobody."""
    model = Priced()
    stored = Stored(model, replies, clock=ManualClock().clock)
    with charging(account(budget=0.8)):
        await stored.complete(request())
        await stored.complete(request())
        assert model.asked == 1
        model.fails = True
        with pytest.raises(ModelTimeout):
            await stored.complete(request("Another."))
        assert (await replies.spent("job")).usd == pytest.approx(0.6)
        with pytest.raises(BudgetUsedUp, match=r"\$0\.80"):
            await stored.complete(request("A third."))
    spent = await replies.spent("job")
    assert (model.asked, spent.calls, spent.usd_open) == (2, 2, 0.0)


async def test_a_reply_of_another_worker_is_waited_for(replies):
    """It is asked for once, however many workers need it."""
    model, clock = Priced(), ManualClock()
    stored = Stored(model, replies, clock=clock.clock)
    first = record()
    asked = ChatRequest(messages=first.request.messages, json_schema=first.request.json_schema)
    await replies.intend(first.request.key, account("w2"), 0.4)
    with charging(account("w1")):
        waiting = asyncio.create_task(stored.complete(asked))
        while not clock.slept:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        await replies.put(first, Charge(0.1, 1))
        reply = await waiting
    assert (reply.stored, model.asked) == (True, 0)
