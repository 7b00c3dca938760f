"""Noun chunks of a sentence."""

from collections.abc import Callable

import pytest

from keyquestions.builtin.chunks import chunk_at
from keyquestions.builtin.document import Passage


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The old Elm Street library closed.", ["The old Elm Street library"]),
        ("They sold 40 wooden boats.", ["They", "40 wooden boats"]),
        ("The rising prices hurt small, poor shops.", ["The rising prices", "small, poor shops"]),
        ("About 300 men work there.", ["About 300 men"]),
        ("The mayor's speech was long.", ["The mayor's speech"]),
        ("Its fairly new roof leaks.", ["Its fairly new roof"]),
        ("Parrish & Moll sold it.", ["Parrish & Moll", "it"]),
        ("A group led by two nurses waited.", ["A group", "two nurses"]),
    ],
)
def test_chunks(passage_of: Callable[[str], Passage], text: str, found: list[str]) -> None:
    """A chunk goes from its determiner to its noun; participles after the noun are outside."""
    passage = passage_of(text)
    assert [passage.words(c.first, c.last) for c in passage.chunks][: len(found)] == found


def test_a_chunk_is_longest_and_knows_its_noun(passage_of: Callable[[str], Passage]) -> None:
    """The head is the last noun; where no chunk begins there is none."""
    passage = passage_of("The county court in Larne sat late.")
    chunk = chunk_at(passage.tokens, 0)
    assert chunk is not None
    assert passage.tokens[chunk.head].text == "court"
    assert chunk_at(passage.tokens, 3) is None
    assert chunk_at(passage.tokens, 99) is None


@pytest.mark.parametrize(("text", "alone"), [("Both of them left.", True), ("The very.", False)])
def test_determiners_alone(passage_of: Callable[[str], Passage], text: str, *, alone: bool) -> None:
    """ "Both" can stand for a thing; "the" cannot."""
    assert (chunk_at(passage_of(text).tokens, 0) is not None) is alone
