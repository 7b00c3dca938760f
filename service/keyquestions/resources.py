"""The files that ship with the package: where they lie, and how their YAML is read."""

from pathlib import Path
from typing import Any

import yaml

_PACKAGE = Path(__file__).parent


def prompts_folder() -> Path:
    """The prompt files: inside an installed wheel, or beside `service/` in a checkout."""
    installed = _PACKAGE / "_prompts"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "prompts"


def parse_yaml(text: str) -> Any:  # noqa: ANN401 - whatever the document holds
    """Plain data of a YAML document, by libyaml where it is there (ten times as fast).

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
