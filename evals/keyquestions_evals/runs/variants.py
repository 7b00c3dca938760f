"""Variants: what can be run over the fixtures, and where its prompt files are.

A variant is spelled
    builtin     the analyst that needs no model and no prompts
    prompts     the prompt files in use: those of KEYQUESTIONS_PROMPTS, or those that ship
    NAME        `prompts/variants/NAME`: files that take the place of those of the same name
    FOLDER      any other folder, which may hold some of the files only, too
    @REVISION   the prompt files of a git revision of this checkout: @HEAD, @main, @v1.2
"""

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from keyquestions.wiring import BUILTIN
from keyquestions_evals.errors import VariantInvalid

PROMPTS = "prompts"
VARIANTS = "variants"
_FILES = ("*.md", "*.yaml")


@contextmanager
def variant_folder(spelled: str, base: Path) -> Iterator[Path]:
    """The whole set of prompt files of a variant, for as long as it is needed.

    Args:
        spelled: as in this module's docstring.
        base: the folder of the prompt files that are used where the variant has none.

    Raises:
        VariantInvalid: there is no such variant.
    """
    if spelled in {PROMPTS, BUILTIN}:
        yield base
        return
    with TemporaryDirectory(prefix="keyquestions-variant-") as temporary:
        folder = Path(temporary)
        if spelled.startswith("@"):
            _extract(spelled[1:], base, folder)
        else:
            _lay(base, folder)
            _lay(_found(spelled, base), folder)
        yield folder


def _found(spelled: str, base: Path) -> Path:
    for folder in (base / VARIANTS / spelled, Path(spelled)):
        if folder.is_dir():
            if not any(each for pattern in _FILES for each in folder.glob(pattern)):
                raise VariantInvalid(f"{folder}:1: there is no prompt file in this folder")
            _check_names(folder, base)
            return folder
    there = base / VARIANTS
    known = sorted(each.name for each in there.iterdir()) if there.is_dir() else []
    named = f" (there are: {', '.join(known)})" if known else ""
    raise VariantInvalid(
        f'There is no variant "{spelled}" in {there}{named}, and no folder of that name.'
    )


def _check_names(folder: Path, base: Path) -> None:
    """A file that takes no other's place has been misspelled."""
    for pattern in _FILES:
        for each in sorted(folder.glob(pattern)):
            if not (base / each.name).is_file():
                raise VariantInvalid(f"{each}:1: there is no prompt file of this name in {base}")


def _lay(source: Path, target: Path) -> None:
    for pattern in _FILES:
        for each in source.glob(pattern):
            shutil.copyfile(each, target / each.name)


def _extract(revision: str, base: Path, target: Path) -> None:
    """The prompt files of a git revision."""
    command = ["git", "-C", str(base), "archive", "--format=tar", revision, "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except OSError as error:
        raise VariantInvalid(f"@{revision} needs git: {error.strerror}.") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise VariantInvalid(f"The prompt files at {revision} cannot be read: {told[0]}.")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(target, filter="data")
