"""Verification of the framing analysis."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from keyquestions.analysis import (
    Dropped,
    Evidence,
    Frame,
    Framing,
    FramingFunction,
    Signal,
    Voice,
)
from keyquestions.analyst import (
    FrameDraft,
    FramingDraft,
    FunctionDraft,
    SignalDraft,
)
from keyquestions.pipeline.perspectives import verify_perspectives
from keyquestions.pipeline.severity import severity
from keyquestions.pipeline.texts import tidy
from keyquestions.pipeline.verdict import Docket, Verdict, fault_sentences

MOST_FRAMES = 3
NEEDS_TITLE = "headline_body_mismatch"
FALLBACK_GENRE = "other"

_Draft = TypeVar("_Draft")
_Finding = TypeVar("_Finding")


def verify_framing(
    draft: FramingDraft, docket: Docket, rejected: Sequence[Dropped]
) -> Verdict[Framing]:
    """Keep what has a label of the codebook and a quote of the article; compute the severity."""
    docket.dropped += rejected
    known = docket.knows("genres", draft.genre, f"genre: {draft.genre}")
    genre = draft.genre if known else FALLBACK_GENRE
    frames = _distinct_frames(_checked(draft.frames, _frame, docket), docket)
    functions = _distinct_functions(_checked(draft.functions, _function, docket), docket)
    signals = _distinct_signals(_checked(draft.signals, _signal, docket), docket)
    perspectives = verify_perspectives(draft.perspectives, docket)
    framing = Framing(
        genre=genre,
        frames=tuple(frames),
        functions={label: functions.get(label) for label in docket.codebook.functions},
        signals=tuple(signals),
        perspectives=perspectives,
        severity=severity(signals, genre, docket.grounding.article.words, docket.codebook),
        abstained=not frames,
    )
    kept = len(frames) + len(functions) + len(signals) + len(perspectives)
    return Verdict(
        part=framing,
        kept=kept,
        void=not kept and bool(docket.dropped),
        dropped=tuple(docket.dropped),
        faults=_faults(
            kept, lost_all_frames=bool(draft.frames) and not frames, dropped=docket.dropped
        ),
    )


def _checked(
    drafts: Iterable[_Draft], check: Callable[[_Draft, Docket], _Finding | None], docket: Docket
) -> list[_Finding]:
    return [finding for draft in drafts if (finding := check(draft, docket)) is not None]


def _frame(draft: FrameDraft, docket: Docket) -> Frame | None:
    explanation = tidy(draft.explanation)
    item = f"frame {draft.label}: {explanation}"
    if not docket.knows("frames", draft.label, item) or not docket.explains(explanation, item):
        return None
    evidence = docket.proved(draft.quotes, item, words=2)
    return (
        Frame(label=draft.label, explanation=explanation, evidence=evidence) if evidence else None
    )


def _function(draft: FunctionDraft, docket: Docket) -> tuple[str, FramingFunction] | None:
    text = tidy(draft.text)
    item = f"{draft.function}: {text}"
    if not docket.knows("functions", draft.function, item) or not docket.legible(text, item):
        return None
    evidence = docket.proved(draft.quotes, item, words=2)
    if not evidence or not docket.stands(text, evidence, item):
        return None
    return draft.function, FramingFunction(text=text, evidence=evidence)


def _signal(draft: SignalDraft, docket: Docket) -> Signal | None:
    item = f"signal {draft.kind}: {draft.quote}"
    known = docket.knows("signals", draft.kind, item) and docket.knows("voices", draft.voice, item)
    if not known:
        return None
    if draft.kind == NEEDS_TITLE and docket.grounding.article.title is None:
        docket.drop(item, "the article has no headline")
        return None
    evidence = docket.proved((draft.quote,), item)
    explanation, neutral = tidy(draft.explanation), tidy(draft.neutral or "")
    if not evidence or not docket.explains(explanation, item):
        return None
    if neutral and not docket.is_rewording(neutral, item):
        return None
    voice = Voice(draft.voice)
    if voice is Voice.AUTHOR and docket.grounding.is_spoken(evidence[0]):
        docket.drop(item, "it is direct speech, not the author's voice")
        return None
    return Signal(
        kind=draft.kind,
        voice=voice,
        explanation=explanation,
        neutral=neutral or None,
        evidence=evidence,
    )


def _distinct_frames(frames: list[Frame], docket: Docket) -> list[Frame]:
    kept: dict[str, Frame] = {}
    for frame in frames:
        item = f"frame {frame.label}: {frame.explanation}"
        if frame.label in kept:
            docket.drop(item, "the frame is named already")
        elif len(kept) == MOST_FRAMES:
            docket.drop(item, f"more than {MOST_FRAMES} frames")
        else:
            kept[frame.label] = frame
    return list(kept.values())


def _distinct_signals(signals: list[Signal], docket: Docket) -> list[Signal]:
    """One kind for one passage; the first that was named stays."""
    kept: dict[Evidence, Signal] = {}
    for signal in signals:
        if signal.evidence in kept:
            item = f"signal {signal.kind}: {signal.evidence[0].exact}"
            docket.drop(item, f"the passage is named already, as {kept[signal.evidence].kind}")
        else:
            kept[signal.evidence] = signal
    return list(kept.values())


def _distinct_functions(
    functions: list[tuple[str, FramingFunction]], docket: Docket
) -> dict[str, FramingFunction]:
    kept: dict[str, FramingFunction] = {}
    for label, function in functions:
        if label in kept:
            docket.drop(f"{label}: {function.text}", "the function is given already")
        else:
            kept[label] = function
    return kept


def _faults(kept: int, *, lost_all_frames: bool, dropped: Sequence[Dropped]) -> tuple[str, ...]:
    if kept >= len(dropped) and not lost_all_frames:
        return ()
    return fault_sentences(dropped)
