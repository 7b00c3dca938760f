"""Statements whose evidence is about something else."""

from collections.abc import Sequence

from keyquestions.grounding.readings import Reading
from keyquestions.grounding.slots import forms

_LEAST = 4
_STEM = 5
_LITTLE, _MUCH = 0.25, 0.6


def topics(reading: Reading) -> frozenset[str]:
    """Return what a sentence is about: the beginnings of its words, its names, its numbers."""
    slots = reading.slots
    names = {form for item in slots.items for form in forms(item.names)}
    numbers = {f"{value:g}" for quantity in reading.quantities for value in quantity.values}
    return frozenset(word[:_STEM] for word in slots.content | names) | numbers


def beside_the_point(
    said: Reading, near: Sequence[Reading], around: Sequence[Reading], others: Sequence[Reading]
) -> str:
    """Say that the evidence of a statement does not bear on it; "" where it may.

    Args:
        said: the statement.
        near: the sentences of the evidence's paragraphs: they say who "she" is.
        around: those of the paragraphs before and after, too.
        others: the other sentences of the article.
    """
    about = topics(said)
    if len(about) < _LEAST:
        return ""
    if not any(about & topics(each) for each in around):
        return "its quotes are about something else"
    shared = about & frozenset().union(*(topics(each) for each in near))
    if len(shared) >= _LITTLE * len(about):
        return ""
    elsewhere = max((len(about & topics(each)) for each in others), default=0)
    return (
        "its quotes are not where the article says this" if elsewhere >= _MUCH * len(about) else ""
    )
