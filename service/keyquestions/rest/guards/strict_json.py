"""JSON that all readers read alike: told apart before anything is built of it."""

import json
import math
import re
from typing import Any, NoReturn

from keyquestions.errors import BodyInvalid, BodyTooDeep

DEEPEST = 32
"""How many objects and lists may be in one another; what the service takes needs 6."""

MOST = 100_000
"""How many texts, lists, objects and commas there may be."""

# The closing quotation mark is optional, so that one that is missing is looked for only once.
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+|[\[\]{},]', re.DOTALL)
_STEP = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


def check_json(body: bytes) -> None:
    """Find out whether it can be read, and in one way only.

    Raises:
        BodyTooDeep: it is nested too deeply, or has too many parts.
        BodyInvalid: it is no JSON (NaN and the like are none), or has a name twice in an object.
    """
    _check_shape(body)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BodyInvalid("The request's body is not UTF-8; send JSON in UTF-8.") from None
    try:
        json.loads(text, object_pairs_hook=_once, parse_constant=_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise BodyInvalid(
            f"The request's body is not JSON: see its line {error.lineno}, column {error.colno}."
        ) from None
    except ValueError:
        raise BodyInvalid("The request's body has a number that is too long to be read.") from None


def _check_shape(body: bytes) -> None:
    depth = 0
    for count, token in enumerate(_TOKENS.finditer(body)):
        depth += _STEP.get(token[0], 0) if len(token[0]) == 1 else 0
        if depth > DEEPEST:
            raise BodyTooDeep(
                f"The request's body is nested more than {DEEPEST} levels deep; flatten it."
            )
        if count >= MOST:
            raise BodyTooDeep(f"The request's body has more than {MOST:,} parts; send less.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise BodyInvalid(
            "The request's body has an object with the same name twice in it; send each once."
        )
    return read


def _constant(_name: str) -> NoReturn:
    raise BodyInvalid("The request's body has NaN or Infinity in it, which JSON does not know.")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise BodyInvalid("The request's body has a number that is too large to be read.")
    return number
