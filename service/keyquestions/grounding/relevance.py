"""Statements whose evidence is about something else."""

from collections.abc import Sequence

from keyquestions.grounding.readings import Reading

_LEAST = 4
_LITTLE, _MUCH = 0.25, 0.6


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
    about = said.topics
    if len(about) < _LEAST:
        return ""
    if not any(about & each.topics for each in around):
        return "its quotes are about something else"
    shared = about & frozenset().union(*(each.topics for each in near))
    if len(shared) >= _LITTLE * len(about):
        return ""
    elsewhere = max((len(about & each.topics) for each in others), default=0)
    return (
        "its quotes are not where the article says this" if elsewhere >= _MUCH * len(about) else ""
    )
