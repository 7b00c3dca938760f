"""A second model: when it takes over, and what is told of it."""

import pytest

from keyquestions import errors
from keyquestions.models.clock import ManualClock
from keyquestions.models.deadline import deadline
from keyquestions.models.fallback import Fallback
from keyquestions.models.scripted import ScriptedModel

from .doubles import Held, ask, call

DOWN = [
    errors.ModelUnreachable("Gone."),
    errors.ModelTimeout("Too slow."),
    errors.QuotaExhausted("No money."),
    errors.RateLimited("Slow down.", 3600.0),
    errors.ModelUnavailable("Who?"),
    errors.ModelSuspended("Left alone.", 30.0),
    errors.ReplyNotRecorded("No recording."),
]
STAYS = [
    errors.ReplyRefused("I would rather not."),
    errors.ReplyInvalid("What?"),
    errors.ReplyTruncated("Too long."),
    errors.ContextTooLong("Too much."),
    errors.KeyRejected("Wrong key."),
    errors.RequestRejected("No."),
]


async def test_the_first_model_answers_where_it_can():
    """The second is not asked."""
    second = ScriptedModel([], name="second")
    model = Fallback(ScriptedModel(["there"], name="first"), second)
    reply = await model.complete(ask())
    assert (reply.text, reply.stands_in, second.requests) == ("there", None, [])
    assert model.name == "first"


@pytest.mark.parametrize("error", DOWN, ids=lambda error: error.code)
async def test_the_second_takes_over_where_the_first_is_down(error, told):
    """The reply says why and carries what the first cost; the log tells it, too."""
    error.spent = (call("first"),)
    second = ScriptedModel(["there"], name="second")
    reply = await Fallback(ScriptedModel([error], name="first"), second).complete(ask())
    assert (reply.text, reply.stands_in) == ("there", error.code)
    assert [each.model for each in reply.spent] == ["first"]
    assert reply.call.stands_in == error.code
    fields = {"model": "first", "instead": "second", "code": error.code}
    assert told() == [("model.fallback", fields)]


@pytest.mark.parametrize("error", STAYS, ids=lambda error: error.code)
async def test_an_answer_stands_whatever_it_is(error):
    """A refusal is not shopped around."""
    second = ScriptedModel(["there"], name="second")
    with pytest.raises(type(error)):
        await Fallback(ScriptedModel([error], name="first"), second).complete(ask())
    assert second.requests == []


async def test_where_both_fail_both_are_told_and_both_are_billed():
    """The error is the second's; why it was asked at all is in the sentence."""
    first = errors.ModelUnreachable("Gone.").after([call("first")])
    second = errors.RateLimited("Slow down.", 5.0).after([call("second")])
    model = Fallback(ScriptedModel([first]), ScriptedModel([second]))
    with pytest.raises(errors.RateLimited, match="Slow down; it was asked because Gone") as told:
        await model.complete(ask())
    assert [each.model for each in told.value.spent] == ["first", "second"]
    assert told.value.retry_after == 5.0
    assert told.value.__cause__ is first


async def test_after_the_deadline_nobody_takes_over():
    """There is no time left to answer in."""
    time, second = ManualClock(), ScriptedModel(["there"])

    def late(_):
        time.time += 100
        return errors.ModelTimeout("Too slow.")

    with deadline(10, time.clock), pytest.raises(errors.ModelTimeout, match="Too slow"):
        await Fallback(ScriptedModel(late), second).complete(ask())
    assert second.requests == []


async def test_closing_closes_both():
    """Connections are given back through every wrapper."""
    first, second = Held(), Held()
    await Fallback(first, second).aclose()
    assert first.closed
    assert second.closed
