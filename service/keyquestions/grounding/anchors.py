"""Places in an article as anchors."""

from keyquestions.analysis import Anchor
from keyquestions.grounding.borders import is_mark

_CONTEXT = 32


def make_anchor(text: str, start: int, end: int, block: int) -> Anchor:
    """Describe `text[start:end]` with up to 32 code points of what is around it."""
    return Anchor(
        exact=text[start:end],
        prefix=_prefix(text, start),
        suffix=_suffix(text, end),
        start=start,
        end=end,
        block=block,
    )


def _prefix(text: str, start: int) -> str:
    begin = max(0, start - _CONTEXT)
    prefix = text[begin:start]
    if begin and not text[begin - 1].isspace():
        space = next((i for i, character in enumerate(prefix) if character.isspace()), None)
        if space is not None:
            return prefix[space:].lstrip()
        while prefix and is_mark(prefix[0]):
            prefix = prefix[1:]
    return prefix.lstrip() if begin else prefix


def _suffix(text: str, end: int) -> str:
    finish = min(len(text), end + _CONTEXT)
    while end < finish < len(text) and is_mark(text[finish]):
        finish -= 1
    suffix = text[end:finish]
    if finish < len(text) and not text[finish].isspace():
        space = next((i for i, c in enumerate(reversed(suffix)) if c.isspace()), None)
        if space is not None:
            return suffix[: len(suffix) - space].rstrip()
    return suffix.rstrip() if finish < len(text) else suffix
