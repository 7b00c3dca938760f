"""Made-up records in each set's format, and the report of a benchmark."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keyquestions_evals.bench import Report

BIASED = "The reckless minister shamelessly handed the harbour to his greedy cronies."
PLAIN = "The harbour board met on Tuesday and approved the minutes of its last meeting."
STORY = (
    "The ferry Alda ran aground near Skerra on Tuesday morning with 40 passengers on board. "
    "The coastguard said the ferry ran aground because its rudder had failed. "
    "All passengers were taken ashore by lifeboats before noon. "
    "It is not known when the ferry will sail again, the owner said. "
    "The town council called on the owner to inspect its other ferries by Friday."
)
Bench = Callable[..., Report]
Run = Callable[..., int]


def table(path: Path | str, rows: list[dict[str, str]]) -> None:
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def lines(path: Path, rows: list[Any]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def babe_row(text: str, label: str, words: str, link: str = "") -> dict[str, str]:
    return {"text": text, "news_link": link, "label_bias": label, "biased_words": words}


def gvfc_row(name: str, text: str, theme: str, other: str = "99") -> dict[str, str]:
    return {"ID": name, "news_title": text, "Q3 Theme1": theme, "Q3 Theme2": other}


def values(report: Report) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in report.figures}


def marked(*texts: str, none: int = 0) -> dict[str, Any]:
    return {"answers": [{"text": text} for text in texts], "coders_saying_none": none}


def judged(name: str, summary: str, fact: float) -> dict[str, Any]:
    return {
        "doc_id": name,
        "src": STORY,
        "systems": {"0": {"sys_summ": summary, "scores": {"fact": fact}}},
    }
