"""What an analysis took: failures, calls, tokens, cost, time."""

from keyquestions.analysis import Analysis, AnalysisStatus
from keyquestions_evals.metrics import Better, Detail, Measured, Metric
from keyquestions_evals.scorers.case import Scores

METRICS = (
    Metric(
        name="run.failed", title="failed", part="run", better=Better.LOWER, failed=1.0,
        about="Share of the articles without a whole analysis. They stay in every other mean.",
    ),
    Metric(
        name="run.repairs", title="repairs", part="run", better=Better.LOWER, unit=" per article",
        about="Stages that were asked a second time.",
    ),
    Metric(
        name="run.calls", title="calls", part="run", better=Better.LOWER, unit=" per article",
        about="Requests that reached the model now; replies out of the store are none.",
    ),
    Metric(
        name="run.tokens_in", title="tokens in", part="run", better=Better.LOWER, unit=" tokens",
        about="Tokens sent, as the provider counted them.",
    ),
    Metric(
        name="run.tokens_out", title="tokens out", part="run", better=Better.LOWER, unit=" tokens",
        about="Tokens written, as the provider counted them.",
    ),
    Metric(
        name="run.cost_usd", title="cost", part="run", better=Better.LOWER, unit=" USD",
        about="What the analysis cost; no value where a price is unknown.",
    ),
    Metric(
        name="run.latency_ms", title="latency", part="run", better=Better.LOWER, unit=" ms",
        about="Wall-clock time of the analysis.",
    ),
)  # fmt: skip


def score_run(analysis: Analysis) -> Scores:
    """The figures of an analysis, as its provenance tells them."""
    told = analysis.provenance
    tokens = told.tokens
    failed = analysis.status is not AnalysisStatus.SUCCEEDED
    why = tuple(
        Detail(verdict="failed", text=each.stage, remark=f"{each.code}: {each.message}")
        for each in analysis.failures
    )
    return {
        "run.failed": Measured(value=float(failed), n=1, details=why),
        "run.repairs": _figure(told.repairs),
        "run.calls": _figure(told.calls),
        "run.tokens_in": _figure(tokens.input if tokens else None),
        "run.tokens_out": _figure(tokens.output if tokens else None),
        "run.cost_usd": _figure(told.cost_usd),
        "run.latency_ms": _figure(told.latency_ms),
    }


def _figure(value: float | None) -> Measured:
    return Measured(value=value, n=0 if value is None else 1)
