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
    ("who", "status", "question"),
    [
        (
            "Patients",
            PerspectiveStatus.ABSENT,
            "What does the merger of the Orme clinics mean for patients?",
        ),
        (
            "Russia (Moscow, Kremlin)",
            PerspectiveStatus.MENTIONED_NOT_QUOTED,
            "What does Russia say about the merger of the Orme clinics?",
        ),
        (
            "Larne City Council",
            PerspectiveStatus.MENTIONED_NOT_QUOTED,
            "What does Larne City Council say about the merger of the Orme clinics?",
        ),
    ],
)
def test_a_missing_side_is_asked_for(
    clinics: Document, who: str, status: PerspectiveStatus, question: str
) -> None:
    """Who is absent or not heard has an open question about the matter of the article."""
    found = {q.text: q for q in ask(clinics, framing(party(who, status))).questions}
    assert question in found
    assert (found[question].status, found[question].kind) == ("open", "affected_parties")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("Patients", PerspectiveStatus.PRESENT),
        ("tenants", PerspectiveStatus.MENTIONED_NOT_QUOTED),
        ("Pilar Wen", PerspectiveStatus.MENTIONED_NOT_QUOTED),
        ("Merger Board", PerspectiveStatus.ABSENT),
    ],
)
def test_who_speaks_or_has_no_one_voice_is_not(
    clinics: Document, who: str, status: PerspectiveStatus
) -> None:
    """Parties that are heard, mere crowds, persons and the matter itself are not asked for."""
    texts = [q.text for q in ask(clinics, framing(party(who, status))).questions]
    assert not any(text.startswith(("What does the merger", "What does Pilar")) for text in texts)
    assert not any("tenants" in text for text in texts)


def test_without_a_matter_nobody_is_asked_for(document_of: DocumentOf) -> None:
    """Where the article has no topic that stands out, a missing side has nothing to speak about."""
    absent = party("Patients", PerspectiveStatus.ABSENT)
    assert ask(document_of("Larne slept."), framing(absent)).questions == ()


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
