"""Analyses as bytes: laid out once, and asked for many times."""

import weakref
from collections.abc import Callable
from dataclasses import dataclass

from keyquestions.analysis import Analysis
from keyquestions.rest.negotiation import entity_tag


@dataclass(frozen=True, slots=True)
class Body:
    """A representation and its strong tag."""

    data: bytes
    tag: str

    @classmethod
    def of(cls, data: bytes) -> "Body":
        """The bytes with the tag that is theirs."""
        return cls(data, entity_tag(data))


class Remembered:
    """What analyses look like, for as long as somebody keeps the analyses themselves.

    So there is no limit here, and nothing to erase: when the last one lets go of an analysis, its
    bodies go with it.
    """

    def __init__(self) -> None:
        self._bodies: dict[int, dict[str, tuple[str, Body]]] = {}

    def body(self, analysis: Analysis, form: str, version: str, make: Callable[[], bytes]) -> Body:
        """The body in that form, made if it is not there in this version."""
        # By the object: two that are equal may be told of differently.
        forms = self._bodies.get(id(analysis))
        if forms is None:
            forms = self._bodies[id(analysis)] = {}
            gone = weakref.finalize(analysis, self._bodies.pop, id(analysis), None)
            gone.atexit = False
        kept = forms.get(form)
        if kept is None or kept[0] != version:
            kept = forms[form] = version, Body.of(make())
        return kept[1]
