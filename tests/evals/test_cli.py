"""`keyquestions evals`, as a prompt engineer meets it: tables, exit codes, faults in one line."""

import json
import re
from pathlib import Path

import pytest

from keyquestions_evals.runs import Journal

from .commands import ARTICLE, LABELS, NAMES, Run, lay


def test_a_run_prints_its_scores(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """All metrics with their intervals; the journal is where it was to be."""
    assert run("run", "builtin", "--journal", "one.jsonl") == 0
    told = capsys.readouterr()
    assert "builtin · builtin · dev · 3 articles × 1" in told.out
    assert re.search(r"summary: supported ↑ +1\.000 +1\.000 to 1\.000 +3", told.out)
    assert "The journal of this run is one.jsonl." in told.err
    assert set(Journal.read(Path("one.jsonl")).items) == {(name, 0) for name in NAMES}


def test_a_run_without_a_journal_makes_one(run: Run) -> None:
    """It is named by time and variant."""
    assert run("run", "builtin") == 0
    (journal,) = Path("evals/runs").iterdir()
    assert re.fullmatch(r"\d{8}-\d{6}-builtin\.jsonl", journal.name)


def test_a_run_is_compared_with_its_baseline(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Every metric before and after, and what the gate says."""
    run("run", "builtin", "--journal", "one.jsonl")
    capsys.readouterr()
    assert run("run", "builtin", "--journal", "two.jsonl", "--baseline", "one.jsonl") == 0
    told = capsys.readouterr().out
    assert re.search(r"summary: supported ↑ +1\.000 +1\.000 +\+0\.000", told)
    assert re.search(r"Gate\n.*margin +verdict\n", told)


def test_a_run_can_be_shown_in_many_ways(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """By slice, by article and by frame, as Markdown, too."""
    run("run", "builtin", "--journal", "one.jsonl")
    capsys.readouterr()
    shown = ("show", "one.jsonl", "--by", "topic", "--articles", "--labels")
    assert run(*shown, "--markdown", "one.md") == 0
    told = capsys.readouterr().out
    assert re.search(r"By topic\n.*\n sport +3 ", told)
    assert "By article, the worst first" in told
    assert re.search(r"By frame\n", told)
    assert "| metric | value | 95 % interval | n |\n| --- | ---: |" in Path("one.md").read_text()


def test_the_same_seed_gives_the_same_figures(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Byte for byte."""
    run("run", "builtin", "--journal", "one.jsonl")
    capsys.readouterr()
    printed = []
    for _ in range(2):
        run("show", "one.jsonl", "--articles")
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def spoil(source: Path, target: Path, **changes: object) -> None:
    """A journal in which every analysis lost something."""
    head, *items = source.read_text().splitlines()
    spoilt = []
    for line in items:
        item = json.loads(line)
        item["analysis"].update(changes)
        spoilt.append(json.dumps(item))
    target.write_text("\n".join([head, *spoilt]) + "\n")


def test_the_gate_tells_a_regression(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, in the table and for CI; an equal run passes."""
    # With three articles no difference is beyond chance; copies of them are enough for the test.
    for at in range(9):
        lay(f"copy-{at}", f"This is copy {at}.")
    run("run", "builtin", "--journal", "one.jsonl")
    spoil(Path("one.jsonl"), Path("two.jsonl"), summary=None)
    capsys.readouterr()
    assert run("gate", "one.jsonl", "one.jsonl", "--strict") == 0
    assert run("gate", "one.jsonl", "two.jsonl", "--junit", "gate.xml") == 1
    assert re.search(r"summary: key facts.*REGRESSION", capsys.readouterr().out)
    assert '<failure message="summary: key facts' in Path("gate.xml").read_text()


def test_a_drop_by_chance_fails_only_where_it_is_strict(run: Run) -> None:
    """Three articles settle nothing: exit code 5 under --strict, else 0."""
    run("run", "builtin", "--journal", "one.jsonl")
    spoil(Path("one.jsonl"), Path("two.jsonl"), summary=None)
    assert run("gate", "one.jsonl", "two.jsonl") == 0
    assert run("gate", "one.jsonl", "two.jsonl", "--strict") == 5


def test_a_run_that_is_not_whole_is_incomplete(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, and what is missing is told."""
    run("run", "builtin", "--journal", "one.jsonl")
    lines = Path("one.jsonl").read_text().splitlines(keepends=True)
    Path("half.jsonl").write_text("".join(lines[:-1]))
    capsys.readouterr()
    assert run("show", "half.jsonl") == 3
    assert "1 analyses are missing" in capsys.readouterr().err


def test_a_reply_that_is_not_recorded_is_a_miss(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 4; no model is asked, and the articles stay in the denominator."""
    Path("none.jsonl").touch()
    given = ("--model", "openai:test", "--replies", "replay", "--recordings", "none.jsonl")
    assert run("run", *given, "--journal", "one.jsonl") == 4
    told = capsys.readouterr()
    assert "There is no recorded reply of openai:test" in told.err
    assert re.search(r"run: failed ↓ +1\.000", told.out)
    assert ARTICLE[:40] not in told.err


def test_rescoring_tells_what_changed(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Other labels give other scores of the same analyses."""
    run("run", "builtin", "--journal", "one.jsonl")
    assert run("rescore", "one.jsonl", "--output", "scores.json") == 0
    for name in NAMES:
        labels = Path("evals/fixtures", name, "labels.yaml")
        labels.write_text(labels.read_text().replace("genre: reporting", "genre: opinion"))
    capsys.readouterr()
    assert run("rescore", "one.jsonl", "--output", "scores.json") == 0
    assert re.search(r"[1-9]\d* values differ", capsys.readouterr().err)
    assert json.loads(Path("scores.json").read_text())["scores"]["harrow"][0]["framing.genre"] == 0


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("labels.yaml", LABELS.replace("[economic]", "[economical]"),
         r'labels\.yaml:\d+: frames\.required\.0: "economical" is not in the codebook'),
        ("labels.yaml", LABELS.replace("quote: The reckless", "quote: The feckless"),
         r"labels\.yaml:\d+: signals\.0\.quote: the quote is not in the article"),
        ("labels.yaml", f"colour: red\n{LABELS}", r"labels\.yaml:1: colour: Extra inputs"),
        ("slices.yaml", "genre: [", r"slices\.yaml:\d+: it is no valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_of_the_fixtures_is_one_line(
    run: Run, capsys: pytest.CaptureFixture[str], file: str, text: str, said: str
) -> None:
    """With file and line, and exit code 2."""
    Path("evals/fixtures/harrow", file).write_text(text)
    assert run("run", "builtin") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.search(said, line)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "builtin", "--only", "nowhere"), "there is no fixture nowhere"),
        (("run", "builtin", "--split", "test"), "there is no fixture of the split test"),
        (("run", "builtin", "--fixtures", "elsewhere"), "elsewhere:1: there is no such folder"),
        (("run", "nonsense"), 'There is no variant "nonsense"'),
        (("run", "--model", "openai"), "openai"),
        (("run", "builtin", "--only-failed"), "--only-failed wants the --journal"),
    ],
)
def test_what_cannot_be_run_is_said(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    """In one line, with exit code 2."""
    assert run(*arguments) == 2
    assert said in capsys.readouterr().err


def test_an_empty_folder_has_no_fixtures(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """That is no run over nothing."""
    Path("empty").mkdir()
    assert run("run", "builtin", "--fixtures", "empty") == 2
    assert "empty:1: there is no fixture" in capsys.readouterr().err


def test_another_article_than_the_one_that_was_run_is_told(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Scores are never of one text by the labels of another."""
    run("run", "builtin", "--journal", "one.jsonl")
    article = Path("evals/fixtures/harrow/article.txt")
    article.write_text(article.read_text() + "\n\nMore was said later that day.\n")
    capsys.readouterr()
    assert run("show", "one.jsonl") == 2
    assert "the article harrow is not the one that was run" in capsys.readouterr().err


def test_fixtures_are_listed_and_checked(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each; a fault ends the check with exit code 2."""
    assert run("fixtures", "list") == 0
    assert re.search(r"harrow-again +dev +reporting +sport", capsys.readouterr().out)
    assert run("fixtures", "check") == 0
    assert capsys.readouterr().out == ""
    Path("evals/fixtures/harrow/labels.yaml").write_text("genre: nonsense\n")
    assert run("fixtures", "check") == 2
    assert "labels.yaml:1: " in capsys.readouterr().out


def test_the_metrics_are_explained(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """By name, direction and meaning."""
    assert run("metrics") == 0
    assert "summary.facts (higher is better): " in capsys.readouterr().out


def test_the_annotators_agreement_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Of those articles that two of them labelled; one who is alone agrees with nobody."""
    assert run("fixtures", "agreement") == 2
    assert "there is no fixture with annotations" in capsys.readouterr().err
    twice, once, _ = (Path("evals/fixtures", name, "annotations") for name in NAMES)
    for folder, names in ((twice, "ab"), (once, "a")):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.yaml").write_text(LABELS)
    assert run("fixtures", "agreement", "--markdown", "agreement.md") == 0
    told = capsys.readouterr().out
    assert "Agreement of the annotators · 1 articles labelled twice" in told
    assert re.search(r"questions +matched salience \(lexical\) +1\.000", told)
    assert "What the lexical measure can tell · 2 articles" in told
    assert "| signals | F1 of passages | 1.000 |" in Path("agreement.md").read_text()


def test_alpha_stands_beside_the_annotators(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure for the analyses and one for the people, or why there is none."""
    run("run", "builtin", "--journal", "one.jsonl")
    capsys.readouterr()
    run("show", "one.jsonl")
    assert re.search(
        r"alpha with the labels \(MASI\) \S+; the annotators' unknown: no two", told(capsys)
    )
    for name, frames in zip(NAMES, ("[economic]", "[economic]", "[political]"), strict=True):
        folder = Path("evals/fixtures", name, "annotations")
        folder.mkdir()
        for annotator in "ab":
            labels = re.sub(r"required: \[.*?\]", f"required: {frames}", LABELS)
            (folder / f"{annotator}.yaml").write_text(labels)
    run("show", "one.jsonl")
    assert "the annotators' 1.000 over 3 articles." in told(capsys)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed, as one line: notes are wrapped."""
    return " ".join(capsys.readouterr().out.split())
