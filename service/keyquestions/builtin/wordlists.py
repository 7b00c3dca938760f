"""The built-in analyst's own word lists: `lexicon/<language>/<name>.yaml`, read once."""

from functools import cache
from pathlib import Path
from typing import Any

from keyquestions.resources import parse_yaml

_FOLDER = Path(__file__).parent / "lexicon"

LANGUAGES = ("en", "de", "es", "fr")
"""The languages that have word lists."""


@cache
def word_list(language: str, name: str) -> Any:  # noqa: ANN401 - each list has a shape of its own
    """The content of one list; an empty mapping where the language has none."""
    path = _FOLDER / language / f"{name}.yaml"
    if not path.is_file():
        return {}
    return parse_yaml(path.read_text(encoding="utf-8"))


def variants(wording: str | list[str]) -> tuple[str, ...]:
    """One wording, or several that take turns."""
    return (wording,) if isinstance(wording, str) else tuple(wording)


def items(terms: str | None) -> list[str]:
    """The patterns of a list that is written as one text with commas."""
    return [term for part in (terms or "").split(",") if (term := " ".join(part.split()))]
