"""`keyquestions evals judge|pair` and judged gates, against a model server on loopback."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .commands import LABELS, NAMES, Run
from .serving import Served, by_first_word, serving

JUDGE = "openai:judge"
MADE: dict[str, str] = {}

pytestmark = pytest.mark.usefixtures("server")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A judge's server, as settings have it."""
    with serving(by_first_word) as served:
        monkeypatch.setenv("OPENAI_BASE_URL", served.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("COLUMNS", "100")
        yield served


@pytest.fixture
def two(run: Run, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Two runs, of which the second lost all questions but one."""
    if "journal" not in MADE:  # the same articles every time
        run("run", "builtin", "--journal", "one.jsonl")
        MADE["journal"] = Path("one.jsonl").read_text()
    Path("one.jsonl").write_text(MADE["journal"])
    head, *items = Path("one.jsonl").read_text().splitlines()
    less = []
    for line in items:
        item = json.loads(line)
        item["analysis"]["questions"] = item["analysis"]["questions"][:1]
        less.append(json.dumps(item))
    Path("two.jsonl").write_text("\n".join([head, *less]) + "\n")
    capsys.readouterr()
    return "one.jsonl", "two.jsonl"


def test_a_run_is_scored_by_a_judge(
    run: Run, two: tuple[str, str], server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table names the judge; a second time every verdict comes out of the store."""
    assert run("judge", two[0], "--model", JUDGE) == 0
    told = capsys.readouterr()
    assert f"builtin · builtin · judged by {JUDGE} · 3 articles × 1" in told.out
    assert re.search(r"questions: gold asked \(judge\) ↑ +\d\.\d{3}", told.out)
    assert re.search(r"questions: printable \(judge\) ↑ +\d\.\d{3}", told.out)
    assert "(lexical)" not in told.out
    assert 'may inform but not gate by the rubric "same"' in " ".join(told.out.split())
    asked = len(server.asked)
    assert 0 < asked <= 4 * len(NAMES)
    assert run("judge", two[0], "--model", JUDGE) == 0
    again = capsys.readouterr()
    assert (again.out, len(server.asked)) == (told.out, asked)
    assert f"in {asked} replies, {asked} of them stored" in again.err


def test_a_pair_is_judged_in_both_orders(
    run: Run, two: tuple[str, str], server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """More questions win; the flip rate and the interval are told."""
    assert run("pair", two[1], two[0], "--model", JUDGE, "--articles") == 0
    told = capsys.readouterr().out
    assert len(server.asked) == 2 * len(NAMES)
    assert re.search(r"won +3\n tied +0\n lost +0\n flip rate.* +0\.000", told)
    assert re.search(r"win rate, a tie as one half +1\.000", told)
    assert told.count(" candidate ") == 3


def test_a_judge_that_goes_by_the_place_decides_nothing(
    run: Run, two: tuple[str, str], server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """All pairs flip and count as ties."""
    server.answer = lambda *_: json.dumps({"reason": "It is the first.", "better": "first"})
    assert run("pair", *two, "--model", JUDGE) == 0
    told = capsys.readouterr().out
    assert re.search(r"tied +3\n lost +0\n flip rate.* +1\.000\n win rate.* +0\.500", told)


def test_a_judge_that_was_not_measured_does_not_gate(
    run: Run, two: tuple[str, str], server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is refused in a sentence before it is asked anything; it may still compare."""
    assert run("gate", *two, "--judge", JUDGE) == 2
    assert "may inform but not gate" in capsys.readouterr().err
    assert server.asked == []
    assert run("compare", *two, "--judge", JUDGE) == 0
    assert "questions: gold asked (judge)" in capsys.readouterr().out


@pytest.fixture
def labelled(run: Run) -> Path:
    """Labelled verdicts, by a rule that is the judge's own: texts that begin alike ask the same."""
    annotations = Path("evals/fixtures/harrow/annotations")
    annotations.mkdir()
    (annotations / "a.yaml").write_text(LABELS)
    assert run("fixtures", "verdicts", "--output", "verdicts.jsonl") == 0
    rows = [json.loads(line) for line in Path("verdicts.jsonl").read_text().splitlines()]
    assert {row["verdict"] for row in rows} == {True, False}
    rows += [row | {"one": f"{row['other'].split()[0]} was it so?"} for row in rows]
    for row in rows:
        row["verdict"] = row["one"].split()[0] == row["other"].split()[0]
    more = [row | {"article": name} for name in NAMES[1:] for row in rows]
    Path("verdicts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows + more))
    return Path("verdicts.jsonl")


def test_a_judge_is_held_against_labels_and_may_then_gate(
    run: Run, two: tuple[str, str], labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The constant predictor and the words stand beside it; its kappa opens the gate."""
    capsys.readouterr()
    assert run("judge", "--calibrate", labelled, "--model", JUDGE, "--record") == 0
    told = capsys.readouterr().out
    assert re.search(rf"{JUDGE} +1\.000 +1\.000", told)
    assert re.search(r'always "no" +0\.\d{3} +0\.000', told)
    assert re.search(r"the words alone +0\.\d{3} ", told)
    assert re.search(r'label +judge: "no" +judge: "yes"\n no +\d+ +0\n yes +0 +\d+', told)
    assert "It may gate: 0.75 is needed." in told
    assert run("gate", *two, "--judge", JUDGE) in {0, 1}
    assert "questions: gold asked (judge)" in capsys.readouterr().out


def test_a_judge_below_the_set_kappa_informs_only(
    run: Run, two: tuple[str, str], labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The refusal names both figures."""
    rows = [json.loads(line) for line in labelled.read_text().splitlines()]
    turned = [row | {"verdict": not row["verdict"]} for row in rows]
    labelled.write_text("".join(json.dumps(row) + "\n" for row in turned))
    assert run("judge", "--calibrate", labelled, "--model", JUDGE, "--record") == 0
    capsys.readouterr()
    assert run("gate", *two, "--judge", JUDGE) == 2
    assert re.search(r"its kappa is -\d\.\d\d, and 0\.75 is needed", capsys.readouterr().err)


def test_another_rubric_wants_another_measurement(
    run: Run, two: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What was measured with other prompt files says nothing of these."""
    register = Path("evals/judges.yaml")
    kept = register.read_text().replace("measured: []", "measured:")
    register.write_text(kept + "- {rubric: same, model: openai:judge, prompts: old, kappa: 0.9, "
                        "low: 0.8, high: 1.0, n: 9, articles: 3}\n")  # fmt: skip
    assert run("gate", *two, "--judge", JUDGE) == 2
    assert "measured with other prompt files" in capsys.readouterr().err


def test_a_judge_without_a_verdict_prints_no_figures(
    run: Run, two: tuple[str, str], server: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3; the articles are named, and their text is not repeated."""
    server.answer = lambda *_: json.dumps({"verdicts": []})
    assert run("judge", two[0], "--model", JUDGE) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "harrow-again, trial 1: The judge's reply cannot be counted" in told.err
    assert "gave no verdict on 3 of 3" in told.err
    Path("none.jsonl").touch()
    given = ("--model", JUDGE, "--replies", "replay", "--recordings", "none.jsonl")
    assert run("judge", two[0], *given) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("judge",), "Give either a RUN or --calibrate FILE"),
        (("judge", "one.jsonl"), "A judge is a chat model; name one with --model"),
        (("judge", "--calibrate", "none.jsonl", "--model", JUDGE), "none.jsonl:1: it cannot be"),
        (("judge", "--calibrate", "bad.jsonl", "--model", JUDGE), "bad.jsonl:2: same.relation"),
        (("judge", "one.jsonl", "--model", JUDGE, "--register", "bad.yaml"), "bad.yaml:1: rubrics"),
        (("judge", "one.jsonl", "--model", JUDGE, "--register", "few.yaml"), "no kappa set for"),
    ],
)
@pytest.mark.usefixtures("two")
def test_what_cannot_be_judged_is_said(
    run: Run, server: Served, capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...], said: str,
) -> None:  # fmt: skip
    """In one line, with file and line where there is one, and exit code 2."""
    row = {"rubric": "same", "article": "harrow", "relation": "asked", "one": "a", "other": "b",
           "verdict": True}  # fmt: skip
    lines = [json.dumps(row), json.dumps(row | {"relation": "liked"})]
    Path("bad.jsonl").write_text("\n".join(lines))
    Path("bad.yaml").write_text("rubrics: 3\n")
    Path("few.yaml").write_text("rubrics: {same: {kappa: 0.5}}\n")
    assert run(*arguments) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert server.asked == []
