"""Scores of the bias signals: the passage and the voice first, the kind second."""

from keyquestions.analysis import Framing, Signal
from keyquestions_evals.labels import LabelledSignal
from keyquestions_evals.matching import Pair
from keyquestions_evals.metrics import Better, Detail, Measured, Metric, Tally
from keyquestions_evals.passages import Passage, pair_passages
from keyquestions_evals.scorers.case import Case, Scores, f1, share, span_of, spans

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
        name="framing.signals_strict", title="signals strict F1", part="framing",
        better=Better.HIGHER, pooling="micro",
        about="The same F1 where the kind has to be right too; its labels are the kinds.",
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
    pairs = pair_passages(
        [Passage(each.kind, each.voice, tuple(spans(each.evidence))) for each in found],
        [Passage(each.kind, each.voice, (case.fixture.span(each.quote),)) for each in gold],
    )
    voiced = [each for each in pairs if found[each.left].voice is gold[each.right].voice]
    kinds = sum(found[each.left].kind == gold[each.right].kind for each in pairs)
    hit = sum(each.score for each in voiced)
    tally = Tally(hit=hit, extra=len(found) - hit, missed=len(gold) - hit)
    tallies = {} if tally == Tally() else {"signal": tally}
    details = _details(found, gold, voiced, case)
    pooled = Measured(value=f1(tally), n=len(gold), details=details, tallies=tallies)
    named, labelled = tally.hit + tally.extra, tally.hit + tally.missed
    return {
        "framing.signals_f1": pooled,
        "framing.signals_precision": pooled.model_copy(update={"value": _part(hit, named)}),
        "framing.signals_recall": pooled.model_copy(update={"value": _part(hit, labelled)}),
        "framing.signals_strict": _strict(found, gold, voiced),
        "framing.signals_kind": share(kinds, len(pairs)),
        "framing.signals_voice": share(len(voiced), len(pairs)),
    }


def _strict(
    found: tuple[Signal, ...], gold: tuple[LabelledSignal, ...], pairs: list[Pair]
) -> Measured:
    """The tallies of each kind; a pair of two kinds is an extra of one and a miss of the other."""
    same = [each for each in pairs if found[each.left].kind == gold[each.right].kind]
    kinds = {each.kind for each in found} | {each.kind for each in gold}
    hits = dict.fromkeys(sorted(kinds), 0.0)
    for each in same:
        hits[gold[each.right].kind] += each.score
    tallies = {
        kind: Tally(
            hit=hit,
            extra=sum(each.kind == kind for each in found) - hit,
            missed=sum(each.kind == kind for each in gold) - hit,
        )
        for kind, hit in hits.items()
    }
    total = sum(tallies.values(), start=Tally())
    return Measured(value=f1(total), n=len(gold), tallies=tallies)


def _part(hit: float, of: float) -> float | None:
    return hit / of if of else None


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
