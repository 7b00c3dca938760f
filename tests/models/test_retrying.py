"""Trying again: what for, how often, how long."""

import asyncio

import pytest

from keyquestions import errors
from keyquestions.models.clock import Clock, ManualClock
from keyquestions.models.deadline import deadline
from keyquestions.models.retrying import Retrying, RetryPolicy, decide
from keyquestions.models.scripted import ScriptedModel, scripted_reply
from keyquestions.models.traced import Traced

from .doubles import Held, ask, call

DOWN = errors.ModelUnreachable("It cannot be reached.")


async def run(script, time=None, **changes):
    """What a model with that script gives, and how it was asked."""
    time = time or ManualClock()
    model = ScriptedModel(script)
    reply = await Retrying(model, RetryPolicy(**changes), time.clock).complete(ask())
    return reply, model, time


async def test_a_transient_failure_is_tried_again_with_longer_and_longer_waits():
    """Each wait is twice the one before."""
    reply, model, time = await run([DOWN, DOWN, DOWN, "there"])

    assert reply.text == "there"
    assert len(model.requests) == 4
    assert time.slept == [0.5, 1.0, 2.0]


async def test_the_log_tells_each_attempt_by_its_number(told):
    """Why there is a further one, when, and how each ended."""
    model = Traced(ScriptedModel([DOWN, errors.RateLimited("Wait.", 7.0), "there"]))
    await Retrying(model, clock=ManualClock().clock).complete(ask())

    names = ("code", "attempt", "wait_ms")
    assert [(event, *(fields.get(name) for name in names)) for event, fields in told()] == [
        ("model.failed", "provider_unreachable", 1, None),
        ("model.retry", "provider_unreachable", 2, 500),
        ("model.failed", "provider_rate_limited", 2, None),
        ("model.retry", "provider_rate_limited", 3, 8000),
        ("model.ended", None, 3, None),
    ]


async def test_what_failed_attempts_cost_is_on_the_bill():
    """In front of what the reply itself had spent."""
    broke_off = errors.ModelUnreachable("It broke off.").after([call(outcome="one")])
    paid = scripted_reply("there").model_copy(update={"spent": (call(outcome="two"),)})
    reply, _, _ = await run([broke_off, paid])

    assert [each.outcome for each in reply.spent] == ["one", "two"]


async def test_a_lasting_failure_keeps_the_whole_bill_and_says_how_often_it_was_tried():
    """The class is the last failure's."""
    script = [errors.ModelTimeout("Too slow.").after([call()]) for _ in range(3)]
    with pytest.raises(errors.ModelTimeout, match="Too slow; tried 3 times") as told:
        await run(script, attempts=3)
    assert len(told.value.spent) == 3


@pytest.mark.parametrize(
    "error",
    [
        errors.QuotaExhausted("No money."),
        errors.KeyRejected("Wrong key."),
        errors.RequestRejected("No."),
        errors.ModelUnavailable("Who?"),
        errors.ContextTooLong("Too long."),
        errors.ReplyRefused("I would rather not."),
        errors.ReplyInvalid("What?"),
        errors.ModelSuspended("Later.", 30),
        errors.ModelTimeout("No turn before the deadline.", sent=False),
    ],
)
async def test_what_is_not_transient_is_not_tried_again(error):
    """One request, no waiting, and the sentence as it was."""
    model, time = ScriptedModel([error, "there"]), ManualClock()
    with pytest.raises(type(error)) as told:
        await Retrying(model, RetryPolicy(), time.clock).complete(ask())
    assert told.value.message == error.message
    assert (len(model.requests), time.slept) == (1, [])


async def test_a_provider_that_says_when_to_come_back_is_heeded():
    """Not a moment earlier than it said."""
    _, _, time = await run([errors.RateLimited("Slow down.", 7.0), "there"])
    assert time.slept == [7.5]


async def test_a_provider_that_asks_for_too_much_patience_is_left():
    """At once, and the setting is named."""
    with pytest.raises(errors.RateLimited, match=r"come back in 3600 .*LONGEST_WAIT allows 60"):
        await run([errors.RateLimited("Slow down.", 3600.0), "there"])


async def test_a_wait_that_the_deadline_does_not_allow_is_not_begun():
    """It gives up at once and says what was left."""
    model, time = ScriptedModel([errors.RateLimited("Slow down.", 30.0), "there"]), ManualClock()
    with deadline(20, time.clock), pytest.raises(errors.RateLimited, match=r"wait 31 .* 20 are"):
        await Retrying(model, RetryPolicy(), time.clock).complete(ask())
    assert time.slept == []


