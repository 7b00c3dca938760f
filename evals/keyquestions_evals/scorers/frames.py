"""Scores of the frames, the genre and the severity of bias."""

from keyquestions.analysis import Anchor, Framing, Severity, Signal
from keyquestions.pipeline.severity import severity
from keyquestions_evals.metrics import Better, Detail, Measured, Metric, Tally
from keyquestions_evals.scorers.case import Case, Scores, f1, share, span_of

METRICS = (
    Metric(
        name="framing.frames_micro", title="frames F1", part="framing", better=Better.HIGHER,
        pooling="micro",
        about="F1 of the frames over all articles; acceptable ones count neither way.",
    ),
    Metric(
        name="framing.frames_macro", title="frames macro F1", part="framing", better=Better.HIGHER,
        pooling="macro",
        about="Mean F1 of the frames that occur in labels or analyses, each counted once.",
    ),
    Metric(
        name="framing.abstention", title="abstention", part="framing", better=Better.HIGHER,
        failed=0.0,
        about="Share of the articles in which frames were named where the labels require some, and "
        "none where the labels have none at all.",
    ),
    Metric(
        name="framing.genre", title="genre", part="framing", better=Better.HIGHER, failed=0.0,
        about="Share of the articles whose genre is right.",
    ),
    Metric(
        name="framing.severity", title="severity", part="framing", better=Better.HIGHER, failed=0.0,
        about="Share of the articles whose severity is at most one step from that which production "
        "computes from the labelled signals.",
    ),
)  # fmt: skip

_STEPS = tuple(Severity)


def score_frames(framing: Framing | None, case: Case) -> Scores:
    """The pooled metrics; where there is no framing, every required frame is missed."""
    required = set(case.fixture.labels.frames.required)
    acceptable = set(case.fixture.labels.frames.acceptable)
    found = {frame.label: frame for frame in framing.frames} if framing else {}
    tallies = {}
    details = []
    for label in case.codebook.frames:
        tally = Tally(
            hit=label in found and label in required,
            extra=label in found and label not in required | acceptable,
            missed=label in required and label not in found,
        )
        verdict = _verdict(tally, acceptable=label in found and label in acceptable)
        if verdict:
            place = span_of(found[label].evidence) if label in found else None
            details.append(Detail(verdict=verdict, text=label, span=place))
        if tally != Tally():
            tallies[label] = tally
    total = sum(tallies.values(), start=Tally())
    measured = Measured(value=f1(total), n=len(required), details=tuple(details), tallies=tallies)
    return {"framing.frames_micro": measured, "framing.frames_macro": measured}


def _verdict(tally: Tally, *, acceptable: bool) -> str:
    if tally.hit:
        return "hit"
    if tally.extra:
        return "extra"
    if tally.missed:
        return "missed"
    return "acceptable" if acceptable else ""


def score_article(framing: Framing, case: Case) -> Scores:
    """What is right or wrong once for each article."""
    labels = case.fixture.labels
    return {
        "framing.abstention": _abstention(framing, case),
        "framing.genre": share(
            framing.genre == labels.genre, 1, [_compared(framing.genre, labels.genre)]
        ),
        "framing.severity": _severity(framing, case),
    }


def _severity(framing: Framing, case: Case) -> Measured:
    """Within a step of what the labels give; one that could not be established is not."""
    found, expected = framing.severity, labels_severity(case)
    near = found is not None and abs(_STEPS.index(found) - _STEPS.index(expected)) <= 1
    return share(near, 1, [_compared(found or "not established", expected)])


def _abstention(framing: Framing, case: Case) -> Measured:
    frames = case.fixture.labels.frames
    if frames.required:
        return share(not framing.abstained, 1)
    # Where frames are only acceptable, both are right.
    return share(framing.abstained, 1) if not frames.acceptable else share(0, 0)


def labels_severity(case: Case) -> Severity:
    """The severity that production computes from the labelled signals."""
    signals = []
    for each in case.fixture.labels.signals:
        start, end = case.fixture.span(each.quote)
        anchor = Anchor(exact=each.quote, prefix="", suffix="", start=start, end=end, block=0)
        signals.append(
            Signal(
                kind=each.kind, voice=each.voice, explanation="", neutral=None, evidence=(anchor,)
            )
        )
    words = case.fixture.article.words
    return severity(signals, case.fixture.labels.genre, words, case.codebook)


def _compared(found: str, sought: str) -> Detail:
    return Detail(verdict="hit" if found == sought else "other", text=found, gold=sought)
