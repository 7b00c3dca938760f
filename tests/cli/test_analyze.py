"""`keyquestions analyze`: from a file, a stream or an address to an analysis in four formats."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from keyquestions.analysis import Analysis

Run = Callable[..., Any]

GERMAN = (
    "Stadtrat von Lindental schließt das Hallenbad\n\nDer Stadtrat von Lindental hat am Montag "
    "beschlossen, das Hallenbad zu schließen. Die Bürgermeisterin sagte, dass die Sanierung des "
    "Daches für die Stadt zu teuer sei. Der Schwimmverein will gegen den Beschluss klagen."
)


def _analysis(out: str) -> Analysis:
    return Analysis.model_validate_json(out)


def test_the_text_is_for_people(process: Run, article: Path) -> None:
    """Standard output has the page, standard error one line that says how to get a model."""
    ended = process("analyze", article)
    assert ended.code == 0
    for landmark in (
        "Harrow ends its night ferry after sixty years\n",
        "Bias Analysis\n",
        "Key Questions About This Article\n",
        "built-in analyst",
    ):
        assert landmark in ended.out
    assert "\x1b" not in ended.out
    assert len(ended.err.splitlines()) == 1
    for name in ("KEYQUESTIONS_MODEL=openai:NAME", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        assert name in ended.err


@pytest.mark.parametrize("chosen", [["--model", "builtin"], []])
def test_a_chosen_model_needs_no_advice(
    command: Run, article: Path, chosen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asked for the built-in analyst, by option or setting, is not told about models."""
    if not chosen:
        monkeypatch.setenv("KEYQUESTIONS_MODEL", "builtin")
    ended = command("analyze", article, *chosen)
    assert (ended.code, ended.err) == (0, "")


