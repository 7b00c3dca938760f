"""No call outlives the analysis that it is made for."""

import asyncio
import time

from keyquestions.models.deadline import current_deadline
from keyquestions.models.failures import possibly_paid
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest


class Timed(ChatModel):
    """Cuts a call off when the analysis's deadline passes, whatever the server does meanwhile.

    The timeout for one reply is the adapter's own. A call that was cut off is told as one that may
    have been paid for.
    """

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete before the deadline.

        Raises:
            ModelTimeout: it passed.
        """
        limit = current_deadline()
        if limit is None:
            return await self._model.complete(request)
        began = time.monotonic()
        try:
            async with asyncio.timeout(limit.remaining) as scope:
                return await self._model.complete(request)
        except TimeoutError:
            if not scope.expired():
                raise
            late = limit.timeout(f"{self.name} had not replied", sent=True)
            elapsed = round((time.monotonic() - began) * 1000)
            raise possibly_paid(late, self.name, elapsed) from None

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()
