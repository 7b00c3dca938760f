"""Trying again: transient failures only, with patience that ends.

`tenacity` runs the attempts and nothing else does: the SDKs' own retries are off, because retries
of two owners multiply.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Self

from tenacity import AsyncRetrying, RetryCallState

from keyquestions.analysis import Call
from keyquestions.errors import ModelError, ModelSuspended, ModelTimeout
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.deadline import current_deadline, passed, remaining
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.telemetry import Event, event, scope


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how patiently.

    `attempts` counts the first one, too. Waits are in seconds: they begin at `first_wait`, double
    up to `last_wait`, and up to half of each is added at random, so that callers who failed
    together do not return together. A provider that asks to wait for longer than `longest_wait`
    is not waited for. `timeouts` says whether a reply that did not come in time is asked for again:
    where another model stands by, that one shall have the time that is left.
    """

    attempts: int = 4
    first_wait: float = 0.5
    last_wait: float = 20.0
    longest_wait: float = 60.0
    timeouts: bool = True

    def backoff(self, attempt: int, chance: float = 0.0) -> float:
        """Seconds to wait after that attempt, the first being 1; `chance` is from 0 to 1."""
        wait = min(self.first_wait * 2.0 ** (attempt - 1), self.last_wait)
        return wait * (1 + chance / 2)


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """Whether to try again, after `wait` seconds; None gives up, and `because` may say why."""

    wait: float | None
    because: str = ""

    @classmethod
    def again(cls, wait: float) -> Self:
        """Try again after so many seconds."""
        return cls(wait)

    @classmethod
    def give_up(cls, because: str = "") -> Self:
        """Let the error stand; `because` goes on with its sentence."""
        return cls(None, because)


def decide(
    error: BaseException | None, attempt: int, policy: RetryPolicy, chance: float = 0.0
) -> RetryDecision:
    """What to do after an attempt that ended with that error, the first attempt being 1."""
    if not isinstance(error, ModelError) or not error.retryable or passed():
        return RetryDecision.give_up()
    if isinstance(error, ModelSuspended):
        # It would be refused until the pause is over, which is what the pause is for.
        return RetryDecision.give_up()
    if isinstance(error, ModelTimeout) and not (error.sent and policy.timeouts):
        return RetryDecision.give_up()  # unsent, its turn would not come before the deadline
    if attempt >= policy.attempts:
        return RetryDecision.give_up(f"tried {attempt} times" if attempt > 1 else "")
    wait = policy.backoff(attempt, chance)
    asked: float | None = getattr(error, "retry_after", None)
    if asked is not None:
        if asked > policy.longest_wait:
            return RetryDecision.give_up(
                f"it says to come back in {asked:.0f} seconds, and KEYQUESTIONS_LONGEST_WAIT "
                f"allows {policy.longest_wait:g}"
            )
        # Not a moment earlier than told, and not all at the same moment.
        wait += asked
    limit = current_deadline()
    if limit is not None and wait >= remaining():
        return RetryDecision.give_up(
            f"trying again would have to wait {ceil(wait)} seconds, and {floor(remaining())} are "
            f"left of KEYQUESTIONS_DEADLINE ({limit.seconds:g})"
        )
    return RetryDecision.again(wait)


@dataclass(slots=True)
class _Attempts:
    """The attempts of one request: what was decided, how the last one failed, what all cost."""

    model: str
    policy: RetryPolicy
    clock: Clock
    number: int = 0
    decision: RetryDecision = field(default_factory=RetryDecision.give_up)
    failure: ModelError | None = None
    spent: tuple[Call, ...] = ()

    def retry(self, state: RetryCallState) -> bool:
        """Tenacity's question after every attempt."""
        error = state.outcome.exception() if state.outcome else None
        if error is None:
            return False
        self.decision = decide(error, state.attempt_number, self.policy, self.clock.chance())
        if isinstance(error, ModelError) and self.decision.wait is not None:
            self.failure = error
            self.spent += error.spent
            wait = round(self.decision.wait * 1000)
            coming = self.number + 1
            event(
                Event.MODEL_RETRY, model=self.model, code=error.code, attempt=coming, wait_ms=wait
            )
        return self.decision.wait is not None

    def wait(self, _state: RetryCallState) -> float:
        """Tenacity's question before every further attempt."""
        return self.decision.wait or 0.0

    def last(self, error: ModelError) -> ModelError:
        """The error to be raised: why it ends here, and the bill of all attempts."""
        if isinstance(error, ModelSuspended) and self.failure is not None:
            # What happened to this request tells more than that a further one would be turned away.
            told = self.failure.going_on("it failed so often that it is left alone for a while")
            told.spent = self.spent
            return told
        because = self.decision.because
        told = error.going_on(because) if because else error
        told.spent = (*self.spent, *error.spent)
        return told


class Retrying(ChatModel):
    """A model that is asked again where its failure was transient."""

    def __init__(
        self, model: ChatModel, policy: RetryPolicy | None = None, clock: Clock = CLOCK
    ) -> None:
        self.name = model.name
        self._model = model
        self._policy = policy or RetryPolicy()
        self._clock = clock
        self._retrying = AsyncRetrying(sleep=clock.sleep, reraise=True)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Complete, in as many attempts as the policy and the deadline allow."""
        attempts = _Attempts(self.name, self._policy, self._clock)
        # A copy for every request: one that is shared by concurrent tasks mixes up their states.
        retrying = self._retrying.copy(retry=attempts.retry, wait=attempts.wait)
        try:
            reply: ChatReply = await retrying(self._attempt(request, attempts))
        except ModelError as error:
            raise attempts.last(error) from error.__cause__
        spent = (*attempts.spent, *reply.spent)
        return reply.model_copy(update={"spent": spent}) if attempts.spent else reply

    async def aclose(self) -> None:
        """Close the model."""
        await self._model.aclose()

    def _attempt(
        self, request: ChatRequest, attempts: _Attempts
    ) -> Callable[[], Awaitable[ChatReply]]:
        """One attempt, as a coroutine function of ours: tenacity awaits no other."""

        async def attempt() -> ChatReply:
            limit = current_deadline()
            if limit is not None and limit.remaining <= 0:
                raise limit.timeout(f"{self.name} was not asked", sent=False)
            attempts.number += 1
            with scope(attempt=attempts.number):
                return await self._model.complete(request)

        return attempt
