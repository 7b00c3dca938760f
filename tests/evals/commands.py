"""Three fixtures in a folder of their own, and `keyquestions evals` run there."""

import re
from collections.abc import Callable
from pathlib import Path

from keyquestions.cli import app
from keyquestions_evals.cli import evals

ROOT = Path(__file__).parents[2]
GUIDELINE = (ROOT / "evals" / "fixtures" / "GUIDELINE.md").read_text(encoding="utf-8")
(ARTICLE,) = re.findall(r"```text\n(.*?)```", GUIDELINE, re.DOTALL)
(LABELS,) = re.findall(r"```yaml\n(.*?)```", GUIDELINE, re.DOTALL)
SLICES = """\
genre: reporting
topic: sport
length: very_short
language: en
difficulty: easy
split: dev
"""
NAMES = ("harrow", "harrow-again", "harrow-once-more")

Run = Callable[..., int]


def lay(name: str, told: str) -> None:
    """A fixture in the working folder; what is `told` makes its article another one."""
    fixture = Path("evals/fixtures") / name
    fixture.mkdir(parents=True)
    (fixture / "article.txt").write_text(f"{ARTICLE}\n\n{told}\n")
    (fixture / "labels.yaml").write_text(LABELS)
    (fixture / "slices.yaml").write_text(SLICES)


def ran(*arguments: str | Path) -> int:
    """Run `keyquestions evals` and give its exit code, whether or not it is installed."""
    if evals.name not in app.app.commands:
        app.app.add_command(evals)
    return app.run(["evals", *map(str, arguments)])
