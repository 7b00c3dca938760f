"""Limits that all callers share."""

import asyncio

import pytest

from keyquestions import errors
from keyquestions.analysis import Tokens
from keyquestions.models.clock import Clock, ManualClock
from keyquestions.models.deadline import deadline
from keyquestions.models.limited import Bucket, Limited, Limits, estimated_tokens
from keyquestions.models.scripted import ScriptedModel, scripted_reply

from .doubles import Held, ask, settle


async def test_no_more_at_once_than_allowed_and_first_come_first_served():
    """The next one starts when one is done, in the order of their coming."""
    held = Held()
    model = Limited(held, Limits(concurrency=2))
    tasks = [asyncio.create_task(model.complete(ask(str(number)))) for number in range(5)]
    await settle()
    assert held.asked == ["0", "1"]
    held.gate.set()
    await asyncio.gather(*tasks)
    assert held.asked == ["0", "1", "2", "3", "4"]
    assert held.most == 2


async def test_a_caller_that_is_cancelled_frees_its_place_at_once():
    """The next one gets in without any reply having come."""
    held = Held()
    model = Limited(held, Limits(concurrency=1))
    first, second = (asyncio.create_task(model.complete(ask(text))) for text in ("1", "2"))
    await settle()
    first.cancel()
    await settle()
    assert held.asked == ["1", "2"]
    held.gate.set()
    assert (await second).text == "reply to 2"


async def test_a_caller_that_is_cancelled_while_it_waits_leaves_the_queue():
    """Those behind it move up, whether it waited for the queue or at its head."""
    held = Held()
    model = Limited(held, Limits(concurrency=1))
    tasks = [asyncio.create_task(model.complete(ask(str(number)))) for number in range(4)]
    await settle()
    tasks[1].cancel()  # at the head, waiting for a place
    tasks[2].cancel()  # behind it
    await settle()
    held.gate.set()
    assert (await tasks[3]).text == "reply to 3"
    assert held.asked == ["0", "3"]


async def test_a_failure_frees_its_place():
    """An error is no reason to keep it."""
    model = Limited(
        ScriptedModel([errors.ModelUnreachable("Gone."), "there"]), Limits(None, None, 1)
    )
    with pytest.raises(errors.ModelUnreachable):
        await model.complete(ask())
    assert (await model.complete(ask())).text == "there"


async def test_requests_are_spread_over_the_minute():
    """60 a minute: ten at once after a rest, then one a second."""
    time = ManualClock()
    model = Limited(ScriptedModel(lambda _: "there"), Limits(60), time.clock)
    for _ in range(13):
        await model.complete(ask())
    assert time.time == pytest.approx(1003)


async def test_a_slow_rate_lets_one_go_at_once():
    """Three a minute is one every twenty seconds, not three in the first."""
    time = ManualClock()
    model = Limited(ScriptedModel(lambda _: "there"), Limits(3), time.clock)
    for _ in range(3):
        await model.complete(ask())
    assert time.time == pytest.approx(1040)


async def test_tokens_are_estimated_before_and_corrected_after():
    """What a reply did not take is there for the next request."""
    few = scripted_reply("there").model_copy(update={"tokens": Tokens(input=50, output=50)})
    unknown = few.model_copy(update={"tokens": Tokens()})
    request = ask("x" * 3920, max_output_tokens=1000)
    need = estimated_tokens(request)
    limits = Limits(tokens_per_minute=6 * need)  # the bucket holds one such request

    time = ManualClock()
    model = Limited(ScriptedModel([few, few]), limits, time.clock)
    await model.complete(request)
    await model.complete(request)
    corrected = time.time - 1000

    time = ManualClock()
    model = Limited(ScriptedModel([unknown, unknown]), limits, time.clock)
    await model.complete(request)
    await model.complete(request)
    assert time.time - 1000 == pytest.approx(10)
    assert corrected == pytest.approx(10 * 100 / need)


async def test_a_request_larger_than_the_bucket_goes_and_is_paid_back():
    """It is not locked out for ever, and the rate holds in the long run."""
    time = ManualClock()
    bucket = Bucket(60, time.clock)
    assert bucket.wait(100) == 0
    bucket.take(100)
    assert bucket.wait(1) == pytest.approx(91)
    time.time += 91
    assert bucket.wait(1) == pytest.approx(0)


async def test_what_is_given_back_does_not_overflow():
    """A bucket never holds more than its size."""
    bucket = Bucket(60, ManualClock().clock)
    bucket.take(-1000)
    bucket.take(10)
    assert bucket.wait(1) == pytest.approx(1)


async def test_a_wait_that_the_deadline_does_not_allow_is_not_begun():
    """It says how long it would be; nothing was sent, and the place is free again."""
    time = ManualClock()
    model = Limited(ScriptedModel(lambda _: "there"), Limits(3, None, 1), time.clock)
    await model.complete(ask())
    with deadline(10, time.clock), pytest.raises(errors.ModelTimeout, match="wait 20 s") as told:
        await model.complete(ask())
    assert not told.value.sent
    assert time.slept == []
    await model.complete(ask())
    assert time.time == pytest.approx(1020)


async def test_waiting_for_a_place_ends_with_the_deadline():
    """The error says that it waited for its turn."""
    held = Held()
    model = Limited(held, Limits(concurrency=1))
    first = asyncio.create_task(model.complete(ask()))
    await settle()
    with deadline(0.001), pytest.raises(errors.ModelTimeout, match="waited for its turn"):
        await model.complete(ask("late"))
    held.gate.set()
    await first
    assert held.asked == ["Summarise it."]


async def test_a_caller_cancelled_while_the_rate_holds_it_gives_its_place_back():
    """Its place is free although it had never been served."""
    slept = asyncio.Event()

    async def for_ever(_seconds):
        slept.set()
        await asyncio.Event().wait()

    model = Limited(ScriptedModel(lambda _: "there"), Limits(3, None, 1), Clock(sleep=for_ever))
    await model.complete(ask())
    task = asyncio.create_task(model.complete(ask()))
    await slept.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model._places
    assert not model._places.locked()


def test_tokens_are_estimated_from_bytes_and_the_room_for_the_reply():
    """Other scripts take more bytes, and more tokens, a character."""
    short = estimated_tokens(ask("x" * 400, max_output_tokens=500))
    assert 600 < short < 630
    assert estimated_tokens(ask("市" * 400, max_output_tokens=500)) - short == pytest.approx(
        200, abs=1
    )
    assert estimated_tokens(ask("x" * 400)) == short + 500


async def test_without_limits_everybody_goes():
    """None is no limit."""
    held = Held()
    model = Limited(held, Limits())
    tasks = [asyncio.create_task(model.complete(ask(str(number)))) for number in range(50)]
    await settle()
    assert held.inside == 50
    held.gate.set()
    await asyncio.gather(*tasks)


async def test_closing_closes_the_model():
    """Connections are given back through every wrapper."""
    held = Held()
    await Limited(held, Limits()).aclose()
    assert held.closed
