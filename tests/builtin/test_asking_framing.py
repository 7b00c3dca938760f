"""What the framing analysis adds: sides that are missing, motives that are only supposed."""

from collections.abc import Callable

import pytest

from keyquestions.analysis import (
    Anchor,
    Framing,
    Perspective,
    PerspectiveStatus,
    Severity,
    Signal,
    Voice,
)
from keyquestions.builtin.asking import ask
from keyquestions.builtin.document import Document

DocumentOf = Callable[[str], Document]
TEXT = (
    "The merger of the Orme clinics angered many in Larne.\n\n"
    "By cutting the price, Governor Pilar Wen saved the deal."
)
SUPPOSED = "How did Governor Pilar Wen save the deal?"


@pytest.fixture
def clinics(document_of: DocumentOf) -> Document:
    """An article about a merger, with a motive that the author supposes."""
    return document_of(TEXT)


def framing(*perspectives: Perspective, signals: tuple[Signal, ...] = ()) -> Framing:
    return Framing(
        genre="reporting",
        frames=(),
        functions={},
        signals=signals,
        perspectives=perspectives,
        severity=Severity.NONE,
        abstained=True,
    )


def party(who: str, status: PerspectiveStatus) -> Perspective:
    return Perspective(who=who, status=status, why="Because.")


@pytest.mark.parametrize(
    ("voice", "kind", "salience"),
    [
        (Voice.AUTHOR, "mind_reading", 2),
        (Voice.QUOTED_SOURCE, "mind_reading", 4),
        (Voice.AUTHOR, "loaded_language", 4),
    ],
)
def test_supposed_motives_are_less_salient(
    clinics: Document, voice: Voice, kind: str, salience: int
) -> None:
    """A question whose answer is the author's mind reading ranks below what is known."""
    start = clinics.article.text.index("By cutting the")
    anchor = Anchor(
        exact="By cutting the", prefix="", suffix="", start=start, end=start + 13, block=1
    )
    signal = Signal(kind=kind, voice=voice, explanation="", neutral=None, evidence=(anchor,))
    found = {q.text: q for q in ask(clinics, framing(signals=(signal,))).questions}
    assert found[SUPPOSED].salience == salience
