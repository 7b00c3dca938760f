"""The style sheets of everything that readers see, built from `web/` (`make web`)."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

TOKENS = "tokens.css"
"""Colours, types and distances of a whole page, as custom properties of its root."""

LOOK = "widget.css"
"""How the fragment looks, by its class names; what it needs of the tokens is in it."""


@cache
def style(name: str) -> str:
    """One of them."""
    return (FOLDER / name).read_text("utf-8")
