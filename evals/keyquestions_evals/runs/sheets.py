"""A run's sheet: every metric of every trial of every article, worked out from its journal."""

from collections.abc import Mapping, Sequence

from keyquestions.codebook import Codebook
from keyquestions_evals.errors import RunMismatch
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.metrics import Measured
from keyquestions_evals.runs.journal import Journal
from keyquestions_evals.scorers import score
from keyquestions_evals.stats import Sheet


def sheet_of(journal: Journal, fixtures: Sequence[Fixture], codebook: Codebook) -> Sheet:
    """Score a run by the labels as they are now; what was not run is not in it.

    Raises:
        RunMismatch: an article is another now than when it was run, or is gone.
    """
    known = {fixture.name: fixture for fixture in fixtures}
    for name, content_hash in journal.head.fixtures.items():
        if name not in known:
            raise RunMismatch(f"{journal.path}:1: there is no fixture {name} any more")
        if known[name].article.content_hash != content_hash:
            raise RunMismatch(
                f"{journal.path}:1: the article {name} is not the one that was run; run it again"
            )
    trials: dict[str, list[Mapping[str, Measured]]] = {}
    for slot in sorted(journal.items, key=lambda each: (each[0], each[1])):
        item = journal.items[slot]
        scored = score(item.analysis, known[item.article], codebook)
        trials.setdefault(item.article, []).append(scored)
    return trials
