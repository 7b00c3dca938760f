"""Files of the evals, read; what is wrong with one is a sentence with its name."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from keyquestions.analysis import Value
from keyquestions.resources import parse_yaml
from keyquestions_evals.errors import EvalsError

V = TypeVar("V", bound=Value)


def read_text(path: Path, failure: Callable[[str], EvalsError]) -> str:
    """The text of a file.

    Raises:
        EvalsError: what `failure` makes of the sentence, where it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise failure(f"{path}:1: it cannot be read: {reason}") from error


def read_yaml(path: Path, model: type[V], failure: type[EvalsError]) -> V:
    """The value that a file holds.

    Raises:
        EvalsError: of the class `failure`, where it does not hold what it must.
    """
    try:
        return model.model_validate(parse_yaml(read_text(path, failure)))
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise failure(f"{path}:1: it is no valid YAML: {told}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise failure(f"{path}:1: {where}: {first['msg']}") from error
