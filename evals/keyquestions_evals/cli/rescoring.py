"""The scores of a run as JSON, and how they differ from those of an earlier day."""

import json
from pathlib import Path
from typing import Any

from keyquestions_evals.errors import JournalInvalid
from keyquestions_evals.runs import Journal
from keyquestions_evals.stats import Sheet


def as_json(journal: Journal, sheet: Sheet) -> str:
    """Every value, by article, trial and metric."""
    head = journal.head.model_dump(mode="json", exclude={"kind", "fixtures"})
    return json.dumps({"run": head, "scores": _values(sheet)}, indent=1, sort_keys=True) + "\n"


def changed(path: Path, sheet: Sheet) -> int:
    """How many values are others than those in a file of `as_json`.

    Raises:
        JournalInvalid: it is no such file.
    """
    try:
        there: Any = json.loads(path.read_text(encoding="utf-8"))["scores"]
        flat = dict(_flat(there))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise JournalInvalid(f"{path}:1: this is no file of scores") from error
    now = dict(_flat(_values(sheet)))
    return sum(flat.get(each) != now.get(each) for each in flat.keys() | now.keys())


def _values(sheet: Sheet) -> dict[str, list[dict[str, float | None]]]:
    return {
        article: [{name: each.value for name, each in trial.items()} for trial in trials]
        for article, trials in sheet.items()
    }


def _flat(scores: Any) -> list[tuple[tuple[str, int, str], float | None]]:  # noqa: ANN401 - JSON
    return [
        ((article, number, name), value)
        for article, trials in scores.items()
        for number, trial in enumerate(trials)
        for name, value in trial.items()
    ]
