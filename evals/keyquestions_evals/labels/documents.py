"""YAML files as values, with the line of whatever is wrong in them."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from keyquestions.resources import parse_yaml

Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[int | str]
"""Keys and indexes that lead to a value, from the top of the document."""


class Fault(NamedTuple):
    """Something that is wrong in a file; `str()` gives "FILE:LINE: what"."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        """Give the line that a person or an editor can jump to."""
        return f"{self.path}:{self.line}: {self.what}"


class Document(Generic[Model]):
    """A YAML file that was read as a model; `value` is None where `faults` say why."""

    def __init__(self, path: Path, model: type[Model]) -> None:
        self.path = path
        self.value: Model | None = None
        self.faults: list[Fault] = []
        self._root: yaml.Node | None = None
        try:
            self._read(model)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
            self.faults.append(Fault(path, 1, f"it cannot be read: {reason}"))
        except yaml.YAMLError as error:
            self.faults.append(_yaml_fault(path, error))

    def fault(self, place: Place, what: str) -> None:
        """Note what is wrong with the value at a place."""
        name = ".".join(map(str, place))
        said = f"{name}: {what}" if name else what
        self.faults.append(Fault(self.path, self._line(place), said))

    def _read(self, model: type[Model]) -> None:
        text = self.path.read_text(encoding="utf-8")
        self._root = yaml.compose(text, Loader=yaml.SafeLoader)
        for place in _repeated(self._root):
            self.fault(place, "this key stands here twice")
        try:
            value = model.model_validate_json(_as_json(parse_yaml(text)), strict=True)
        except ValidationError as error:
            for each in error.errors():
                self.fault(each["loc"], each["msg"].replace("Input should", "it should"))
        else:
            self.value = None if self.faults else value

    def _line(self, place: Place) -> int:
        node, line = self._root, 1
        for step in place:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line


def _as_json(data: object) -> str:
    """YAML data as JSON, so that it is validated as strictly; what JSON lacks becomes text."""
    return json.dumps(data, default=str)


def _child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    """The line, counted from 1, and the node that a key or an index leads to."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark.line + 1, item
    return None


def _repeated(node: yaml.Node | None, at: tuple[int | str, ...] = ()) -> Iterator[Place]:
    """The places of keys that stand twice in one mapping, of which YAML would keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield (*at, name)
            seen.add(name)
            yield from _repeated(value, (*at, name))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _repeated(item, (*at, index))


def _yaml_fault(path: Path, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it is no YAML"
    return Fault(path, mark.line + 1 if mark else 1, f"it is no valid YAML: {problem}")
