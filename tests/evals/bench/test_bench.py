"""`keyquestions evals bench`: its figures, its halves, and what can be wrong with its data."""

import re
from pathlib import Path

import pytest
from scipy.stats import pearsonr, spearmanr

from keyquestions_evals.bench import BENCHMARKS, Half, Report, published
from keyquestions_evals.bench.figures import figure, pearson, ratio, spearman
from keyquestions_evals.cli import benching

from .made import BIASED, PLAIN, Bench, Run, babe_row, lines, marked, table, values


def test_rules_have_no_variant(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """What no model takes part in cannot be measured of one."""
    assert run("bench", "qags-cnn", "--data", ".", "--variant", "prompts") == 2
    assert "leave out --variant" in capsys.readouterr().err


def test_failures_stay_in_the_denominator(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An article too short to be analysed has nothing right, is told, and exit code is 3."""
    gold = dict.fromkeys(("who", "what", "where", "when", "why", "how"), marked("the ferry"))
    row = {"id": "1", "title": "Ferry", "text": "The ferry sank.", "gold": gold}
    lines(tmp_path / "dev.jsonl", [row])
    shown = ("--half", "all", "--json", "one.json", "--markdown", "one.md")
    assert run("bench", "giveme5w1h", "--data", tmp_path, *shown) == 3
    assert "1 of 1 items failed: content_too_short (1)." in capsys.readouterr().err
    report = Report.model_validate_json(Path("one.json").read_text())
    assert report.failed == {"content_too_short": 1}
    assert values(report)["f1"] == 0
    assert "| all: token-F1 of the quotes | 0.000 |" in Path("one.md").read_text()


def test_the_first_items_are_taken(bench: Bench, tmp_path: Path) -> None:
    """And the same seed gives the same figures."""
    rows = [
        babe_row(BIASED if n % 2 else PLAIN, "Biased", "['reckless']", f"n{n}") for n in range(9)
    ]
    table(tmp_path / "final_labels_SG2.csv", rows)
    one, other = bench("babe", "--limit", "6"), bench("babe", "--limit", "6")
    assert one.items == 6
    assert one == other
    low, high = next((f.low, f.high) for f in one.figures if f.name == "said")
    assert low is not None
    assert high is not None
    assert low < 0.5 < high


def test_items_of_one_group_are_drawn_together() -> None:
    """Twice the same two items, as two groups, are no more certain than the two alone."""
    column = ratio("x", "x")
    rows = [{"x": (1.0, 1.0)}, {"x": (0.0, 1.0)}, {"y": (9.0, 1.0)}]
    once = figure(column, rows, ["a", "b", "c"], seed=1)
    twice = figure(column, rows + rows, ["a", "b", "c"] * 2, seed=1)
    assert (once.value, once.n, twice.n) == (0.5, 2, 4)
    assert (twice.low, twice.high) == (once.low, once.high)


def test_correlations_are_those_of_scipy() -> None:
    """Of values with ties; a constant has none."""
    pairs = [(1.0, 2.0), (2.0, 2.0), (4.0, 3.0), (4.0, 9.0), (5.0, 4.0)]
    names = [str(n) for n in range(len(pairs))]
    rows = [{"x": pair} for pair in pairs]
    for made, known in ((pearson, pearsonr), (spearman, spearmanr)):
        found = figure(made("x", "x"), rows, names, seed=1).value
        assert found == pytest.approx(known(*zip(*pairs, strict=True)).statistic)
    flat = figure(pearson("x", "x"), [{"x": (1.0, 2.0)}, {"x": (1.0, 3.0)}], ["a", "b"], seed=1)
    assert flat.value is None


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
