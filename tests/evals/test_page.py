"""What docs/evals.md tells a prompt engineer to do works."""

import asyncio
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from keyquestions.article import read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import Codebook
from keyquestions.pipeline import analyze
from keyquestions.resources import prompts_folder
from keyquestions_evals.cli import evals
from keyquestions_evals.cli.common import ExitCode
from keyquestions_evals.importing import read_articles

from .commands import ARTICLE, LABELS, NAMES, ROOT, Run
from .serving import by_first_word, serving

PAGE = ROOT / "docs" / "evals.md"
MAY_FIND_SOMETHING = {"gate"}
"""Commands whose exit code depends on what the model answered."""

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the page is in the checkout only")


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, codebook: Codebook) -> Iterator[None]:
    """A model that answers as the built-in analyst would, and judges by its rule."""
    (imported,) = read_articles(ROOT / "tests" / "evals" / "data" / "promptfooconfig.yaml")
    replies = {text: asyncio.run(drafts(text, codebook)) for text in (ARTICLE, imported.text)}

    def answer(schema: str, content: str) -> str:
        if schema.startswith("judge"):
            return by_first_word(schema, content)
        text = imported.text if imported.text.split("\n")[0] in content else ARTICLE
        return replies[text][schema]

    with serving(answer) as served:
        monkeypatch.setenv("OPENAI_BASE_URL", served.url)
        yield


async def drafts(text: str, codebook: Codebook) -> dict[str, str]:
    """What the built-in analyst would say of an article, by stage."""
    article, builtin = read_article(text), BuiltinAnalyst()
    whole = await analyze(article, builtin, codebook)
    made = {
        "summary": await builtin.summarise(article),
        "framing": await builtin.frame(article),
        "questions": await builtin.ask(article, whole.summary, whole.framing),
    }
    return {stage: each.draft.model_dump_json() for stage, each in made.items()}


def commands_of(page: str) -> list[str]:
    """The commands of its blocks, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


@pytest.mark.usefixtures("server")
def test_every_command_works(run: Run, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the clone to the export, in the order of the page, with a copy of what they need."""
    shutil.copytree(prompts_folder(), "prompts")
    shutil.copytree(ROOT / "tests" / "evals" / "data", "tests/evals/data")
    shutil.copytree(ROOT / "tests" / "evals" / "bench" / "data", "data")
    for name in NAMES:
        annotations = Path("evals/fixtures", name, "annotations")
        annotations.mkdir()
        for annotator in "ab":
            (annotations / f"{annotator}.yaml").write_text(LABELS)
    monkeypatch.setenv("KEYQUESTIONS_PROMPTS", "prompts")
    for command in commands_of(page):
        words = shlex.split(command)
        match words:
            case ["keyquestions", "evals", name, *rest]:
                code = run(name, *rest)
                assert code in ({0, 1} if name in MAY_FIND_SOMETHING else {0}), command
            case ["export", setting]:
                monkeypatch.setenv(*setting.split("=", 1))
            case ["make", target]:
                makefile = ROOT / "Makefile"  # the installed wheel is tested without it
                told = f"$(VENV)/{Path(target).name}:"
                assert not makefile.exists() or told in makefile.read_text()
            case ["git", "clone", *_] | ["cd", "keyquestions"] | [".", ".venv/bin/activate"]:
                pass  # the test runs where they lead
            case _:
                subprocess.run(["bash", "-ec", command], check=True)  # noqa: S607 - the page's shell
    changed, kept = (Path("prompts", *each, "framing.md") for each in (("variants", "mine"), ()))
    assert changed.read_text() != kept.read_text()
    for name in ("before.html", "gate.xml", "gate.md", "after.json", "verdicts.jsonl", "babe.md"):
        assert Path("evals/runs", name).stat().st_size


def test_what_it_mentions_exists(page: str) -> None:
    """Every command in the running text is one, with the options that it is shown with."""
    text = " ".join(re.sub(r"```.*?```", "", page, flags=re.DOTALL).split())
    mentioned = re.findall(r"`keyquestions evals ([^`]+)`", text)
    assert len(mentioned) > 3
    for each in mentioned:
        command: click.Command = evals
        for word in each.split():
            if isinstance(command, click.Group):
                found = command.get_command(click.Context(command), word)
                assert found is not None, each
                command = found
            elif word.startswith("--"):
                assert any(word in param.opts for param in command.params), each


def test_it_tells_every_exit_code(page: str) -> None:
    """And no other; each by the name that it has in the code."""
    told = re.findall(r"^\| (\d) \| ([a-z ]+)", page, re.MULTILINE)
    names = {str(code.value): code.name.lower().replace("_", " ") for code in ExitCode}
    assert {number: means.strip() for number, means in told} == names
