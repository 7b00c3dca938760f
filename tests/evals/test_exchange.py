"""Articles in from other tools' files, runs out as other tools' logs."""

import json
import re
from pathlib import Path

import pytest
import yaml

from keyquestions_evals.importing import read_articles

from .commands import ARTICLE, NAMES, Run
from .serving import by_first_word, serving

OTHER = ARTICLE.replace("pool", "library")


def told(name: str, data: object) -> Path:
    """A file in the working folder with that data in it."""
    path = Path(name)
    path.write_text(yaml.safe_dump(data) if path.suffix == ".yaml" else json.dumps(data))
    return path


def test_json_lines_are_imported() -> None:
    """By the fields that have an article; names are plain, and no two are the same."""
    rows = [
        {"id": "Pool: Häfen & Bäder", "text": ARTICLE},
        {"id": "pool hafen bader", "content_html": f"<h1>A title</h1><p>{OTHER}</p>"},
        {"text": ARTICLE, "id": "the same text again"},
    ]
    path = Path("articles.jsonl")
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    one, other = read_articles(path)
    assert (one.name, one.file) == ("pool-hafen-bader", "article.txt")
    assert other.name.startswith("pool-hafen-bader-")
    assert other.file == "article.html"


def test_promptfoo_tests_are_imported() -> None:
    """A variable is the article, in the file or beside it; assertions are left alone."""
    Path("other.txt").write_text(OTHER)
    tests = [
        {"description": "Pool", "vars": {"article": ARTICLE, "language": "en"},
         "assert": [{"type": "contains", "value": "pool"}]},
        {"description": "Library", "vars": {"article": "file://other.txt"}},
    ]  # fmt: skip
    for data in ({"prompts": ["p"], "providers": ["x"], "tests": tests}, tests):
        found = read_articles(told("promptfooconfig.yaml", data))
        assert [(each.name, each.text) for each in found] == [("pool", ARTICLE), ("library", OTHER)]


def test_promptfoo_results_are_imported() -> None:
    """Each article once, however many prompts and providers it was tried with."""
    results = [
        {"provider": {"id": provider}, "vars": {"text": text}, "success": True}
        for provider in ("one", "two") for text in (ARTICLE, OTHER)
    ]  # fmt: skip
    data = {"evalId": "e", "config": {}, "results": {"version": 3, "results": results}}
    assert {each.text for each in read_articles(told("results.json", data))} == {ARTICLE, OTHER}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.jsonl", {"id": "x"}, "a.jsonl:1: there is no article in it (looked for article or"),
        ("a.jsonl", {"text": "Too short."}, "a.jsonl:1: "),
        ("a.jsonl", [1], "a.jsonl:1: it is no JSON object"),
        ("a.yaml", {"tests": "file://more.yaml"}, "a.yaml:1: its tests are in another file"),
        (
            "a.yaml",
            {"tests": [{"vars": {"article": "file://none.txt"}}]},
            "a.yaml:1: test 1: there",
        ),
        ("a.json", {"results": {}}, "a.json:1: there is no list of tests or results"),
        ("a.json", [], "a.json:1: there is no article in this file"),
    ],
)
def test_a_file_without_articles_is_told(
    run: Run, capsys: pytest.CaptureFixture[str], name: str, data: object, said: str
) -> None:
    """With file and line, and exit code 2; nothing is written."""
    assert run("import", told(name, data), "--into", "imported") == 2
    assert said in capsys.readouterr().err
    assert not Path("imported").exists()


def test_imported_articles_are_run_and_compared(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without labels: a run that is scored by nothing, and a judge that compares two of them."""
    path = told("tests.yaml", [{"description": "Library", "vars": {"article": OTHER}}])
    assert run("import", path, "--into", "imported") == 0
    assert Path("imported/library/article.txt").read_text() == OTHER
    assert run("import", path, "--into", "imported") == 2
    assert "imported/library:1: it exists already" in capsys.readouterr().err
    assert run("run", "builtin", "--fixtures", "imported", "--journal", "one.jsonl") == 2
    given = ("run", "builtin", "--unlabelled", "--fixtures", "imported")
    assert run(*given, "--journal", "one.jsonl") == 0
    head, line = Path("one.jsonl").read_text().splitlines()
    item = json.loads(line)
    item["analysis"]["questions"] = []
    Path("two.jsonl").write_text(f"{head}\n{json.dumps(item)}\n")
    capsys.readouterr()
    with serving(by_first_word) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        pair = ("pair", "two.jsonl", "one.jsonl", "--fixtures", "imported")
        assert run(*pair, "--model", "openai:judge") == 0
    assert re.search(r"win rate, a tie as one half +1\.000", capsys.readouterr().out)


def test_a_run_is_exported_to_inspect(run: Run) -> None:
    """A sample for each article with its scores; the same run gives the same bytes."""
    run("run", "builtin", "--journal", "one.jsonl")
    for name in ("one.json", "two.json"):
        assert run("export", "one.jsonl", "--to", "inspect", "--output", name) == 0
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    log = json.loads(Path("one.json").read_text())
    assert (log["version"], log["status"], log["eval"]["model"]) == (2, "success", "builtin")
    assert [sample["id"] for sample in log["samples"]] == sorted(NAMES)
    for sample in log["samples"]:
        assert sample["epoch"] == 1
        assert sample["input"].endswith(f"This is the text of {sample['id']}.")
        assert json.loads(sample["output"]["choices"][0]["message"]["content"])["summary"]
        assert 0 <= sample["scores"]["questions.recall"]["value"] <= 1
        assert all(score["value"] is not None for score in sample["scores"].values())
    (facts,) = [each for each in log["results"]["scores"] if each["name"] == "summary.facts"]
    assert (
        facts["metrics"]["value"]["value"] == log["samples"][0]["scores"]["summary.facts"]["value"]
    )


def test_an_export_shows_what_failed(run: Run) -> None:
    """An article without an analysis is a sample with an error and the scores of a failure."""
    run("run", "builtin", "--journal", "one.jsonl")
    head, line, *rest = Path("one.jsonl").read_text().splitlines()
    item = json.loads(line) | {"analysis": None, "error": {"code": "refused", "message": "No."}}
    Path("one.jsonl").write_text("\n".join([head, json.dumps(item), *rest]) + "\n")
    assert run("export", "one.jsonl", "--to", "inspect", "--output", "one.json") == 3
    log = json.loads(Path("one.json").read_text())
    assert log["status"] == "error"
    (bad,) = [sample for sample in log["samples"] if "error" in sample]
    assert bad["error"]["message"] == "refused: No."
    assert bad["scores"]["summary.facts"]["value"] == 0.0
