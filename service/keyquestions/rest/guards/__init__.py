"""What stands before every route: who may do what, how much, and what is read at all.

Routes say what they need with `Annotated[Caller, guard(Scope.READ)]`.
"""

from keyquestions.rest.guards.access import Access, guard, identify
from keyquestions.rest.guards.facts import Caller, Facts, facts_of
from keyquestions.rest.guards.limits import Limits
from keyquestions.rest.guards.ring import KeyRing
from keyquestions.rest.guards.stack import guarded
from keyquestions.store.keys import Scope

__all__ = [
    "Access",
    "Caller",
    "Facts",
    "KeyRing",
    "Limits",
    "Scope",
    "facts_of",
    "guard",
    "guarded",
    "identify",
]
