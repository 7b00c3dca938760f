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
from keyquestions_evals.stats.pooling import Sheet, Trial
from keyquestions_evals.stats.resampling import LEVEL, POWER, holm

__all__ = [
    "LEVEL", "POWER", "Comparison", "LabelScore", "Sheet", "SliceKey", "Summary", "Trial",
    "by_slice", "compare", "compare_all", "holm", "per_article", "per_label", "summarise",
]  # fmt: skip
