"""On whose account a request is made, and within what budget."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from keyquestions.analysis import Call
from keyquestions.models.port import ChatRequest


class Standing(StrEnum):
    """What becomes of the intent to ask for a reply.

    `granted`: it is written down. `taken`: another worker is asking for the same one just now.
    `tight`: what is on its way may use up the rest of the budget. `refused`: it is used up.
    """

    GRANTED = "granted"
    TAKEN = "taken"
    TIGHT = "tight"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Charge:
    """What calls have cost."""

    usd: float = 0.0
    calls: int = 0
    tokens_input: int = 0
    tokens_output: int = 0

    @classmethod
    def of(cls, calls: Sequence[Call]) -> "Charge":
        """The sum of a bill; what came out of a store costs nothing."""
        paid = [each for each in calls if not each.stored]
        return cls(
            usd=sum(each.cost_usd or 0.0 for each in paid),
            calls=len(paid),
            tokens_input=sum(each.tokens.input or 0 for each in paid),
            tokens_output=sum(each.tokens.output or 0 for each in paid),
        )


@dataclass(frozen=True, slots=True)
class Account:
    """Who pays, and how much at most (`budget` in USD; None: any sum).

    `worker` is the process that asks; `price` tells what a request may cost, at most.
    """

    name: str
    worker: str
    price: Callable[[ChatRequest], float]
    budget: float | None = None


_account: ContextVar[Account | None] = ContextVar("keyquestions_account", default=None)


@contextmanager
def charging(account: Account) -> Iterator[None]:
    """Have the requests inside made on that account."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


def current_account() -> Account | None:
    """On whose account requests are made here; None: nobody keeps count."""
    return _account.get()
