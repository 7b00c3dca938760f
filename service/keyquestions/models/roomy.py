"""Replies that ended before their end: more room once, then an error that says so."""

import json

from keyquestions.errors import ModelError, ReplyRefused, ReplyTruncated
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest, Finish

FACTOR = 2
"""How much more room a reply gets that was cut: a reasoning model may have thought it all away."""


class Roomy(ChatModel):
    """Lets only whole replies through.

    A reply that was cut at its length limit is asked for once more with more room; one that is cut
    again, and one that a model or a filter refused, becomes an error with its bill. The same
    request is never sent again blindly.
    """

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete, with more room where that is what was missing."""
        first = self._checked(await self._model.complete(request))
        if first.finish is not Finish.LENGTH:
            return first
        room = _more(request, first)
        spent = first.thrown_away(ReplyTruncated)
        if room is None:
            raise self._truncated().after(spent)
        wider = request.model_copy(update={"max_output_tokens": room})
        try:
            second = self._checked(await self._model.complete(wider))
        except ModelError as error:
            error.after(spent)
            raise
        if second.finish is Finish.LENGTH:
            raise self._truncated().after((*spent, *second.thrown_away(ReplyTruncated)))
        return second.model_copy(update={"spent": (*spent, *second.spent)})

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    def _checked(self, reply: ChatReply) -> ChatReply:
        """The reply; one whose JSON is whole was only padded up to its limit."""
        if reply.finish in {Finish.REFUSAL, Finish.FILTER}:
            error = ReplyRefused(f"{self.name} would not answer for this article.")
            raise error.after(reply.thrown_away(ReplyRefused))
        if reply.finish is Finish.LENGTH and _is_whole(reply.text):
            return reply.model_copy(update={"finish": Finish.STOP})
        return reply

    def _truncated(self) -> ReplyTruncated:
        return ReplyTruncated(
            f"The reply of {self.name} was cut at its length limit, also with more room; raise "
            "max_output_tokens in the prompt file, or choose a model with more room."
        )


def _more(request: ChatRequest, reply: ChatReply) -> int | None:
    """A wider limit; None where nobody knows what the present one is."""
    limit = request.max_output_tokens or reply.tokens.output
    return limit * FACTOR if limit else None


def _is_whole(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
