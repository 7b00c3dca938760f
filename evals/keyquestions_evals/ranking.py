"""Which articles a run did worst: the few metrics that are looked at first, and their mean."""

from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Sheet, per_article

KEY_METRICS = (
    "summary.facts",
    "framing.frames_micro",
    "framing.signals_f1",
    "questions.recall",
    "questions.precision",
)
"""What articles are ranked by, and the columns of tables with a row for each article or slice."""


def mean_by_article(sheet: Sheet) -> dict[str, float]:
    """The mean of an article's key metrics, as far as they apply; 0 where none does."""
    values = [per_article(METRICS[name], sheet) for name in KEY_METRICS]
    means = {}
    for article in sheet:
        known = [found for each in values if (found := each[article]) is not None]
        means[article] = sum(known) / len(known) if known else 0.0
    return means