async def test_all_attempts_share_the_analysiss_deadline():
    """Attempts stop when it would pass, however many are left."""
    model, time = ScriptedModel(lambda _: DOWN), ManualClock()
    with deadline(10, time.clock), pytest.raises(errors.ModelUnreachable, match="KEYQUESTIONS_D"):
        await Retrying(model, RetryPolicy(attempts=99), time.clock).complete(ask())
    assert time.slept == [0.5, 1.0, 2.0, 4.0]


async def test_after_the_deadline_nothing_is_sent():
    """A stage that begins too late fails without a call."""
    model, time = ScriptedModel(["there"]), ManualClock()
    with deadline(10, time.clock):
        time.time += 11
        with pytest.raises(errors.ModelTimeout, match="was not asked") as told:
            await Retrying(model, RetryPolicy(), time.clock).complete(ask())
    assert model.requests == []
    assert not told.value.sent


async def test_a_timeout_at_the_deadline_is_not_tried_again():
    """There is no time for it."""
    time = ManualClock()

    def late(_):
        time.time += 100
        return errors.ModelTimeout("Too slow.")

    with deadline(10, time.clock), pytest.raises(errors.ModelTimeout, match=r"^Too slow\.$"):
        await Retrying(ScriptedModel(late), RetryPolicy(), time.clock).complete(ask())
    assert time.slept == []


async def test_where_another_stands_by_a_timeout_is_not_tried_again():
    """The other one shall have the time that is left; other failures are tried again as ever."""
    with pytest.raises(errors.ModelTimeout):
        await run([errors.ModelTimeout("Too slow."), "there"], timeouts=False)
    reply, _, _ = await run([DOWN, "there"], timeouts=False)
    assert reply.text == "there"


async def test_chance_spreads_the_waits():
    """Half of a wait is added at most; those who failed together do not return together."""
    assert RetryPolicy().backoff(1, chance=1.0) == 0.75
    assert RetryPolicy().backoff(50, chance=0.0) == 20.0
    time = ManualClock()
    clock = Clock(time.clock.now, time.clock.sleep, chance=lambda: 0.5)
    await Retrying(ScriptedModel([DOWN, "there"]), clock=clock).complete(ask())
    assert time.slept == [0.625]


async def test_a_cancellation_ends_it():
    """It is not an error to be tried again."""
    held = Held()
    task = asyncio.create_task(Retrying(held, RetryPolicy()).complete(ask()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert held.asked == ["Summarise it."]


async def test_a_defect_is_not_tried_again():
    """An error of no model's passes as it is."""

    def broken(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await run(broken)


async def test_a_breaker_that_opens_meanwhile_does_not_hide_what_happened():
    """The error is that of the last attempt that was sent, with the bill of all."""
    broke_off = errors.ModelTimeout("Too slow.").after([call()])
    with pytest.raises(errors.ModelTimeout, match="Too slow; it failed so often") as told:
        await run([broke_off, errors.ModelSuspended("Left alone.", 30.0)])
    assert len(told.value.spent) == 1


async def test_concurrent_requests_do_not_share_attempts():
    """Thirty at once, each of which fails twice, all get their own reply."""
    seen: dict[str, int] = {}

    def flaky(request):
        text = request.messages[-1].content
        seen[text] = seen.get(text, 0) + 1
        return DOWN if seen[text] < 3 else text

    model = Retrying(ScriptedModel(flaky), RetryPolicy(), ManualClock().clock)
    asked = [str(number) for number in range(30)]
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(model.complete(ask(text))) for text in asked]
    assert [task.result().text for task in tasks] == asked
    assert set(seen.values()) == {3}


def test_a_decision_for_no_error_is_to_give_up():
    """Only a model's error can be worth another try."""
    assert decide(None, 1, RetryPolicy()).wait is None


async def test_a_single_attempt_is_not_counted_in_the_message():
    """Tried once needs no telling."""
    with pytest.raises(errors.ModelUnreachable, match=r"^It cannot be reached\.$"):
        await run([DOWN], attempts=1)


async def test_closing_closes_the_model():
    """Connections are given back through every wrapper."""
    held = Held()
    await Retrying(held).aclose()
    assert held.closed
