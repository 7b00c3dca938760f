"""The fixed words of the page."""

import re
import shutil
from pathlib import Path

import pytest

import keyquestions.rendering
from keyquestions.errors import PromptInvalid
from keyquestions.rendering import load_words
from keyquestions.rendering.words import Words
from keyquestions.resources import prompts_folder

HERE = Path(keyquestions.rendering.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(prompts_folder() / "page.yaml", tmp_path)
    return tmp_path


def test_every_phrase_is_used() -> None:
    """No phrase stands in the file that no reader sees."""
    sources = [path for path in HERE.rglob("*") if path.suffix in {".py", ".j2"}]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r"words\.(\w+)", code))
    assert used >= set(Words.model_fields)


def test_a_publisher_can_word_the_page(folder: Path) -> None:
    """A changed phrase is what readers see."""
    path = folder / "page.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Bias Analysis", "Einordnung"))
    assert load_words(folder).bias_analysis == "Einordnung"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("gap: ", "gaps: ", r"page\.yaml is wrong at gap: Field required"),
        ("gap: The article says", "gap: [x]", r"page\.yaml is wrong at gap"),
        ("gap: ", "gap: [", r"page\.yaml is no valid YAML"),
    ],
)
def test_a_wrong_file_is_refused(folder: Path, old: str, new: str, fault: str) -> None:
    """A missing or broken phrase is named with its place."""
    path = folder / "page.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PromptInvalid, match=fault):
        load_words(folder)


@pytest.mark.parametrize(
    ("content", "fault"), [(b"gap: \xff", "no valid YAML"), (b"", "wrong at the file")]
)
def test_what_is_no_such_file_is_refused(folder: Path, content: bytes, fault: str) -> None:
    """Another encoding and an empty file are told."""
    (folder / "page.yaml").write_bytes(content)
    with pytest.raises(PromptInvalid, match=fault):
        load_words(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A prompts folder without the file is told so."""
    with pytest.raises(PromptInvalid, match=r"page\.yaml cannot be read: No such file"):
        load_words(tmp_path)