def test_json_has_the_published_schema(command: Run, sample: Path) -> None:
    """What `analyze --format json` writes is valid by what `schema` prints."""
    schema = json.loads(command("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(command("analyze", sample, "--format", "json").out)
    jsonschema.validate(document, schema)
    assert document["provenance"]["codebook"] == "codebook/1"
    document["framing"]["frames"] = [{"label": "gossip", "explanation": "", "evidence": []}]
    assert not jsonschema.Draft202012Validator(schema).is_valid(document)


def test_every_quote_is_at_its_place(command: Run, sample: Path) -> None:
    """Anchors count in the text that `article` prints: a client can find each quote there."""
    text = command("article", sample).out.removesuffix("\n")
    document = json.loads(command("analyze", sample, "--format", "json").out)
    anchors: list[dict[str, Any]] = []

    def gather(node: Any) -> None:
        if isinstance(node, dict) and "exact" in node:
            anchors.append(node)
        elif isinstance(node, dict | list):
            for each in node.values() if isinstance(node, dict) else node:
                gather(each)

    gather(document)
    assert len(anchors) > 10
    assert all(text[each["start"] : each["end"]] == each["exact"] for each in anchors)


@pytest.mark.parametrize(
    ("form", "landmarks"),
    [
        ("html", ['<div class="keyquestions"', ">Bias Analysis</h2>", "</div>\n"]),
        ("markdown", ["# Harrow ends", "## Bias Analysis\n", "## Key Questions About"]),
        ("text", ["Bias Analysis\n─", "Key Questions About This Article\n─"]),
        ("json", ['"framing": {', '"questions": [']),
    ],
)
def test_formats(command: Run, article: Path, form: str, landmarks: list[str]) -> None:
    """Each of the four formats is written, and ends in one line break."""
    ended = command("analyze", article, "--format", form)
    assert ended.code == 0
    assert all(landmark in ended.out for landmark in landmarks)
    assert ended.out.endswith("\n")
    assert not ended.out.endswith("\n\n")


def test_standard_input_is_an_article(process: Run, article: Path) -> None:
    """A pipe gives the same analysis as the file."""
    by_file = _analysis(process("analyze", article, "--format", "json").out)
    piped = process("analyze", "-", "--format", "json", stdin=article.read_bytes())
    assert piped.code == 0
    assert _analysis(piped.out).summary == by_file.summary
    assert _analysis(piped.out).id == by_file.id


def test_an_address_is_an_article(command: Run, site: Any, article: Path) -> None:
    """A page on a server of the user's own is read where that is allowed, by option or setting."""
    paragraphs = "".join(f"<p>{line}</p>" for line in article.read_text().splitlines()[2:] if line)
    page = (
        "<!doctype html><html lang=en><head><title>Harrow ends its night ferry after sixty years"
        f"</title></head><body><article><h1>Harrow ends its night ferry after sixty years</h1>"
        f"{paragraphs}</article></body></html>"
    )
    site.pages["/news"] = ("text/html; charset=utf-8", page.encode())
    ended = command("analyze", f"{site.address}/news", "--allow-private", "--format", "json")
    assert ended.code == 0
    assert _analysis(ended.out).article.title == "Harrow ends its night ferry after sixty years"
    assert _analysis(ended.out).summary is not None


def test_title_language_and_encoding_can_be_given(command: Run, tmp_path: Path) -> None:
    """What cannot be seen in the text is taken from the options."""
    path = tmp_path / "article.txt"
    path.write_text(GERMAN.partition("\n\n")[2], encoding="latin-1")
    ended = command(
        "analyze", path, "--encoding", "latin-1", "--title", "Ein Bad schließt", "--language", "de",
        "--format", "json",
    )  # fmt: skip
    facts = _analysis(ended.out).article
    assert (facts.title, facts.language) == ("Ein Bad schließt", "de")


def test_a_part_that_is_missing_is_told_and_has_its_code(command: Run, tmp_path: Path) -> None:
    """The built-in analyst asks in English only: the rest is printed, the gap told, the code 3."""
    path = tmp_path / "artikel.txt"
    path.write_text(GERMAN, encoding="utf-8")
    ended = command("analyze", path, "--model", "builtin")
    assert ended.code == 3
    assert "Stadtrat von Lindental" in ended.out
    assert "This part is missing" in ended.out
    assert ended.err.startswith("keyquestions: questions is missing: ")
    assert "asks questions in English only, and the article is in German" in ended.err
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("option", ["--language", "--output-language"])
def test_a_language_that_is_none_is_an_error(command: Run, article: Path, option: str) -> None:
    """It is not ignored: the analysis would be one that nobody asked for."""
    ended = command("analyze", article, "--model", "builtin", option, "english")
    assert (ended.code, ended.out) == (16, "")
    assert '"english" is no language code' in ended.err


def test_the_built_in_analyst_writes_in_no_other_language(command: Run, article: Path) -> None:
    """It says so, and what to do; the article's own language may be asked for."""
    ended = command("analyze", article, "--model", "builtin", "--output-language", "de")
    assert (ended.code, ended.out) == (40, "")
    assert "not in German; set KEYQUESTIONS_MODEL" in ended.err
    own = command("analyze", article, "--model", "builtin", "--output-language", "en-GB",
                  "--format", "json")  # fmt: skip
    assert _analysis(own.out).provenance.output_language == "en"


@pytest.mark.parametrize("given", [[], ["--verbose"]])
def test_verbose_reaches_the_page(
    command: Run, article: Path, given: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text is asked to list what was dropped only where the user asked for it."""
    monkeypatch.setattr(
        "keyquestions.rendering.as_text", lambda _page, **options: f"{options['verbose']}"
    )
    assert command("analyze", article, *given).out == str(bool(given))


def test_output_is_written_to_the_file_alone(command: Run, article: Path, tmp_path: Path) -> None:
    """With --output nothing goes to standard output, and the file is readable as others are."""
    output, usual = tmp_path / "analysis.json", tmp_path / "usual"
    usual.touch()
    ended = command(
        "analyze", article, "--model", "builtin", "--format", "json", "--output", output
    )
    assert ended == (0, "", "")
    assert _analysis(output.read_text(encoding="utf-8")).summary
    assert stat.S_IMODE(output.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
    assert {path.name for path in tmp_path.iterdir()} == {"analysis.json", "article.txt", "usual"}


def test_a_file_that_is_replaced_keeps_its_mode_and_its_links(
    command: Run, article: Path, tmp_path: Path
) -> None:
    """A link goes on pointing to the file, which has the new content and the old mode."""
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    assert command("analyze", article, "--output", link).code == 0
    assert link.is_symlink()
    assert "Bias Analysis" in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_device_is_written_to_and_not_replaced(command: Run, article: Path) -> None:
    """--output to the null device leaves a device there."""
    assert command("analyze", article, "--output", os.devnull).code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_what_was_there_survives_a_failure(
    command: Run, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If writing fails half-way, the old file is still there and no fragment beside it."""
    output = tmp_path / "out" / "analysis.txt"
    output.parent.mkdir()
    output.write_text("yesterday's")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ended = command("analyze", article, "--model", "builtin", "--output", output)
    assert ended.code == 61
    assert ended.err == f"keyquestions: {output} cannot be written: No space left on device.\n"
    assert output.read_text() == "yesterday's"
    assert list(output.parent.iterdir()) == [output]


def test_what_is_not_read_on_a_terminal_is_utf_8(process: Run, article: Path) -> None:
    """A locale without the article's letters damages no quote in a file or a pipe."""
    article.write_text(GERMAN, encoding="utf-8")
    ended = process("analyze", article, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "Stadtrat von Lindental schließt das Hallenbad" in ended.out
