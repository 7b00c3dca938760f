"""Scores of a framing's other findings: what is falsely flagged, quotes, parties."""

from collections.abc import Iterator

from keyquestions.analysis import (
    Dropped,
    Evidence,
    Framing,
    PerspectiveStatus,
    Signal,
    Stage,
    Voice,
)
from keyquestions_evals.labels import LabelledPerspective
from keyquestions_evals.matching import HALF, optimal_pairs, overlap
from keyquestions_evals.metrics import Better, Detail, Measured, Metric
from keyquestions_evals.scorers.case import (
    Case,
    Scores,
    is_exact,
    kept_share,
    share,
    span_of,
    spans,
)
from keyquestions_evals.semantics import SAME_FROM

METRICS = (
    Metric(
        name="framing.false_flags", title="false flags", part="framing", better=Better.LOWER,
        about="Share of the clean passages that were flagged as the author's bias.",
    ),
    Metric(
        name="framing.quotes", title="exact quotes", part="framing", better=Better.HIGHER,
        failed=0.0,
        about="Share of the quotes shown that the article has just so, at that place.",
    ),
    Metric(
        name="framing.kept", title="survived", part="framing", better=Better.HIGHER, failed=0.0,
        about="Share of the findings and quotes proposed that verification did not drop.",
    ),
    Metric(
        name="framing.perspectives", title="perspectives", part="framing", better=Better.HIGHER,
        meaning=True,
        failed=0.0,
        about="Share of the labelled parties that were named, absent ones left out: of those, "
        "several may be sensible.",
    ),
    Metric(
        name="framing.perspective_status", title="perspective status", part="framing", meaning=True,
        better=Better.HIGHER,
        about="Share of the parties found whose status is as labelled.",
    ),
)  # fmt: skip


def score_findings(framing: Framing, dropped: tuple[Dropped, ...], case: Case) -> Scores:
    """The metrics of a framing that there is."""
    lost = [
        Detail(verdict="dropped", text=each.item, remark=each.reason)
        for each in dropped
        if each.stage is Stage.FRAMING
    ]
    functions = sum(each is not None for each in framing.functions.values())
    kept = len(framing.frames) + len(framing.signals) + len(framing.perspectives) + functions
    return {
        "framing.false_flags": _false_flags(framing, case),
        "framing.quotes": _quotes(framing, case),
        "framing.kept": kept_share(kept, lost),
        **_perspectives(framing, case),
    }


def _false_flags(framing: Framing, case: Case) -> Measured:
    flagged = [each for each in framing.signals if each.voice is Voice.AUTHOR]
    details = []
    for clean in case.fixture.labels.clean:
        place = case.fixture.span(clean.quote)
        flag = next((each for each in flagged if _covers(each, place)), None)
        details.append(
            Detail(
                verdict="flagged" if flag else "left alone",
                text=f"{flag.kind}: {flag.evidence[0].exact}" if flag else None,
                gold=clean.quote,
                remark=clean.reason,
                span=place,
            )
        )
    wrong = sum(detail.verdict == "flagged" for detail in details)
    return share(wrong, len(details), details)


def _covers(signal: Signal, place: tuple[int, int]) -> bool:
    return any(overlap(span, place) >= HALF for span in spans(signal.evidence))


def _quotes(framing: Framing, case: Case) -> Measured:
    anchors = [anchor for evidence in _evidence(framing) for anchor in evidence]
    text = case.fixture.article.text
    wrong = [
        Detail(verdict="not in the article", text=anchor.exact, span=span_of((anchor,)))
        for anchor in anchors
        if not is_exact((anchor,), text)
    ]
    return share(len(anchors) - len(wrong), len(anchors), wrong)


def _evidence(framing: Framing) -> Iterator[Evidence]:
    yield from (each.evidence for each in framing.frames)
    yield from (each.evidence for each in framing.signals)
    yield from (each.evidence for each in framing.perspectives)
    for function in framing.functions.values():
        if function is not None:
            yield function.evidence


def _perspectives(framing: Framing, case: Case) -> Scores:
    gold = case.fixture.labels.perspectives
    found = framing.perspectives
    scores = [[_same_party(one.who, other, case) for other in gold] for one in found]
    pairs = {each.right: each for each in optimal_pairs(scores, SAME_FROM)}
    details = [
        Detail(
            verdict="hit" if at in pairs else "missed",
            text=found[pairs[at].left].who if at in pairs else None,
            gold=f"{party.who} ({party.status})",
            score=pairs[at].score if at in pairs else None,
        )
        for at, party in enumerate(gold)
    ]
    there = [at for at, party in enumerate(gold) if party.status is not PerspectiveStatus.ABSENT]
    right = sum(found[each.left].status is gold[at].status for at, each in pairs.items())
    return {
        "framing.perspectives": share(sum(at in pairs for at in there), len(there), details),
        "framing.perspective_status": share(right, len(pairs)),
    }


def _same_party(who: str, party: LabelledPerspective, case: Case) -> float:
    """How alike a name is to any of those that the party may be given."""
    return max(case.semantics.alike(who, name) for name in (party.who, *party.also))
