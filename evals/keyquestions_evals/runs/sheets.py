"""A run's sheet: every metric of every trial of every article, worked out from its journal."""

from collections.abc import Mapping, Sequence

from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions_evals.errors import RunMismatch
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.metrics import Measured
from keyquestions_evals.runs.journal import Journal, Slot
from keyquestions_evals.scorers import score
from keyquestions_evals.semantics import Semantics
from keyquestions_evals.stats import Sheet


def sheet_of(
    journal: Journal,
    fixtures: Sequence[Fixture],
    codebook: Codebook,
    semantics: Mapping[Slot, Semantics] | None = None,
) -> Sheet:
    """Score a run by the labels as they are now; what was not run is not in it.

    Args:
        journal: the run.
        fixtures: its articles with their labels.
        codebook: what the labels are held against.
        semantics: a judge's verdicts for every item; the words alone where it is None.

    Raises:
        RunMismatch: an article is another now than when it was run, or is gone.
    """
    known = {fixture.name: fixture for fixture in fixtures}
    check_articles(journal, {name: each.article for name, each in known.items()})
    trials: dict[str, list[Mapping[str, Measured]]] = {}
    for slot in sorted(journal.items, key=lambda each: (each[0], each[1])):
        item = journal.items[slot]
        judged = semantics[slot] if semantics is not None else None
        scored = score(item.analysis, known[item.article], codebook, judged)
        trials.setdefault(item.article, []).append(scored)
    return trials


def check_articles(journal: Journal, articles: Mapping[str, Article]) -> None:
    """See that these are the articles that were run.

    Raises:
        RunMismatch: an article is another now than when it was run, or is gone.
    """
    for name, content_hash in journal.head.fixtures.items():
        if name not in articles:
            raise RunMismatch(f"{journal.path}:1: there is no fixture {name} any more")
        if articles[name].content_hash != content_hash:
            raise RunMismatch(
                f"{journal.path}:1: the article {name} is not the one that was run; run it again"
            )
