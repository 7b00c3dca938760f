"""JSON schemas with the codebook's labels, also in the strict subset that models are held to."""

from typing import Any

from pydantic import BaseModel

from keyquestions.codebook import Codebook

_MARK = "codebook"
_KEYS_MARK = "codebook_keys"
_NOT_STRICT = ("title", "description", "default")


def with_labels(schema: dict[str, Any], codebook: Codebook) -> dict[str, Any]:
    """The schema with an enumeration wherever a field is marked with a group of the codebook.

    It is marked by `codebook` where its value is a label, by `codebook_keys` where its keys are.
    """
    group, key_group = schema.get(_MARK), schema.get(_KEYS_MARK)
    if isinstance(group, str):  # a property may be named like the mark
        kept = {key: value for key, value in schema.items() if key != _MARK}
        return kept | {"enum": list(getattr(codebook, group))}
    if isinstance(key_group, str):
        kept = {key: _each(value, codebook) for key, value in schema.items() if key != _KEYS_MARK}
        return kept | {"propertyNames": {"enum": list(getattr(codebook, key_group))}}
    return {key: _each(value, codebook) for key, value in schema.items()}


def strict_schema(draft: type[BaseModel], codebook: Codebook) -> dict[str, Any]:
    """The schema of a draft as strict mode takes it.

    Every object is closed and requires all its properties; there are no titles, descriptions or
    defaults: no text for the model hides in Python.
    """
    return _strict(with_labels(draft.model_json_schema(), codebook))


def _each(value: Any, codebook: Codebook) -> Any:  # noqa: ANN401 - a node of a JSON document
    if isinstance(value, dict):
        return with_labels(value, codebook)
    if isinstance(value, list):
        return [_each(item, codebook) for item in value]
    return value


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {
        key: _strict_node(key, value) for key, value in schema.items() if key not in _NOT_STRICT
    }
    if kept.get("type") == "object":
        kept |= {"additionalProperties": False, "required": list(kept.get("properties", {}))}
    return kept


def _strict_node(key: str, value: Any) -> Any:  # noqa: ANN401 - a node of a JSON document
    if key in {"properties", "$defs"}:
        # Here the keys are names, one of which may be "title".
        return {name: _strict(node) for name, node in value.items()}
    if isinstance(value, dict):
        return _strict(value)
    if isinstance(value, list):
        return [_strict(item) if isinstance(item, dict) else item for item in value]
    return value
