"""What is wrong with a request, in a sentence that names the field. No value is repeated."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

_Context = Mapping[str, Any]

_SAID: Mapping[str, Callable[[_Context], str]] = MappingProxyType(
    {
        "missing": lambda _: "is missing",
        "extra_forbidden": lambda _: "is not known; remove it",
        "string_type": lambda _: "must be text",
        "string_unicode": lambda _: "holds characters that are none",
        "string_too_short": lambda ctx: _least(ctx["min_length"], "character"),
        "string_too_long": lambda ctx: _most(ctx["max_length"], "character"),
        "string_pattern_mismatch": lambda _: "does not have the form that it must have",
        "int_type": lambda _: "must be a whole number",
        "int_parsing": lambda _: "must be a whole number",
        "int_from_float": lambda _: "must be a whole number",
        "int_parsing_size": lambda _: "is too large a number",
        "float_type": lambda _: "must be a number",
        "float_parsing": lambda _: "must be a number",
        "finite_number": lambda _: "must be a number",
        "bool_type": lambda _: "must be true or false",
        "bool_parsing": lambda _: "must be true or false",
        "greater_than_equal": lambda ctx: f"must be at least {ctx['ge']}",
        "greater_than": lambda ctx: f"must be more than {ctx['gt']}",
        "less_than_equal": lambda ctx: f"must be at most {ctx['le']}",
        "too_short": lambda ctx: _least(ctx["min_length"], "item"),
        "too_long": lambda ctx: _most(ctx["max_length"], "item"),
        "enum": lambda ctx: f"must be {ctx['expected']}",
        "literal_error": lambda ctx: f"must be {ctx['expected']}",
        "list_type": lambda _: "must be a list",
        "tuple_type": lambda _: "must be a list",
        "dict_type": lambda _: "must be an object",
        "model_type": lambda _: "must be an object",
        "model_attributes_type": lambda _: "must be an object",
        "json_type": lambda _: "must be JSON",
        "datetime_parsing": lambda _: "must be a date and time, as 2026-11-24T17:15:00Z",
        "datetime_from_date_parsing": lambda _: "must be a date and time, as 2026-11-24T17:15:00Z",
        "datetime_type": lambda _: "must be a date and time, as 2026-11-24T17:15:00Z",
        "date_parsing": lambda _: "must be a day, as 2026-11-24",
        "date_from_datetime_parsing": lambda _: "must be a day, as 2026-11-24",
        "timezone_aware": lambda _: "must be a date and time with a time zone",
        "url_parsing": lambda _: "must be a web address",
        "url_scheme": lambda _: "must be a web address that begins with http:// or https://",
        "url_too_long": lambda ctx: _most(ctx["max_length"], "character"),
    }
)
_PLACES = frozenset({"body", "query", "path", "header", "cookie"})


def sentence(faults: Sequence[Mapping[str, Any]]) -> str:
    """The first fault in words, and how many more there are.

    Args:
        faults: what pydantic found, each with `type`, `loc`, and `ctx` where its kind has one.
    """
    first = faults[0]
    said = _SAID.get(first["type"], _unsaid)(first.get("ctx") or {})
    more = len(faults) - 1
    others = "" if not more else f" (and {more} more fault{'s' if more > 1 else ''})"
    return f"{_named(first['loc'])} {said}{others}."


def _unsaid(_: _Context) -> str:
    return "cannot be used"


def _named(location: Sequence[str | int]) -> str:
    place, *path = location if location and location[0] in _PLACES else ("body", *location)
    path = [each for each in path if not str(each).startswith("(")]  # which kind of body it is
    if not path:
        return "The request's body"
    field = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)
    kind = {"query": "parameter", "path": "parameter", "header": "header"}.get(str(place), "field")
    return f'The {kind} "{field.lstrip(".")}"'


def _least(count: int, unit: str) -> str:
    return f"must have at least {count} {unit}{'' if count == 1 else 's'}"


def _most(count: int, unit: str) -> str:
    return f"must have at most {count:,} {unit}{'' if count == 1 else 's'}"
