"""Variants: which prompt files are run."""

import shutil
import subprocess
from pathlib import Path

import pytest

from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder
from keyquestions_evals.errors import VariantInvalid
from keyquestions_evals.runs import variant_folder


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "prompts"
    shutil.copytree(prompts_folder(), folder, ignore=shutil.ignore_patterns("variants"))
    return folder


def changed(base: Path) -> str:
    return (base / "summary.md").read_text() + "\nBe brief.\n"


@pytest.mark.parametrize("spelled", ["prompts", "builtin"])
def test_the_prompts_in_use_are_used_where_they_are(base: Path, spelled: str) -> None:
    """Nothing is copied, so that an edit counts at once."""
    with variant_folder(spelled, base) as folder:
        assert folder == base


def test_a_variants_files_replace_those_of_the_same_name(base: Path) -> None:
    """All others are those in use; the folder is gone afterwards."""
    own = base / "variants" / "brief"
    own.mkdir(parents=True)
    (own / "summary.md").write_text(changed(base))
    with variant_folder("brief", base) as folder:
        assert (folder / "summary.md").read_text().endswith("Be brief.\n")
        assert (folder / "framing.md").read_text() == (base / "framing.md").read_text()
        assert load_prompts(folder).digest != load_prompts(base).digest
    assert not folder.exists()


def test_any_folder_can_be_a_variant(base: Path, tmp_path: Path) -> None:
    """It is named by its path."""
    own = tmp_path / "mine"
    own.mkdir()
    (own / "summary.md").write_text(changed(base))
    with variant_folder(str(own), base) as folder:
        assert (folder / "summary.md").read_text().endswith("Be brief.\n")


def test_a_git_revision_can_be_a_variant(base: Path) -> None:
    """The files are those that were committed, whatever was changed since."""
    git = ["git", "-C", str(base.parent), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "First"]):
        subprocess.run([*git, *command], check=True)
    committed = (base / "summary.md").read_text()
    (base / "summary.md").write_text(changed(base))
    with variant_folder("@HEAD", base) as folder:
        assert (folder / "summary.md").read_text() == committed
    with (
        pytest.raises(VariantInvalid, match="at nowhere cannot be read"),
        variant_folder("@nowhere", base),
    ):
        pass


def test_an_unknown_variant_is_told_with_those_that_exist(base: Path) -> None:
    """The message says what could be meant."""
    (base / "variants" / "brief").mkdir(parents=True)
    with pytest.raises(VariantInvalid, match=r"there are: brief"), variant_folder("long", base):
        pass


def test_a_misspelled_file_is_no_silent_nothing(base: Path) -> None:
    """A file that replaces none is an error, and so is a folder without any."""
    own = base / "variants" / "brief"
    own.mkdir(parents=True)
    with (
        pytest.raises(VariantInvalid, match="no prompt file in this folder"),
        variant_folder("brief", base),
    ):
        pass
    (own / "sumary.md").touch()
    with pytest.raises(VariantInvalid, match=r"sumary\.md:1: "), variant_folder("brief", base):
        pass
