"""Bias signals of the codebook, found by rules, each with the passage that shows it."""

from collections.abc import Sequence

from keyquestions.analyst import SignalDraft
from keyquestions.builtin.document import Document
from keyquestions.builtin.genre import genre_of
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.choice import choose
from keyquestions.builtin.signals.lexical import lexical
from keyquestions.builtin.signals.vague import vague
from keyquestions.builtin.signals.whole import whole

__all__ = ["find_signals", "signals_of"]


def signals_of(document: Document) -> tuple[SignalDraft, ...]:
    """The bias signals of an article, found by what its genre may do."""
    return find_signals(document.once(Scan.of), document.once(genre_of))


def find_signals(scan: Scan, genre: str) -> tuple[SignalDraft, ...]:
    """The bias signals of an article, best first; a source's words are marked as such."""
    candidates = lexical(scan) + vague(scan) + whole(scan, genre)
    shown = choose(candidates, scan.article.words, len(scan.lines))
    return tuple(
        SignalDraft(
            kind=candidate.kind,
            voice=candidate.voice.value,
            quote=scan.article.text[candidate.start : candidate.end],
            explanation=_in_turn(candidate, shown[:index]),
            neutral=candidate.neutral,
        )
        for index, candidate in enumerate(shown)
    )


def _in_turn(candidate: Candidate, before: Sequence[Candidate]) -> str:
    """An explanation in other words than those of the same kind before it."""
    again = sum(other.kind == candidate.kind for other in before)
    return candidate.explanations[again % len(candidate.explanations)]
