"""What the guards find out about a request, for whoever is asked after them."""

from dataclasses import dataclass

from starlette.types import Scope as HttpScope

from keyquestions.store.keys import Key
from keyquestions.store.quotas import Standing

_KEY = "keyquestions"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; `key` is None where the service has no keys, and anybody may do everything."""

    key: Key | None = None

    @property
    def key_id(self) -> str | None:
        """What their usage is charged to."""
        return self.key.id if self.key else None


@dataclass(slots=True)
class Facts:
    """One request's: `standing` is what is left of the quotas, once they have been asked.

    `about` is the id of what was made by the request, or was found for it: its answer is kept for
    as long as that is there. `arrived` is when the whole of it was there, on the process's clock;
    None where its body is read piece by piece.
    """

    caller: Caller | None = None
    standing: Standing | None = None
    about: str | None = None
    arrived: float | None = None


def facts_of(scope: HttpScope) -> Facts:
    """The request's; they are made when they are first asked for."""
    facts = scope.setdefault(_KEY, Facts())
    if not isinstance(facts, Facts):
        raise TypeError(f"scope[{_KEY!r}] is not ours")
    return facts
