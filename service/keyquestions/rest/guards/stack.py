"""All guards in their order around an application."""

from starlette.types import ASGIApp

from keyquestions.rest.guards.bodies import Bodies
from keyquestions.rest.guards.hosts import LocalOnly
from keyquestions.rest.guards.limits import Limits
from keyquestions.rest.guards.pressure import Pressure
from keyquestions.rest.guards.replaying import Replaying
from keyquestions.rest.guards.watching import Watching


def guarded(app: ASGIApp, limits: Limits | None = None) -> ASGIApp:
    """Watching → LocalOnly → Pressure → Bodies → Replaying → the application.

    They look for `access` (`Access`) and `idempotency` (`Idempotency`) on `request.state.parts`.
    """
    limits = limits or Limits()
    inside = Bodies(Replaying(app), limits)
    return Watching(LocalOnly(Pressure(inside, limits.requests)))
