"""What the guards find out about a request, for whoever is asked after them."""

import secrets
from dataclasses import dataclass, field

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
    """One request's: `standing` is what is left of the quotas, once they have been asked."""

    request_id: str = field(default_factory=lambda: f"req_{secrets.token_hex(12)}")
    caller: Caller | None = None
    standing: Standing | None = None


def facts_of(scope: HttpScope) -> Facts:
    """The request's; they are made when they are first asked for."""
    facts = scope.setdefault(_KEY, Facts())
    if not isinstance(facts, Facts):
        raise TypeError(f"scope[{_KEY!r}] is not ours")
    return facts


def request_id_of(scope: HttpScope) -> str:
    """The identity under which the request is found in logs and errors."""
    return facts_of(scope).request_id
