"""What came nearest to a request that was not recorded, and where the two part."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from rapidfuzz import fuzz

from keyquestions.models.port import Role
from keyquestions.models.records import Asked

EXCERPT = 40
"""How much of a difference is shown, in characters."""

_MISSING = object()
_ORDER = ("model", "trial", "temperature", "max_output_tokens", "json_schema", "messages")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two requests part first; `asked` and `recorded` are how they go on from there.

    `place` is such as `messages[1].content, line 3, character 14`. Where `private`, the excerpts
    may be an article's words: not for logs and error messages.
    """

    place: str
    asked: str
    recorded: str
    private: bool

    def __str__(self) -> str:
        """The place, and what stands there unless that is private."""
        if self.private:
            return self.place
        return f"{self.place}: {self.asked} now, {self.recorded} in the recording"


def nearest(asked: Asked, recorded: Iterable[Asked]) -> Asked | None:
    """The most similar of them; one for another stage only where there is no other."""
    name, text = _schema(asked), asked.canonical
    return max(
        recorded,
        key=lambda each: (_schema(each) == name, fuzz.ratio(text, each.canonical)),
        default=None,
    )


def first_difference(asked: Asked, recorded: Asked) -> Difference | None:
    """Where they part first; None where they are the same."""
    ours, theirs = asked.model_dump(mode="json"), recorded.model_dump(mode="json")
    differences = chain.from_iterable(
        _differences(name, ours[name], theirs[name]) for name in _ORDER
    )
    place, one, other = next(differences, (None, None, None))
    if place is None:
        return None
    private = place.startswith("messages") and not _by_the_system(place, asked)
    if isinstance(one, str) and isinstance(other, str):
        at = _parting(one, other)
        line, column = one.count("\n", 0, at) + 1, at - (one.rfind("\n", 0, at) + 1) + 1
        place = f"{place}, line {line}, character {column}"
        one, other = one[at : at + EXCERPT], other[at : at + EXCERPT]
    return Difference(place, _excerpt(one), _excerpt(other), private)


def _differences(place: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    """The leaves of two JSON values that differ, in order."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from _differences(
                f"{place}.{name}", one.get(name, _MISSING), other.get(name, _MISSING)
            )
    elif isinstance(one, list) and isinstance(other, list):
        for index, pair in enumerate(zip_longest(one, other, fillvalue=_MISSING)):
            yield from _differences(f"{place}[{index}]", *pair)
    elif one != other:
        yield place, one, other


def _by_the_system(place: str, asked: Asked) -> bool:
    index = int(place.partition("[")[2].partition("]")[0])
    return index < len(asked.messages) and asked.messages[index].role is Role.SYSTEM


def _schema(asked: Asked) -> str | None:
    return asked.json_schema.name if asked.json_schema else None


def _parting(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next(
        (at for at, (ours, theirs) in enumerate(pairs) if ours != theirs),
        min(len(one), len(other)),
    )


def _excerpt(value: object) -> str:
    if value is _MISSING:
        return "nothing"
    told = json.dumps(value, ensure_ascii=False)
    return told if len(told) <= 2 * EXCERPT else told[: 2 * EXCERPT] + "…"
