"""One deadline for a whole analysis, and calls that it cuts off."""

import asyncio
import math

import pytest

from keyquestions.errors import ModelTimeout
from keyquestions.models.clock import ManualClock
from keyquestions.models.deadline import (
    before_deadline,
    current_deadline,
    deadline,
    passed,
    remaining,
)
from keyquestions.models.scripted import ScriptedModel
from keyquestions.models.timed import Timed

from .doubles import Held, ask


def test_without_a_deadline_there_is_all_the_time():
    """Nothing is cut off that nobody limited."""
    assert current_deadline() is None
    assert remaining() == math.inf
    assert not passed()


def test_time_runs_down_to_nothing_and_the_deadline_ends_with_its_block():
    """What is left is never negative, and an analysis leaves no deadline behind."""
    time = ManualClock()
    with deadline(30, time.clock) as limit:
        time.time += 10
        assert remaining() == 20
        time.time += 100
        assert remaining() == 0
        assert passed()
        assert limit.seconds == 30
    assert current_deadline() is None


async def test_tasks_inherit_the_deadline():
    """The stages run in tasks of their own and have the same limit."""
    time = ManualClock()

    async def left() -> float:
        return remaining()

    with deadline(30, time.clock):
        assert await asyncio.create_task(left()) == 30


async def test_waiting_ends_with_the_deadline():
    """The error says how long was allowed, what to set, and that nothing was sent."""
    with deadline(0.001), pytest.raises(ModelTimeout, match=r"A turn did not come.*0\.001") as told:
        async with before_deadline("A turn did not come"):
            await asyncio.Event().wait()
    assert "KEYQUESTIONS_DEADLINE" in told.value.message
    assert not told.value.sent


async def test_another_timeout_inside_is_not_taken_for_the_deadline():
    """A defect inside is not dressed as a timeout of the analysis."""
    with deadline(60), pytest.raises(TimeoutError):
        async with before_deadline("A turn did not come"):
            raise TimeoutError


async def test_a_call_ends_with_the_deadline_and_may_have_been_paid_for():
    """Its tokens are unknown, not 0."""
    with deadline(0.001), pytest.raises(ModelTimeout, match="whole analysis") as told:
        await Timed(Held()).complete(ask())
    (spent,) = told.value.spent
    assert (spent.model, spent.outcome) == ("scripted", "provider_timeout")
    assert spent.tokens.input is None
    assert told.value.sent


async def test_a_call_within_the_deadline_is_left_alone():
    """With time left, or without any deadline, the reply comes through."""
    model = Timed(ScriptedModel(["one", "two"]))
    with deadline(60):
        assert (await model.complete(ask())).text == "one"
    assert (await model.complete(ask())).text == "two"


async def test_a_timeout_of_the_models_own_passes_unchanged():
    """Only the deadline's own cut becomes the deadline's error."""

    class Broken(Held):
        async def complete(self, request):
            raise TimeoutError

    with deadline(60), pytest.raises(TimeoutError) as told:
        await Timed(Broken()).complete(ask())
    assert not isinstance(told.value, ModelTimeout)


async def test_closing_closes_the_model():
    """Connections are given back through every wrapper."""
    model = Held()
    await Timed(model).aclose()
    assert model.closed
