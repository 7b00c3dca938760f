"""`keyquestions article`, `schema`, and the help."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import keyquestions

Run = Callable[..., Any]


def test_the_canonical_text_is_shown(command: Run, sample: Path) -> None:
    """The furniture at the sample's end is not part of what is analysed."""
    ended = command("article", sample)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Ukraine-Russia Peace Talks Set for June 2\n")
    assert "Bias Analysis" not in ended.out


def test_blocks_and_facts_are_shown_as_json(command: Run, article: Path) -> None:
    """Blocks, hash and number of words are there for programs."""
    facts = json.loads(command("article", article, "--format", "json").out)
    assert facts["language"] == "en"
    assert facts["words"] > 80
    assert facts["blocks"][0]["kind"] == "heading"
    assert facts["content_hash"]


def test_the_hash_does_not_depend_on_the_way_in(command: Run, article: Path) -> None:
    """The same words from HTML are the same article."""
    lines = [line for line in article.read_text().splitlines() if line]
    page = article.with_suffix(".html")
    page.write_text(f"<h1>{lines[0]}</h1>" + "".join(f"<p>{line}</p>" for line in lines[1:]))
    hashes = {
        json.loads(command("article", path, "--format", "json").out)["content_hash"]
        for path in (article, page)
    }
    assert len(hashes) == 1


def test_the_schema_follows_the_prompts_folder(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder of prompts that does not exist is an error of the schema, too."""
    monkeypatch.setenv("KEYQUESTIONS_PROMPTS", str(tmp_path / "nowhere"))
    ended = command("schema")
    assert (ended.code, ended.out) == (34, "")
    assert "does not exist" in ended.err


@pytest.mark.parametrize(
    ("arguments", "landmarks"),
    [
        (["--help"], ["analyze", "article", "schema", "Exit codes: 0 done", "quotes"]),
        (["-h"], ["Usage: keyquestions [OPTIONS] COMMAND"]),
        (
            ["analyze", "--help"],
            ["SOURCE", "--model", "--format [text|json|html|markdown]", "--output", "--encoding",
             "--title", "--language", "--output-language", "--allow-private", "--verbose",
             "standard input"],
        ),
        (["article", "--help"], ["SOURCE", "--format [text|json]"]),
        (["schema", "--help"], ["JSON schema of an analysis"]),
    ],
)  # fmt: skip
def test_help_says_how(command: Run, arguments: list[str], landmarks: list[str]) -> None:
    """Each command's help is on standard output and names what it takes."""
    ended = command(*arguments)
    assert (ended.code, ended.err) == (0, "")
    assert all(landmark in ended.out for landmark in landmarks)


def test_the_version_is_the_packages(process: Run) -> None:
    """--version prints name and version."""
    assert process("--version") == (0, f"keyquestions, version {keyquestions.__version__}\n", "")


def test_help_imports_no_vendor(process: Run) -> None:
    """The help answers at once because nothing that it does not need is imported."""
    ended = process("--help", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert "click" in imported
    assert not imported & {"pydantic", "asyncio", "openai", "jinja2", "rich", "lxml", "numpy"}


def test_the_built_in_analysis_imports_no_vendor(process: Run, article: Path) -> None:
    """Without a model nothing of a model's client is loaded, nor what fetches pages."""
    ended = process("analyze", article, PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in ended.err.splitlines()}
    assert "keyquestions.builtin.analyst" in imported
    assert not imported & {"openai", "httpx", "httpx2", "httpcore2", "langchain", "nltk"}
