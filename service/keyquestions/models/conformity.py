"""Whether a value keeps to a JSON schema of the strict subset, as an enforcing server sends it.

It says yes or no, and it is asked only until a server's habit is known; what a reply is worth is
decided item by item elsewhere.
"""

from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def conforms(value: object, schema: Mapping[str, Any]) -> bool:
    """Whether the value is as the schema says (types, enumerations, closed objects, references)."""
    return _keeps(value, schema, schema.get("$defs", {}))


def _keeps(value: object, node: Mapping[str, Any], shared: Mapping[str, Any]) -> bool:
    if "$ref" in node:
        return _keeps(value, shared[node["$ref"].rpartition("/")[2]], shared)
    if "anyOf" in node:
        return any(_keeps(value, option, shared) for option in node["anyOf"])
    if "enum" in node and value not in node["enum"]:
        return False
    if "type" in node and not _is(value, node["type"]):
        return False
    if isinstance(value, dict):
        return _keeps_object(value, node, shared)
    if isinstance(value, list) and "items" in node:
        return all(_keeps(item, node["items"], shared) for item in value)
    return True


def _is(value: object, name: str) -> bool:
    # To Python, True is an integer.
    flagged = isinstance(value, bool) and name != "boolean"
    return isinstance(value, _TYPES[name]) and not flagged


def _keeps_object(
    value: Mapping[str, Any], node: Mapping[str, Any], shared: Mapping[str, Any]
) -> bool:
    properties = node.get("properties", {})
    if any(name not in value for name in node.get("required", ())):
        return False
    return all(
        _keeps(part, properties[name], shared)
        if name in properties
        else node.get("additionalProperties", True) is not False
        for name, part in value.items()
    )
