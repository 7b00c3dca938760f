"""The page for plugins' authors: its commands are run against a service that really runs.

KEYQUESTIONS_WRITE_DOCS=1 (`make docs`) writes their output, and the table of failures, into it.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyquestions.rest.documenting import INVALID, NOT_ACCEPTABLE, UNSUPPORTED
from keyquestions.rest.errors import ANSWERS, INTERNAL, INTERNAL_SENTENCE
from keyquestions.rest.handlers import REFUSALS

from ..e2e.rest_service import KEY, running  # noqa: TID252 - tests are no package
from .doubles import HTML, TITLE

WRITES = "KEYQUESTIONS_WRITE_DOCS" in os.environ  # read now: tests run without such settings
PAGE = Path(__file__).parents[2] / "docs" / "rest.md"
TABLE = "|---|---|---|---|\n"
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
# What is another in each run.
_VARIABLE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)"), "2026-11-24T17:15:00Z"),
    (re.compile(r"req_[0-9a-f]{24}"), "req_0123456789abcdef01234567"),
    (re.compile(r"(?m)^(date): .*"), r"\1: Tue, 24 Nov 2026 17:15:00 GMT"),
    (re.compile(r'(?m)^(etag|ETag): ".*"'), r'\1: "…"'),
    (re.compile(r"(?m)^(content-length): .*"), r"\1: …"),
    (re.compile(r"an_[0-9a-f]{24}"), "an_0123456789abcdef01234567"),
)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A shell beside a service, with the files and names that the page uses."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    posted = {"external_id": "wp-1842", "title": TITLE, "content_html": HTML}
    (tmp_path / "article.json").write_text(json.dumps(posted, ensure_ascii=False), "utf-8")
    other = posted | {"external_id": "wp-1843", "title": "Another"}
    (tmp_path / "other.json").write_text(json.dumps(other, ensure_ascii=False), "utf-8")
    with running() as url:
        names = {"URL": url, "AUTH": f"Authorization: Bearer {os.environ[KEY]}"}
        shell = subprocess.Popen(
            [shutil.which("bash")], cwd=tmp_path, env=os.environ | names, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        yield shell
        shell.communicate()


def said(shell: subprocess.Popen[str], command: str) -> str:
    """What a command prints, with what changes from run to run made even."""
    shell.stdin.write(f"{command}\necho; echo '--end--'\n")
    shell.stdin.flush()
    lines = list(iter(shell.stdout.readline, "--end--\n"))
    text = "".join(lines).replace("\r", "").strip("\n")
    for pattern, even in _VARIABLE:
        text = pattern.sub(even, text)
    return f"{text}\n" if text else ""


def failures() -> str:
    """The table of all failures."""
    told = {
        kind.code: (int(answer.status), kind.retryable, answer.sentence or answer.example)
        for kind, answer in ANSWERS.items()
    }
    plain = [(status, *each) for status, each in REFUSALS.items()]
    plain += [INVALID, NOT_ACCEPTABLE, UNSUPPORTED, (500, INTERNAL, INTERNAL_SENTENCE)]
    told |= {code: (status, False, sentence) for status, code, sentence in plain}
    return "".join(
        f"| {status} | `{code}` | {'yes' if retryable else 'no'} | {sentence} |\n"
        for code, (status, retryable, sentence) in sorted(
            told.items(), key=lambda each: (each[1][0], each[0])
        )
    )


def test_the_page_shows_what_happens(shell: subprocess.Popen[str]):
    """Whoever types the commands sees what the page shows."""
    page = PAGE.read_text("utf-8")

    def run(block: re.Match[str]) -> str:
        commands = [line[2:] for line in block[0].splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{said(shell, command)}" for command in commands)

    told = _BLOCK.sub(run, page)
    told = told[: told.index(TABLE)] + TABLE + failures()
    if WRITES:
        PAGE.write_text(told, "utf-8")
    assert PAGE.read_text("utf-8") == told
