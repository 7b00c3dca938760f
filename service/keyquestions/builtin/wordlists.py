"""The built-in analyst's own word lists: `lexicon/<language>/<name>.yaml`, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "lexicon"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LANGUAGES = ("en", "de", "es", "fr")
"""The languages that have word lists."""


@cache
def word_list(language: str, name: str) -> Any:  # noqa: ANN401 - each list has a shape of its own
    """The content of one list; an empty mapping where the language has none."""
    path = _FOLDER / language / f"{name}.yaml"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one


def items(terms: str | None) -> list[str]:
    """The patterns of a list that is written as one text with commas."""
    return [term for part in (terms or "").split(",") if (term := " ".join(part.split()))]
