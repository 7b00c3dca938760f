"""Find the JSON object in what a model wrote: between prose, in code fences, after its thinking."""

import json
from collections.abc import Collection
from typing import Any, NamedTuple

_THOUGHTS_END = ("</think>", "</thinking>", "</reasoning>")


class Found(NamedTuple):
    """A JSON object and its text; `bare` where the reply was nothing else."""

    value: dict[str, Any]
    text: str
    bare: bool


def find_object(reply: str, keys: Collection[str]) -> Found | None:
    """The JSON object that has most of the keys, at least one; the last of several such.

    What a model thought aloud is passed over, also where only the end of the thinking is marked,
    unless nothing comes after it.
    """
    whole = _parsed(reply)
    if whole is not None:
        return Found(whole, reply, bare=True) if whole.keys() & set(keys) else _inside(whole, keys)
    spoken = min((reply.rpartition(end)[2] for end in _THOUGHTS_END), key=len)
    return _best(spoken, keys) or _best(reply, keys)


def _best(text: str, keys: Collection[str]) -> Found | None:
    best, most = None, 0
    for found in _objects(text):
        having = len(found.value.keys() & set(keys))
        if having and having >= most:
            best, most = found, having
    return best


def _inside(value: dict[str, Any], keys: Collection[str]) -> Found | None:
    """The object in an envelope, such as `{"arguments": {…}}`, that some models wrap theirs in."""
    for each in value.values():
        if isinstance(each, dict) and each.keys() & set(keys):
            return Found(each, json.dumps(each, ensure_ascii=False), bare=False)
    return None


def _objects(text: str) -> list[Found]:
    """All objects that can be read, from left to right; those inside another are not looked for."""
    found = []
    at = text.find("{")
    while at >= 0:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except ValueError:
            end = at + 1
        except RecursionError:
            return []  # no reply is nested like that, and looking on would take for ever
        else:
            found.append(Found(value, text[at:end], bare=False))
        at = text.find("{", end)
    return found


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)
