"""A limit on the time for a whole reply, whatever the server does meanwhile."""

import asyncio

from keyquestions.analysis import Call, Tokens
from keyquestions.errors import ModelTimeout
from keyquestions.models.deadline import current_deadline, remaining
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest


class Timed(ChatModel):
    """Cuts off a reply after `timeout` seconds, or when the analysis's deadline passes.

    A client's own timeouts are mostly between two packets: a server that trickles would never
    meet them. A call that was cut off is told as one that may have been paid for.
    """

    def __init__(self, model: ChatModel, timeout: float) -> None:
        self.name = model.name
        self._model = model
        self._timeout = timeout

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete in time."""
        try:
            async with asyncio.timeout(min(self._timeout, remaining())) as scope:
                return await self._model.complete(request)
        except TimeoutError:
            if not scope.expired():
                raise
            raise self._late() from None

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    def _late(self) -> ModelTimeout:
        limit = current_deadline()
        if limit is not None and limit.remaining <= 0:
            error = limit.timeout(f"{self.name} had not replied", sent=True)
        else:
            error = ModelTimeout(
                f"{self.name} gave no whole reply within {self._timeout:g} seconds; try again, or "
                "raise KEYQUESTIONS_MODEL_TIMEOUT."
            )
        error.spent = (
            Call(
                model=self.name,
                model_served=None,
                tokens=Tokens(),
                cost_usd=None,
                latency_ms=None,
                outcome=error.code,
            ),
        )
        return error
