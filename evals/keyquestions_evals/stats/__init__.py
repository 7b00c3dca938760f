"""Statistics: measurements of many articles in, values, intervals and tests out."""

from keyquestions_evals.stats.comparing import (
    Comparison,
    LabelScore,
    SliceKey,
    Summary,
    by_slice,
    compare,
    compare_all,
    per_article,
    per_label,
    summarise,
)
from keyquestions_evals.stats.pooling import Floats, Sheet, Trial
from keyquestions_evals.stats.resampling import LEVEL, POWER, generator, holm, interval

__all__ = [
    "LEVEL", "POWER", "Comparison", "Floats", "LabelScore", "Sheet", "SliceKey", "Summary", "Trial",
    "by_slice", "compare", "compare_all", "generator", "holm", "interval", "per_article",
    "per_label", "summarise",
]  # fmt: skip
