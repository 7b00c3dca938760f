"""Scores of the bias signals: the passage and the voice first, the kind second."""

from keyquestions.analysis import Framing, Signal
from keyquestions_evals.labels import LabelledSignal
from keyquestions_evals.matching import HALF, Pair, optimal_pairs, passage_credit
from keyquestions_evals.metrics import Better, Detail, Measured, Metric, Tally
from keyquestions_evals.scorers.case import Case, Scores, f1, share, span_of, spans

WHOLE_ARTICLE = frozenset({"one_sided_sourcing", "headline_body_mismatch"})
"""Kinds that are about the whole article: their quote may be any that shows it."""

METRICS = (
    Metric(
        name="framing.signals_f1", title="signals F1", part="framing", better=Better.HIGHER,
        pooling="micro",
        about="F1 of the signals by passage and voice; a sentence around it is worth half.",
    ),
    Metric(
        name="framing.signals_precision", title="signals precision", part="framing",
        better=Better.HIGHER, pooling="precision",
        about="Share of the signals named that are labelled, by passage and voice.",
    ),
    Metric(
        name="framing.signals_recall", title="signals recall", part="framing",
        better=Better.HIGHER, pooling="recall",
        about="Share of the labelled signals that were named, by passage and voice.",
    ),
    Metric(
        name="framing.signals_kind", title="signal kinds", part="framing", better=Better.HIGHER,
        about="Share of the signals found, whatever their voice, whose kind is as labelled.",
    ),
    Metric(
        name="framing.signals_voice", title="signal voices", part="framing", better=Better.HIGHER,
        about="Share of the passages found whose voice is as labelled.",
    ),
)  # fmt: skip


def score_signals(framing: Framing | None, case: Case) -> Scores:
    """The pooled metrics; where there is no framing, every labelled signal is missed."""
    found = framing.signals if framing else ()
    gold = case.fixture.labels.signals
    pairs = optimal_pairs(
        [[_credit(one, other, case) for other in gold] for one in found], threshold=HALF / 2
    )
    voiced = [each for each in pairs if found[each.left].voice is gold[each.right].voice]
    credits_ = [_credit(found[each.left], gold[each.right], case, voice=False) for each in voiced]
    hit = sum(credits_)
    tally = Tally(hit=hit, extra=len(found) - hit, missed=len(gold) - hit)
    details = _details(found, gold, voiced, case)
    tallies = {} if tally == Tally() else {"signal": tally}
    pooled = Measured(value=f1(tally), n=len(gold), details=details, tallies=tallies)
    return {
        f"framing.signals_{name}": pooled for name in ("f1", "precision", "recall")
    } | {
        "framing.signals_kind": share(
            sum(found[each.left].kind == gold[each.right].kind for each in pairs), len(pairs)
        ),
        "framing.signals_voice": share(len(voiced), len(pairs)),
    }  # fmt: skip


def _credit(found: Signal, gold: LabelledSignal, case: Case, *, voice: bool = True) -> float:
    """What a signal is worth for a labelled one: passage first, then voice, then kind."""
    same_kind = found.kind == gold.kind
    if same_kind and found.kind in WHOLE_ARTICLE:
        return 1.0
    sought = case.fixture.span(gold.quote)
    credit = max((passage_credit(span, sought) for span in spans(found.evidence)), default=0.0)
    if not voice or not credit:
        return credit
    # Of two that fit, the one with the same voice is meant, and then the one of the same kind.
    return credit * (0.7 + 0.2 * (found.voice is gold.voice) + 0.1 * same_kind)


def _details(
    found: tuple[Signal, ...], gold: tuple[LabelledSignal, ...], pairs: list[Pair], case: Case
) -> tuple[Detail, ...]:
    hit = {each.left: each.right for each in pairs}
    said = [
        Detail(
            verdict="hit" if at in hit else "extra",
            text=_told(signal.kind, signal.voice, " … ".join(a.exact for a in signal.evidence)),
            gold=gold[hit[at]].quote if at in hit else None,
            span=span_of(signal.evidence),
        )
        for at, signal in enumerate(found)
    ]
    missed = [
        Detail(
            verdict="missed",
            gold=_told(signal.kind, signal.voice, signal.quote),
            span=case.fixture.span(signal.quote),
        )
        for at, signal in enumerate(gold)
        if at not in hit.values()
    ]
    return (*said, *missed)


def _told(kind: str, voice: str, quote: str) -> str:
    return f"{kind}, {voice}: {quote}"
