"""Who may do what, and how much of it: `Annotated[Caller, guard(Scope.READ)]`."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from starlette.datastructures import Headers
from starlette.types import Scope as HttpScope

from keyquestions.errors import ScopeMissing, Unauthorized
from keyquestions.rest.guards.facts import Caller, facts_of
from keyquestions.rest.guards.ring import KeyRing
from keyquestions.store.keys import Scope
from keyquestions.store.usage import Usage

_DOCUMENTED = HTTPBearer(
    scheme_name="API key",
    description="A key made by `keyquestions keys create`, as `Authorization: Bearer KEY`.",
    auto_error=False,
)
_NO_ACCESS = (
    "The API key is missing or not valid; send one that was made for this service, as "
    "Authorization: Bearer KEY."
)


@dataclass(frozen=True, slots=True)
class Access:
    """What is asked; it is found at `request.state.parts.access`."""

    keys: KeyRing
    usage: Usage


def guard(scope: Scope, *, spends: bool | None = None) -> Any:  # noqa: ANN401 - as Depends itself
    """A dependency that lets a request pass, and gives its caller.

    `spends` says that it may cost money, so that the key's quota of that must not be used up; not
    given, that is so of what needs the scope `analyze`.

    Raises:
        Unauthorized: the service has keys, and the request has none that is valid.
        ScopeMissing: its key may not do this.
        QuotaUsedUp: its key has been used too much.
    """
    costly = scope is Scope.ANALYZE if spends is None else spends

    async def guarded(
        request: Request,
        _documented: Annotated[HTTPAuthorizationCredentials | None, Depends(_DOCUMENTED)],
    ) -> Caller:
        access: Access = request.state.parts.access
        caller = await identify(request.scope, access)
        if caller.key is None:
            return caller
        if not caller.key.may(scope):
            raise ScopeMissing(
                f'This API key may not do that: it lacks the scope "{scope}"; use another key.'
            )
        facts_of(request.scope).standing = await access.usage.admit(caller.key, spends=costly)
        return caller

    return Depends(guarded)


async def identify(scope: HttpScope, access: Access) -> Caller:
    """Who sent the request; asked once for each.

    Raises:
        Unauthorized: nobody that is known.
    """
    facts = facts_of(scope)
    if facts.caller is None:
        facts.caller = await _caller(Headers(scope=scope), access)
    return facts.caller


async def _caller(headers: Headers, access: Access) -> Caller:
    if await access.keys.open():
        return Caller()
    sent = headers.getlist("authorization")
    kind, _, token = (sent[0] if len(sent) == 1 else "").partition(" ")
    key = await access.keys.find(token.strip()) if kind.lower() == "bearer" else None
    if key is None:
        raise Unauthorized(_NO_ACCESS)
    return Caller(key)
