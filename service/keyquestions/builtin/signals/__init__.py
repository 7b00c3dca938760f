"""Bias signals of the codebook, found by rules, each with the passage that shows it."""

from keyquestions.analyst import SignalDraft
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.choice import choose
from keyquestions.builtin.signals.lexical import lexical
from keyquestions.builtin.signals.vague import vague
from keyquestions.builtin.signals.whole import whole

__all__ = ["find_signals"]


def find_signals(scan: Scan, genre: str) -> tuple[SignalDraft, ...]:
    """The bias signals of an article, best first; a source's words are marked as such."""
    candidates = lexical(scan) + vague(scan) + whole(scan, genre)
    return tuple(
        SignalDraft(
            kind=candidate.kind,
            voice=candidate.voice.value,
            quote=scan.article.text[candidate.start : candidate.end],
            explanation=candidate.explanation,
            neutral=candidate.neutral,
        )
        for candidate in choose(candidates, scan.article.words, len(scan.lines))
    )
