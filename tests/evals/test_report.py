"""The report: it needs nothing else, never changes, and an article in it is text."""

import re
from pathlib import Path

import pytest

from keyquestions.article import Article, BlockKind
from keyquestions.cli import app
from keyquestions_evals.cli import evals
from keyquestions_evals.report.marks import Mark, cut

LABELS = """\
genre: reporting
facts:
  - {text: The council voted to close the bridge., weight: 3, quote: voted on Monday to close}
frames: {required: [economic]}
signals:
  - {kind: loaded_language, voice: author, quote: reckless decision}
perspectives: []
questions:
  - text: Why will the bridge of Oststrand be closed?
    paraphrases: ["What is the reason for closing the bridge of Oststrand?"]
    kind: cause
    salience: 5
    status: open
"""
SLICES = (
    "genre: reporting\ntopic: roads\nlength: short\nlanguage: en\ndifficulty: easy\nsplit: dev\n"
)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A report of a run over one hostile article and one that is not."""
    monkeypatch.chdir(tmp_path)
    for name, more in {"bridge": "", "hostile": f' "{HOSTILE}", it says.'}.items():
        folder = tmp_path / "evals" / "fixtures" / name
        folder.mkdir(parents=True)
        (folder / "article.txt").write_text(
            f"Oststrand closes its bridge ({name})\n\nThe council of Oststrand voted on Monday to "
            "close the bridge for the whole winter, the engineer Ida Renner said. It is a reckless "
            f"decision that will cost 400,000 crowns.{more}"
        )
        (folder / "labels.yaml").write_text(LABELS)
        (folder / "slices.yaml").write_text(SLICES)
    if evals.name not in app.app.commands:
        app.app.add_command(evals)
    app.run(["evals", "run", "builtin", "--journal", "one.jsonl"])
    for name in ("one.html", "again.html"):
        given = ("--baseline", "one.jsonl", "--output", name)
        assert app.run(["evals", "report", "one.jsonl", *given]) in {0, 3}
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "again.html").read_bytes()
    return (tmp_path / "one.html").read_text()


def test_a_report_needs_nothing_else(html: str) -> None:
    """It loads nothing, from nowhere."""
    assert "default-src 'none'" in html
    assert not re.search(r"<[^>]*\b(?:src|href)\s*=", html)
    assert not re.search(r"url\(|@import|https?://", html)


def test_an_article_is_text(html: str) -> None:
    """What it holds of markup is escaped wherever it is shown."""
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert html.count("<script>") == 1


def test_a_report_shows_analysis_and_labels(html: str) -> None:
    """Both runs side by side, quotes marked, what was missed, and the labels."""
    assert html.count("<section>") == 4
    assert re.search(r'<mark class="[a-z ]*summary[a-z ]*" title="Summary: ', html)
    assert "Why will the bridge of Oststrand be closed?" in html
    assert "<option>roads</option>" in html
    assert re.search(r"<circle ", html)


def test_marks_may_overlap() -> None:
    """Each piece knows all that covers it, and the pieces are the text."""
    parts = [(BlockKind.HEADING, "A head"), (BlockKind.PARAGRAPH, "one two three")]
    article = Article.of(parts, title="A head", language="en")
    start = article.blocks[1].start
    marks = [
        Mark((start, start + 7), "summary", "first"),
        Mark((start + 4, start + 13), "answer", "second"),
    ]
    head, body = cut(article, marks)
    assert [piece.text for piece in head[1]] == ["A head"]
    assert [(piece.text, piece.kinds) for piece in body[1]] == [
        ("one ", ("summary",)),
        ("two", ("summary", "answer")),
        (" three", ("answer",)),
    ]
    assert body[1][1].told == "first\nsecond"
