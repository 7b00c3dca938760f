"""Scores of a summary."""

from itertools import pairwise

from keyquestions.analysis import Dropped, Stage, Summary
from keyquestions.article import sentences
from keyquestions_evals.labels import Fact
from keyquestions_evals.matching import HALF, copied_share, overlap
from keyquestions_evals.metrics import Better, Detail, Measured, Metric
from keyquestions_evals.scorers.case import (
    Case,
    Scores,
    kept_share,
    share,
    span_of,
    spans,
    weighted,
)
from keyquestions_evals.semantics import SAID_FROM, SAME_FROM

NEARLY = 0.75
"""Of `SAID_FROM`, so much is enough where the sentence quotes the fact's own passage."""

METRICS = (
    Metric(
        name="summary.facts", title="key facts", part="summary", better=Better.HIGHER, failed=0.0,
        meaning=True,
        about="Weight of the key facts that the summary says, as a share of all their weight.",
    ),
    Metric(
        name="summary.forbidden", title="forbidden claims", part="summary", better=Better.LOWER,
        meaning=True,
        failed=1.0, about="Share of the forbidden claims that the summary makes.",
    ),
    Metric(
        name="summary.unsupported", title="unsupported", part="summary", better=Better.LOWER,
        unit=" per summary",
        about="Numbers, names and quoted words that the article lacks, and other objections of the "
        "production's grounding to the sentences that are shown.",
    ),
    Metric(
        name="summary.support", title="supported", part="summary", better=Better.HIGHER, failed=0.0,
        about="Share of the sentences with a quote that is in the article and no objection.",
    ),
    Metric(
        name="summary.kept", title="survived", part="summary", better=Better.HIGHER, failed=0.0,
        about="Share of the sentences and quotes proposed that verification did not drop.",
    ),
    Metric(
        name="summary.words", title="words", part="summary", better=Better.NEITHER, unit=" words",
        about="How long the summary is.",
    ),
    Metric(
        name="summary.copied", title="copied", part="summary", better=Better.NEITHER,
        about="Share of the summary's runs of four words that are in the article just so.",
    ),
)  # fmt: skip


def score_summary(summary: Summary, dropped: tuple[Dropped, ...], case: Case) -> Scores:
    """All metrics of a summary that there is."""
    copied, grams = copied_share(summary.text, case.fixture.article.text)
    objections = [
        Detail(verdict="unsupported", text=each.text, remark=said, span=span_of(each.evidence))
        for each in summary.sentences
        for said in case.fixture.grounding.objections(each.text, each.evidence)
    ]
    lost = [
        Detail(verdict="dropped", text=each.item, remark=each.reason)
        for each in dropped
        if each.stage is Stage.SUMMARY
    ]
    return {
        "summary.facts": _facts(summary, case),
        "summary.forbidden": _forbidden(summary, case),
        "summary.unsupported": Measured(
            value=len(objections), n=len(summary.sentences), details=tuple(objections)
        ),
        "summary.support": _support(summary, {each.text for each in objections}),
        "summary.kept": kept_share(len(summary.sentences), lost),
        "summary.words": Measured(value=len(summary.text.split()), n=1),
        "summary.copied": Measured(value=copied, n=grams),
    }


def _support(summary: Summary, objected: set[str | None]) -> Measured:
    good = [each for each in summary.sentences if each.evidence and each.text not in objected]
    return share(len(good), len(summary.sentences))


def _facts(summary: Summary, case: Case) -> Measured:
    details = [_fact(fact, summary, case) for fact in case.fixture.labels.facts]
    hits = [float(detail.verdict == "hit") for detail in details]
    weights = [float(fact.weight) for fact in case.fixture.labels.facts]
    return weighted(hits, weights, details)


def _fact(fact: Fact, summary: Summary, case: Case) -> Detail:
    """Whether one sentence, or two in a row, say the fact."""
    texts = [each.text for each in summary.sentences]
    texts += [f"{one} {other}" for one, other in pairwise(texts)]
    said = {text: case.semantics.stated(fact.text, text) for text in texts}
    best = max(said, key=lambda text: said[text], default=None)
    score = said[best] if best is not None else 0.0
    needed = SAID_FROM * (NEARLY if _quotes(fact, summary, case) else 1.0)
    hit = best is not None and score >= needed
    return Detail(
        verdict="hit" if hit else "missed",
        text=best if hit else None,
        gold=fact.text,
        score=score,
        span=case.fixture.span(fact.quote),
    )


def _quotes(fact: Fact, summary: Summary, case: Case) -> bool:
    place = case.fixture.span(fact.quote)
    found = (span for each in summary.sentences for span in spans(each.evidence))
    return any(overlap(span, place) >= HALF for span in found)


def _forbidden(summary: Summary, case: Case) -> Measured:
    """A claim is made where a sentence is closer to it than to anything that the article says."""
    true = [each.text for each in sentences(case.fixture.article)]
    true += [fact.text for fact in case.fixture.labels.facts]
    details = []
    for claim in case.fixture.labels.forbidden:
        texts = [each.text for each in summary.sentences]
        scores = [case.semantics.made(claim.text, text) for text in texts]
        score, best = max(zip(scores, texts, strict=True), default=(0.0, ""))
        made = score >= SAME_FROM and case.semantics.rather(best, claim.text, true)
        details.append(
            Detail(
                verdict="made" if made else "not made",
                text=best if made else None,
                gold=claim.text,
                score=score,
                span=case.fixture.span(claim.quote) if claim.quote else None,
            )
        )
    return share(sum(each.verdict == "made" for each in details), len(details), details)
