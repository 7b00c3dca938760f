"""A run as a log of Inspect (inspect_ai), which its viewer and its data frames read.

One sample for each article and trial: the article is its input, the gold questions are its target,
the analysis as JSON its output, and every metric that has a value is one of its scores. The file
holds the articles' texts.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from keyquestions.analysis import Analysis
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.metrics import Measured
from keyquestions_evals.runs import Item, Journal
from keyquestions_evals.scorers import METRICS
from keyquestions_evals.stats import Sheet, summarise

VERSION = 2
"""Of Inspect's log format."""


def as_inspect(journal: Journal, sheet: Sheet, fixtures: Sequence[Fixture], *, seed: int) -> str:
    """The log as JSON; the same journal, labels and seed give the same bytes."""
    head = journal.head
    known = {fixture.name: fixture for fixture in fixtures}
    model = head.model or head.analyst
    failed = any(item.failed for item in journal.items.values()) or bool(journal.missing)
    samples = [
        _sample(journal.items[slot], known[slot[0]], scores, model)
        for slot, scores in _slots(sheet, journal)
    ]
    created = head.started_at.isoformat()
    named = f"{head.variant}-{head.prompts or head.analyst}"
    log = {
        "version": VERSION,
        "status": "error" if failed else "success",
        "eval": {
            "eval_id": named,
            "run_id": named,
            "task_id": named,
            "created": created,
            "task": "keyquestions",
            "task_attribs": {"variant": head.variant},
            "dataset": {
                "name": f"fixtures-{head.split or 'all'}",
                "samples": len(head.fixtures),
                "sample_ids": list(head.fixtures),
            },
            "model": model,
            "config": {"epochs": head.trials},
            "packages": dict([head.software.split(" ", 1)]),
            "metadata": {"prompts": head.prompts, "codebook": head.codebook},
        },
        "plan": {"name": head.variant, "steps": []},
        "results": {
            "total_samples": len(head.fixtures) * head.trials,
            "completed_samples": sum(not item.failed for item in journal.items.values()),
            "scores": _scores(sheet, seed),
        },
        "stats": {"started_at": created, "completed_at": created},
        "samples": samples,
    }
    if failed:
        log["error"] = _error(f"{len(journal.missing)} analyses are missing, others may be partial")
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _slots(sheet: Sheet, journal: Journal) -> list[tuple[tuple[str, int], Mapping[str, Measured]]]:
    """Each item's slot with its scores; a sheet has an article's trials in their order."""
    slots = sorted(journal.items)
    at = {article: iter(trials) for article, trials in sheet.items()}
    return [(slot, next(at[slot[0]])) for slot in slots]


def _scores(sheet: Sheet, seed: int) -> list[dict[str, Any]]:
    """Every metric over all articles, with its interval; no stderr, because there is none."""
    scores = []
    for name, metric in METRICS.items():
        found = summarise(metric, sheet, seed=seed)
        if found.value is None:
            continue
        values = {"value": found.value, "low": found.low, "high": found.high}
        metrics = {key: {"name": key, "value": value} for key, value in values.items()
                   if value is not None}  # fmt: skip
        scores.append(
            {"name": name, "scorer": name, "scored_samples": found.n, "metrics": metrics,
             "metadata": {"measure": found.measure, "better": metric.better}}
        )  # fmt: skip
    return scores


def _sample(
    item: Item, fixture: Fixture, scores: Mapping[str, Measured], model: str
) -> dict[str, Any]:
    analysis = item.analysis
    told = analysis.model_dump_json(exclude={"provenance"}) if analysis else ""
    sample: dict[str, Any] = {
        "id": item.article,
        "epoch": item.trial + 1,
        "input": fixture.article.text,
        "target": [question.text for question in fixture.labels.questions],
        "messages": [
            {"role": "user", "content": fixture.article.text},
            {"role": "assistant", "content": told},
        ],
        "output": _output(told, analysis, model),
        "scores": {
            name: {"value": each.value, "explanation": _explained(each)}
            for name, each in scores.items()
            if each.value is not None
        },
        "metadata": fixture.slices.model_dump(mode="json"),
        "total_time": item.seconds,
    }
    if item.error is not None:
        sample["error"] = _error(f"{item.error.code}: {item.error.message}")
    return sample


def _output(told: str, analysis: Analysis | None, model: str) -> dict[str, Any]:
    output: dict[str, Any] = {
        "model": model,
        "choices": [
            {"message": {"role": "assistant", "content": told}, "stop_reason": "stop"}
        ],
    }  # fmt: skip
    tokens = analysis.provenance.tokens if analysis else None
    if tokens is not None:
        sent, written = tokens.input or 0, tokens.output or 0
        output["usage"] = {
            "input_tokens": sent, "output_tokens": written, "total_tokens": sent + written
        }  # fmt: skip
    return output


def _explained(measured: Measured) -> str:
    """What became of each thing that was counted, a line each."""
    lines = []
    for each in measured.details:
        told = [part for part in (each.text, each.gold, each.remark) if part]
        lines.append(f"{each.verdict}: {' | '.join(told)}")
    return "\n".join(lines)


def _error(message: str) -> dict[str, str]:
    return {"message": message, "traceback": "", "traceback_ansi": ""}
