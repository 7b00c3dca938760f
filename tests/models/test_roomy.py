"""Only whole replies get through."""

import pytest

from keyquestions.errors import ModelTimeout, ReplyRefused, ReplyTruncated
from keyquestions.models import Finish
from keyquestions.models.roomy import Roomy
from keyquestions.models.scripted import ScriptedModel, scripted_reply

CUT = scripted_reply('{"sentences": [{"text": "The', Finish.LENGTH)


async def test_a_cut_reply_is_asked_for_once_more_with_more_room(request_) -> None:
    """The second request differs in its limit alone, and the first reply is on the bill."""
    model = ScriptedModel([CUT, "{}"])
    reply = await Roomy(model).complete(request_)
    assert reply.text == "{}"
    assert [asked.max_output_tokens for asked in model.requests] == [1000, 2000]
    assert model.requests[1] == request_.model_copy(update={"max_output_tokens": 2000})
    assert [call.outcome for call in reply.spent] == ["truncated"]
    assert reply.spent[0].tokens == CUT.tokens


async def test_a_reply_that_is_cut_again_is_an_error_with_both_on_its_bill(request_) -> None:
    """There is no third request."""
    model = ScriptedModel([CUT, CUT, "{}"])
    with pytest.raises(ReplyTruncated) as caught:
        await Roomy(model).complete(request_)
    assert len(model.requests) == 2
    assert [call.outcome for call in caught.value.spent] == ["truncated", "truncated"]


async def test_without_a_limit_the_reply_itself_tells_how_long_it_was(request_) -> None:
    """The room asked for is twice what the server allowed."""
    model = ScriptedModel([CUT, "{}"])
    await Roomy(model).complete(request_.model_copy(update={"max_output_tokens": None}))
    assert model.requests[1].max_output_tokens == 2 * (CUT.tokens.output or 0)


async def test_where_nobody_knows_the_limit_nothing_is_asked_again(request_) -> None:
    """Asking the same again blindly would be cut again."""
    unknown = CUT.tokens.model_copy(update={"output": None})
    model = ScriptedModel([CUT.model_copy(update={"tokens": unknown}), "{}"])
    with pytest.raises(ReplyTruncated):
        await Roomy(model).complete(request_.model_copy(update={"max_output_tokens": None}))
    assert len(model.requests) == 1


async def test_a_whole_object_padded_to_the_limit_is_whole(request_) -> None:
    """Some servers fill up with white space; nothing is paid again for that."""
    model = ScriptedModel([scripted_reply('{"a": 1}' + " \n" * 50, Finish.LENGTH)])
    reply = await Roomy(model).complete(request_)
    assert reply.finish is Finish.STOP
    assert len(model.requests) == 1


@pytest.mark.parametrize("finish", [Finish.REFUSAL, Finish.FILTER])
async def test_a_refusal_is_an_error_and_not_asked_again(finish, request_) -> None:
    """What the model said in refusing is not repeated."""
    model = ScriptedModel([scripted_reply("I would rather not.", finish), "{}"])
    with pytest.raises(ReplyRefused) as caught:
        await Roomy(model).complete(request_)
    assert "rather" not in caught.value.message
    assert [call.outcome for call in caught.value.spent] == ["refused"]
    assert len(model.requests) == 1


async def test_an_error_on_the_second_way_keeps_the_first_reply_on_its_bill(request_) -> None:
    """What was paid for before the error is told."""
    with pytest.raises(ModelTimeout) as caught:
        await Roomy(ScriptedModel([CUT, ModelTimeout("late")])).complete(request_)
    assert [call.outcome for call in caught.value.spent] == ["truncated"]


async def test_closes_what_it_wraps() -> None:
    """Closing reaches the model, whose name it bears."""
    model = Closing([])
    roomy = Roomy(model)
    await roomy.aclose()
    assert (roomy.name, model.closed) == ("scripted", True)


class Closing(ScriptedModel):
    """Remembers that it was closed."""

    closed = False

    async def aclose(self) -> None:
        """Note it."""
        self.closed = True
