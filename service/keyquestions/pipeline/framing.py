"""Verification of the framing analysis."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from keyquestions.analysis import (
    Dropped,
    Evidence,
    Frame,
    Framing,
    FramingFunction,
    Perspective,
    PerspectiveStatus,
    Signal,
    Voice,
)
from keyquestions.analyst import (
    FrameDraft,
    FramingDraft,
    FunctionDraft,
    PerspectiveDraft,
    SignalDraft,
)
from keyquestions.pipeline.severity import severity
from keyquestions.pipeline.verdict import Docket, Verdict, fault_sentences

MOST_FRAMES = 3
MOST_ABSENT = 3
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
    functions = dict(_checked(draft.functions, _function, docket))
    signals = _distinct_signals(_checked(draft.signals, _signal, docket), docket)
    perspectives = _few_absent(_checked(draft.perspectives, _perspective, docket), docket)
    framing = Framing(
        genre=genre,
        frames=tuple(frames),
        functions={label: functions.get(label) for label in docket.codebook.functions},
        signals=tuple(signals),
        perspectives=tuple(perspectives),
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
    item = f"frame {draft.label}: {draft.explanation}"
    if not docket.knows("frames", draft.label, item):
        return None
    evidence = docket.proved(draft.quotes, item)
    if not evidence or not docket.words_are_real(draft.explanation, item):
        return None
    return Frame(label=draft.label, explanation=draft.explanation, evidence=evidence)


def _function(draft: FunctionDraft, docket: Docket) -> tuple[str, FramingFunction] | None:
    item = f"{draft.function}: {draft.text}"
    if not docket.knows("functions", draft.function, item):
        return None
    evidence = docket.proved(draft.quotes, item)
    if not evidence or not docket.stands(draft.text, evidence, item):
        return None
    return draft.function, FramingFunction(text=draft.text, evidence=evidence)


def _signal(draft: SignalDraft, docket: Docket) -> Signal | None:
    item = f"signal {draft.kind}: {draft.quote}"
    if not docket.knows("signals", draft.kind, item) or not docket.knows(
        "voices", draft.voice, item
    ):
        return None
    if draft.kind == NEEDS_TITLE and docket.grounding.article.title is None:
        docket.drop(item, "the article has no headline")
        return None
    evidence = docket.proved((draft.quote,), item)
    real = docket.words_are_real(draft.explanation, item)
    if not evidence or not real or not docket.words_are_real(draft.neutral, item):
        return None
    return Signal(
        kind=draft.kind,
        voice=Voice(draft.voice),
        explanation=draft.explanation,
        neutral=draft.neutral or None,
        evidence=evidence,
    )


def _perspective(draft: PerspectiveDraft, docket: Docket) -> Perspective | None:
    item = f"perspective {draft.who}: {draft.why}"
    if not docket.knows("perspective_statuses", draft.status, item):
        return None
    status = PerspectiveStatus(draft.status)
    evidence: Evidence
    if status is PerspectiveStatus.ABSENT:
        evidence = docket.prove(draft.quotes, item)
    elif not (evidence := docket.proved(draft.quotes, item)):
        return None
    if not docket.words_are_real(draft.why, item):
        return None
    return Perspective(who=draft.who, status=status, why=draft.why, evidence=evidence)


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


def _few_absent(perspectives: list[Perspective], docket: Docket) -> list[Perspective]:
    kept, absent = [], 0
    for perspective in perspectives:
        absent += perspective.status is PerspectiveStatus.ABSENT
        if perspective.status is PerspectiveStatus.ABSENT and absent > MOST_ABSENT:
            docket.drop(f"perspective {perspective.who}", f"more than {MOST_ABSENT} absent ones")
        else:
            kept.append(perspective)
    return kept


def _faults(kept: int, *, lost_all_frames: bool, dropped: Sequence[Dropped]) -> tuple[str, ...]:
    if kept >= len(dropped) and not lost_all_frames:
        return ()
    return fault_sentences(dropped)
