"""A circuit breaker: a model that failed again and again is left alone for a while."""

import time
from collections.abc import Callable

from keyquestions.errors import ModelError, ModelSuspended, ModelTimeout, ModelUnreachable
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.telemetry import Event, event


class Breaker(ChatModel):
    """One model of one server, with its fuse.

    After `failures` failures in a row it answers at once, with `ModelSuspended`, for `pause`
    seconds. Then a single request may try; if it fails, too, the next pause begins. Only what a
    dead server looks like counts: no connection, its own errors, no answer in time. Any answer,
    be it "slow down" or "no such model", shows that it lives.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        failures: int = 5,
        pause: float = 30.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = model.name
        self._model = model
        self._limit = failures
        self._pause = pause
        self._now = now
        self._failures = 0
        self._last = ""
        self._opens: float | None = None
        self._probing = False

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete, unless the model is being left alone."""
        probe = self._admit()
        try:
            reply = await self._model.complete(request)
        except ModelError as error:
            self._note(error, probe=probe)
            raise
        finally:
            # Also when the probe is cancelled: the next one may try.
            if probe:
                self._probing = False
        self._close()
        return reply

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    def _admit(self) -> bool:
        """Let a request pass; whether it is the one that probes.

        Raises:
            ModelSuspended: it may not pass now.
        """
        if self._opens is None:
            return False
        left = self._opens - self._now()
        if left > 0 or self._probing:
            when = f"in {left:.0f} seconds" if left > 0 else "in a moment"
            raise ModelSuspended(
                f"{self._last.rstrip('.')}; {self.name} failed {self._failures} times in a row and "
                f"is left alone for a while; try again {when}.",
                max(left, 0.0),
            )
        self._probing = True
        return True

    def _note(self, error: ModelError, *, probe: bool) -> None:
        if isinstance(error, ModelTimeout) and not error.sent:
            return  # it waited for its turn in vain: that says nothing about the server
        if not isinstance(error, ModelUnreachable | ModelTimeout):
            self._close()
            return
        self._failures += 1
        self._last = error.message
        # Those that were under way when it opened do not prolong the pause.
        if probe or (self._opens is None and self._failures >= self._limit):
            self._opens = self._now() + self._pause
            wait = round(self._pause * 1000)
            event(Event.BREAKER_OPENED, model=self.name, code=error.code, wait_ms=wait)

    def _close(self) -> None:
        if self._opens is not None:
            event(Event.BREAKER_CLOSED, model=self.name)
        self._failures = 0
        self._opens = None
