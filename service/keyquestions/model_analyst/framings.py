"""The framing analyses of an article's parts, put together by code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from keyquestions.analysis import PerspectiveStatus
from keyquestions.analyst import (
    FrameDraft,
    FramingDraft,
    FunctionDraft,
    PerspectiveDraft,
    SignalDraft,
)

MOST_FRAMES = 3
MOST_PARTIES = 8
SAME_PARTY = 90
"""From this token-sort ratio (0 to 100) on, two names are those of one party."""

_STRENGTH = (
    PerspectiveStatus.PRESENT,
    PerspectiveStatus.MENTIONED_NOT_QUOTED,
    PerspectiveStatus.ABSENT,
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """The framing of a part, and how many words the part has."""

    draft: FramingDraft
    words: int


def join_framing(pieces: Sequence[Piece]) -> FramingDraft:
    """One framing analysis out of those of all parts, which are in order.

    The genre is that of most text. Frames: those that most parts name, of equal ones those with
    most text quoted, at most three. Functions: each as the first part that has it tells it.
    Signals: all, in order, each passage once. Parties: see `_parties`.
    """
    drafts = [piece.draft for piece in pieces]
    return FramingDraft(
        genre=_genre(pieces),
        frames=_frames(drafts),
        functions=_functions(drafts),
        signals=_signals(drafts),
        perspectives=_parties(drafts),
    )


def _genre(pieces: Iterable[Piece]) -> str:
    words: dict[str, int] = defaultdict(int)
    for piece in pieces:
        words[piece.draft.genre] += piece.words
    return max(words, key=lambda genre: words[genre])


def _frames(drafts: Iterable[FramingDraft]) -> tuple[FrameDraft, ...]:
    """With the explanation of the part that quotes most for it, and the quotes of all."""
    named: dict[str, list[FrameDraft]] = defaultdict(list)
    for draft in drafts:
        for label, frame in {frame.label: frame for frame in reversed(draft.frames)}.items():
            named[label].append(frame)
    ranked = sorted(named, key=lambda label: (-len(named[label]), -_quoted(named[label])))
    joined = []
    for label in ranked[:MOST_FRAMES]:
        best = max(named[label], key=lambda frame: _quoted([frame]))
        quotes = tuple(dict.fromkeys(quote for frame in named[label] for quote in frame.quotes))
        joined.append(best.model_copy(update={"quotes": quotes}))
    return tuple(joined)


def _quoted(frames: Iterable[FrameDraft]) -> int:
    return sum(len(quote) for frame in frames for quote in set(frame.quotes))


def _functions(drafts: Iterable[FramingDraft]) -> tuple[FunctionDraft, ...]:
    first: dict[str, FunctionDraft] = {}
    for draft in drafts:
        for function in draft.functions:
            first.setdefault(function.function, function)
    return tuple(first.values())


def _signals(drafts: Iterable[FramingDraft]) -> tuple[SignalDraft, ...]:
    first: dict[str, SignalDraft] = {}
    for draft in drafts:
        for signal in draft.signals:
            first.setdefault(_folded(signal.quote), signal)
    return tuple(first.values())


def _parties(drafts: Sequence[FramingDraft]) -> tuple[PerspectiveDraft, ...]:
    """Each party once, as the part tells it in which its case is told best.

    Present in one part is present; absent is only who is in no part. Those whom most parts name
    come first, and MOST_PARTIES of those who are in the article are taken; of the absent ones all.
    """
    groups: list[list[PerspectiveDraft]] = []
    for draft in drafts:
        for party in draft.perspectives:
            group = next((each for each in groups if _same(each[0].who, party.who)), None)
            if group is None:
                groups.append([party])
            else:
                group.append(party)
    groups.sort(key=len, reverse=True)
    best = [min(group, key=_rank) for group in groups]
    there = [party for party in best if party.status != PerspectiveStatus.ABSENT.value]
    absent = [party for party in best if party.status == PerspectiveStatus.ABSENT.value]
    return (*there[:MOST_PARTIES], *absent)


def _rank(party: PerspectiveDraft) -> int:
    names = [status.value for status in _STRENGTH]
    return names.index(party.status) if party.status in names else len(names)


def _same(one: str, other: str) -> bool:
    return fuzz.token_sort_ratio(_folded(one), _folded(other)) >= SAME_PARTY


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text.casefold()).strip().removeprefix("the ")
