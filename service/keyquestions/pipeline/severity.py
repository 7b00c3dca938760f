"""How much bias the verified signals amount to: computed, never asked of a model."""

from collections.abc import Iterable, Sequence

from keyquestions.analysis import Dropped, Framing, Severity, Signal, Voice
from keyquestions.codebook import Codebook

PER_WORDS = 500
SHORTEST = 340
"""Shorter articles count as this long: one passage alone is never more than low."""

MODERATE = 1.5
HIGH = 4.0
"""Weighted passages per PER_WORDS words from which the severity is moderate, and high."""


def severity(signals: Sequence[Signal], genre: str, words: int, codebook: Codebook) -> Severity:
    """Distinct passages in the author's voice, weighted by kind, per length, for the genre.

    Passages that overlap count once, with the heaviest kind. A genre's weight in the codebook says
    how much of it counts: an opinion column is expected to have an opinion.
    """
    weight = _weigh(signals, codebook)
    if not weight:
        return Severity.NONE
    expected = codebook.genres[genre].weight
    density = weight * (1.0 if expected is None else expected) * PER_WORDS / max(words, SHORTEST)
    if density >= HIGH:
        return Severity.HIGH
    return Severity.MODERATE if density >= MODERATE else Severity.LOW


def settled(framing: Framing | None, dropped: Iterable[Dropped]) -> Framing | None:
    """The framing, without a severity where there is none to show and none could be excluded."""
    if framing is None or framing.severity is not Severity.NONE:
        return framing
    shown = (framing.frames, framing.signals, framing.perspectives)
    empty = not any(shown) and not any(framing.functions.values())
    if empty or any(each.is_signal for each in dropped):
        return framing.model_copy(update={"severity": None})
    return framing


def _weigh(signals: Sequence[Signal], codebook: Codebook) -> float:
    """The sum over passages; a run of overlapping ones is one passage."""
    spans = sorted(
        (anchor.start, anchor.end, codebook.signals[signal.kind].weight or 0.0)
        for signal in signals
        if signal.voice is Voice.AUTHOR
        for anchor in signal.evidence[:1]
    )
    total, reach, heaviest = 0.0, -1, 0.0
    for start, end, weight in spans:
        if start >= reach:
            total, heaviest = total + heaviest, 0.0
        reach, heaviest = max(reach, end), max(heaviest, weight)
    return total + heaviest
