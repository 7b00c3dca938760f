"""`keyquestions evals bench`: made-up data in each set's format, and what can be wrong with it."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keyquestions_evals.bench import BENCHMARKS, Half, Report, published
from keyquestions_evals.cli import benching

BIASED = "The reckless minister shamelessly handed the harbour to his greedy cronies."
PLAIN = "The harbour board met on Tuesday and approved the minutes of its last meeting."
Bench = Callable[..., Report]
Run = Callable[..., int]


def table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def lines(path: Path, rows: list[Any]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def babe_row(text: str, label: str, words: str, link: str = "") -> dict[str, str]:
    return {"text": text, "news_link": link, "label_bias": label, "biased_words": words}


def gvfc_row(name: str, text: str, theme: str, other: str = "99") -> dict[str, str]:
    return {"ID": name, "news_title": text, "Q3 Theme1": theme, "Q3 Theme2": other}


@pytest.fixture
def bench(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    """Measure the data in the test's folder, and give the report."""

    def measured(name: str, *options: str | Path) -> Report:
        file = tmp_path / "report.json"
        assert (
            run("bench", name, "--data", tmp_path, "--half", "all", "--json", file, *options) == 0
        )
        capsys.readouterr()
        return Report.model_validate_json(file.read_text(encoding="utf-8"))

    return measured


def values(report: Report) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in report.figures}


def test_babe_counts_signals_and_marked_words(bench: Bench, tmp_path: Path) -> None:
    """A flagged sentence is biased, a plain one is not; what has no agreement is left out."""
    table(tmp_path / "final_labels_SG2.csv", [
        babe_row(BIASED, "Biased", "['reckless', 'shamelessly', 'greedy cronies']"),
        babe_row(PLAIN, "Non-biased", "[]"),
        babe_row("Nobody knows.", "No agreement", "[]"),
    ])  # fmt: skip
    report = bench("babe")
    found = values(report)
    assert (report.items, found["macro_f1"], found["said"], found["quotes"]) == (2, 1.0, 0.5, 1.0)
    assert 0 < (found["marked"] or 0) <= 1


def test_gvfc_maps_frames_and_counts_abstentions(bench: Bench, tmp_path: Path) -> None:
    """A headline that no frame is found for is a miss, and is told."""
    table(tmp_path / "gvfc_english_1300.csv", [
        gvfc_row("1", "Senator attacks rival's campaign ahead of the midterm elections", "3"),
        gvfc_row("2", "It was a quiet day by the river", "7", "9"),
    ])  # fmt: skip
    found = values(bench("gvfc"))
    assert found["abstained"] == 0.5
    assert found["precision"] == 1.0
    assert found["recall"] == pytest.approx(1 / 3)
    assert found["macro_f1"] == pytest.approx(1 / 3)


def test_gvfc_maps_labels_of_the_codebook_only(codebook: Any) -> None:
    """Each frame that answers for a theme is in the codebook, each theme is answered for."""
    mapping = BENCHMARKS["gvfc"].mapping  # type: ignore[attr-defined]
    assert all(codebook.has("frames", frame) for frame in mapping.frames)
    assert set(mapping.frames.values()) == mapping.themes.keys()


def test_halves_share_no_article_and_leave_none_out() -> None:
    """Which half an item is in depends on its article alone, and both get about as many."""
    groups = [f"https://news.example/{number}" for number in range(400)]
    tune, report = ([g for g in groups if half.has(g)] for half in (Half.TUNE, Half.REPORT))
    assert sorted(tune + report) == sorted(groups)
    assert 150 < len(tune) < 250
    assert all(Half.ALL.has(group) for group in groups)


def test_the_list_names_all(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """With each one's file; no data is needed for it."""
    assert run("bench", "--list") == 0
    told = capsys.readouterr().out
    assert benching.NAMES == tuple(BENCHMARKS) == tuple(published())
    assert all(re.search(rf"{name} .*{each.file}", told) for name, each in BENCHMARKS.items())


def test_published_figures_compare_with_a_column() -> None:
    """Whatever others reached stands beside a figure that is measured here."""
    for name, known in published().items():
        columns = {column.name for column in BENCHMARKS[name].columns}
        assert {each.figure for each in known.reached} <= columns, name


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "babe's file final_labels_SG2.csv is not in this folder."),
        ("text,label\na,b\n", "it is not the file of babe: KeyError: 'label_bias'"),
        ("text,news_link,label_bias,biased_words\n", "it has no items."),
    ],
)
def test_wrong_data_is_one_line(
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str | None,
    told: str,
) -> None:
    """And exit code 2."""
    if content is not None:
        (tmp_path / "final_labels_SG2.csv").write_text(content)
    assert run("bench", "babe", "--data", tmp_path) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"keyquestions: {tmp_path}")
    assert line.endswith(told)


def test_a_missing_folder_is_one_line(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """It says which file is looked for."""
    assert run("bench", "babe", "--data", "nowhere") == 2
    told = capsys.readouterr().err
    assert told == (
        "keyquestions: nowhere: there is no such folder; --data names the one of babe's file "
        "final_labels_SG2.csv.\n"
    )
