"""A second model that takes over where the first is down."""

from keyquestions.errors import ModelError, ReplyNotRecorded
from keyquestions.models.deadline import passed
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.telemetry import Event, event


class Fallback(ChatModel):
    """Asks `first`, and `second` where the first is down: unreachable, out of quota and the like.

    A refusal or an invalid reply is an answer, and stands. What the first cost goes into the
    reply's `spent`; `stands_in` says why another model than the first answered.
    """

    def __init__(self, first: ChatModel, second: ChatModel) -> None:
        self.name = first.name
        self._first = first
        self._second = second

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete with the first model that is able to."""
        try:
            return await self._first.complete(request)
        except ModelError as error:
            if not _passes_on(error) or passed():
                raise
            failed = error
        instead = self._second.name
        event(Event.MODEL_FALLBACK, model=self.name, instead=instead, code=failed.code)
        try:
            reply = await self._second.complete(request)
        except ModelError as error:
            both = error.going_on(f"it was asked because {failed.message.rstrip('.')}")
            both.spent = (*failed.spent, *error.spent)
            raise both from failed
        spent = (*failed.spent, *reply.spent)
        return reply.model_copy(update={"spent": spent, "stands_in": failed.code})

    async def aclose(self) -> None:
        """Close both models."""
        try:
            await self._first.aclose()
        finally:
            await self._second.aclose()


def _passes_on(error: ModelError) -> bool:
    # Where only recorded replies are used, what the second model once said is recorded as its own.
    return error.down or isinstance(error, ReplyNotRecorded)
