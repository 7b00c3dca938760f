"""The circuit breaker: when it opens, what it lets through, when it closes."""

import asyncio

import pytest

from keyquestions import errors
from keyquestions.models.breaker import Breaker
from keyquestions.models.clock import ManualClock
from keyquestions.models.scripted import ScriptedModel

from .doubles import Held, ask, settle

DOWN = errors.ModelUnreachable("It cannot be reached.")


def breaker_of(script, time):
    """A breaker that opens after three failures, for 30 seconds, and its model."""
    model = ScriptedModel(script)
    return Breaker(model, failures=3, pause=30, now=time.clock.now), model


async def fail(breaker, times=1, kind=errors.ModelUnreachable):
    """Have it fail so often."""
    for _ in range(times):
        with pytest.raises(kind):
            await breaker.complete(ask())


async def test_it_opens_after_so_many_failures_in_a_row():
    """From then on nothing reaches the server, and the error says for how long."""
    time = ManualClock()
    breaker, model = breaker_of(lambda _: DOWN, time)
    await fail(breaker, 3)
    time.time += 10

    with pytest.raises(
        errors.ModelSuspended,
        match=r"cannot be reached; .* failed 3 times in a row.*20 s",
    ) as told:
        await breaker.complete(ask())
    assert told.value.retry_after == 20
    assert told.value.retryable
    assert len(model.requests) == 3


async def test_a_reply_between_starts_the_count_again():
    """Only failures in a row count."""
    breaker, model = breaker_of([DOWN, DOWN, "there", DOWN, DOWN, "there"], ManualClock())
    await fail(breaker, 2)
    await breaker.complete(ask())
    await fail(breaker, 2)
    assert (await breaker.complete(ask())).text == "there"
    assert len(model.requests) == 6


@pytest.mark.parametrize(
    "answer",
    [errors.RateLimited("Slow down.", 1.0), errors.KeyRejected("No."), errors.ReplyInvalid("?")],
)
async def test_any_answer_shows_that_the_server_lives(answer):
    """Asking to wait, for one, is not being dead."""
    breaker, model = breaker_of([DOWN, DOWN, answer, DOWN, DOWN, "there"], ManualClock())
    await fail(breaker, 2)
    await fail(breaker, kind=type(answer))
    await fail(breaker, 2)
    assert (await breaker.complete(ask())).text == "there"
    assert len(model.requests) == 6


async def test_waiting_in_vain_for_a_turn_says_nothing_about_the_server():
    """It neither counts as a failure nor as an answer."""
    waited = errors.ModelTimeout("No turn came.", sent=False)
    breaker, _ = breaker_of([DOWN, DOWN, waited, waited, DOWN, "there"], ManualClock())
    await fail(breaker, 2)
    await fail(breaker, 2, errors.ModelTimeout)
    await fail(breaker)
    await fail(breaker, kind=errors.ModelSuspended)


async def test_after_the_pause_one_may_try():
    """While it tries the others are turned away; its reply closes the circuit."""
    time, held = ManualClock(), Held()
    breaker = Breaker(held, failures=1, pause=30, now=time.clock.now)
    held._error = DOWN
    held.gate.set()
    await fail(breaker)
    held._error = None
    held.gate.clear()
    time.time += 31

    probe = asyncio.create_task(breaker.complete(ask("probe")))
    await settle()
    with pytest.raises(errors.ModelSuspended, match="in a moment"):
        await breaker.complete(ask("other"))
    held.gate.set()
    await probe
    await breaker.complete(ask("next"))
    assert held.asked == ["Summarise it.", "probe", "next"]


async def test_the_log_tells_when_it_opens_and_closes(told):
    """Each once, and an opening that a probe renews is one of its own."""
    time = ManualClock()
    breaker, _ = breaker_of([DOWN, DOWN, DOWN, DOWN, "there", "there"], time)
    await fail(breaker, 3)
    time.time += 31
    await fail(breaker)
    time.time += 31
    for _ in range(2):
        await breaker.complete(ask())

    fields = {"model": "scripted", "code": "provider_unreachable", "wait_ms": 30_000}
    opened, closed = "model.breaker.opened", "model.breaker.closed"
    assert told() == [(opened, fields), (opened, fields), (closed, {"model": "scripted"})]


async def test_a_probe_that_fails_begins_the_next_pause():
    """One request a pause, while the server is dead."""
    time = ManualClock()
    breaker, model = breaker_of(lambda _: DOWN, time)
    await fail(breaker, 3)
    time.time += 31
    await fail(breaker)
    await fail(breaker, 5, errors.ModelSuspended)
    time.time += 31
    await fail(breaker)
    assert len(model.requests) == 5


async def test_a_probe_that_is_cancelled_lets_the_next_one_try():
    """A caller that leaves does not keep the circuit open."""
    time, held = ManualClock(), Held(DOWN)
    breaker = Breaker(held, failures=1, pause=30, now=time.clock.now)
    held.gate.set()
    await fail(breaker)
    held.gate.clear()
    time.time += 31
    probe = asyncio.create_task(breaker.complete(ask()))
    await settle()
    probe.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probe
    held._error = None
    held.gate.set()
    assert (await breaker.complete(ask("next"))).text == "reply to next"


async def test_failures_of_those_under_way_do_not_prolong_the_pause():
    """It runs from the moment when the circuit opened."""
    time, held = ManualClock(), Held(DOWN)
    breaker = Breaker(held, failures=1, pause=30, now=time.clock.now)
    under_way = asyncio.create_task(breaker.complete(ask()))
    await settle()
    gate, held.gate = held.gate, asyncio.Event()
    held.gate.set()
    await fail(breaker)
    time.time += 20
    gate.set()
    with pytest.raises(errors.ModelUnreachable):
        await under_way
    with pytest.raises(errors.ModelSuspended) as told:
        await breaker.complete(ask())
    assert told.value.retry_after == 10


async def test_closing_closes_the_model():
    """Connections are given back through every wrapper."""
    held = Held()
    await Breaker(held).aclose()
    assert held.closed
