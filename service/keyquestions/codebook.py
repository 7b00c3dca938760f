"""The codebook: the versioned list of labels, read from `prompts/codebook.yaml`."""

from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from keyquestions.errors import CodebookInvalid
from keyquestions.resources import parse_yaml

Group = Literal[
    "frames",
    "functions",
    "genres",
    "signals",
    "voices",
    "perspective_statuses",
    "question_kinds",
    "question_statuses",
    "severities",
]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Label(_Entry):
    """One label: what it means, when to use it, when not to, and an example of our own.

    `name` is how readers see it. `family` groups labels (the lexical, epistemic and informational
    signals); `weight` is how heavily a signal of this kind counts towards severity, from 0 to 1;
    `note` is shown to readers beside the name, where the name alone could mislead.
    """

    name: Annotated[str, Field(min_length=1)]
    definition: Annotated[str, Field(min_length=1)]
    use_when: Annotated[str, Field(min_length=1)]
    not_when: Annotated[str, Field(min_length=1)]
    example: Annotated[str, Field(min_length=1)]
    family: str | None = None
    weight: Annotated[float, Field(ge=0, le=1)] | None = None
    note: str | None = None


class Codebook(_Entry):
    """All labels by group. The order of the file is the order of the labels."""

    version: Annotated[str, Field(pattern=r"^codebook/\d+(\.\d+)*$")]
    source: str
    frames: dict[str, Label]
    functions: dict[str, Label]
    genres: dict[str, Label]
    signals: dict[str, Label]
    voices: dict[str, Label]
    perspective_statuses: dict[str, Label]
    question_kinds: dict[str, Label]
    question_statuses: dict[str, Label]
    severities: dict[str, Label]

    @model_validator(mode="after")
    def _signals_are_weighted(self) -> Self:
        bare = [key for key, label in self.signals.items() if None in (label.weight, label.family)]
        if bare:
            raise ValueError(f"signals without weight or family: {', '.join(bare)}")
        return self

    @cached_property
    def _groups(self) -> MappingProxyType[str, frozenset[str]]:
        groups = {name: frozenset(getattr(self, name)) for name in Group.__args__}  # type: ignore[attr-defined]
        return MappingProxyType(groups)

    def has(self, group: Group, label: str) -> bool:
        """Whether `label` stands in that group, spelled exactly so."""
        return label in self._groups[group]

    def labels(self, group: Group) -> dict[str, Label]:
        """The labels of a group, by their id, in the order of the file."""
        found: dict[str, Label] = getattr(self, group)
        return found


def load_codebook(folder: Path) -> Codebook:
    """Read `codebook.yaml` in a prompts folder.

    Raises:
        CodebookInvalid: the file is missing, is no YAML or lacks something; the message names what.
    """
    path = folder / "codebook.yaml"
    try:
        raw: Any = parse_yaml(path.read_text(encoding="utf-8"))
        return Codebook.model_validate(raw)
    except OSError as error:
        raise CodebookInvalid(f"The codebook {path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CodebookInvalid(f"The codebook {path} is no valid YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise CodebookInvalid(
            f"The codebook {path} is wrong at {where}: {first['msg']}."
        ) from error
