"""What the README promises is so."""

import re

import pytest

from keyquestions.cli.app import run
from keyquestions.settings import Settings

CUT = "[…]"


@pytest.fixture(scope="module")
def readme(request: pytest.FixtureRequest) -> str:
    path = request.config.rootpath / "README.md"
    if not path.exists():
        pytest.skip("the installed wheel is tested without the README")
    return path.read_text(encoding="utf-8")


def test_the_output_that_it_opens_with_is_real(readme, root, capsys, monkeypatch):
    """Every piece of it is printed for the sample, in that order; cuts are marked."""
    monkeypatch.setenv("COLUMNS", "100")
    sample = root / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
    assert run(["analyze", str(sample)]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    shown = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    assert shown
    pieces = [" ".join(piece.split()) for piece in re.split(r"\[…\]|\n\n", shown[1])]
    assert sum(bool(piece) for piece in pieces) > 10
    place = 0
    for piece in pieces:
        found = printed.find(piece, place)
        assert found >= 0, piece
        place = found + len(piece)


def test_it_names_every_setting(readme):
    """And none that does not exist."""
    names = {
        field.validation_alias or f"KEYQUESTIONS_{name.upper()}"
        for name, field in Settings.model_fields.items()
    }
    told = set(re.findall(r"\b(?:KEYQUESTIONS|OPENAI)_[A-Z_]+\b", readme))
    assert told == names
