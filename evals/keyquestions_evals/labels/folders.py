"""A fixture's folder: its files, found, read and checked."""

from collections.abc import Iterator
from pathlib import Path

from keyquestions.codebook import Codebook
from keyquestions.grounding import Grounding
from keyquestions_evals.articles import NAMES, load_article
from keyquestions_evals.errors import FixturesInvalid
from keyquestions_evals.labels.checking import Checker, check_slices
from keyquestions_evals.labels.documents import Document
from keyquestions_evals.labels.model import Labels, Slices

LABELS, SLICES, ANNOTATIONS = "labels.yaml", "slices.yaml", "annotations"


def read_labels(path: Path, grounding: Grounding, codebook: Codebook) -> Document[Labels]:
    """Read one file of labels; all its faults are in the document."""
    document = Document(path, Labels)
    Checker(document, grounding, codebook).check()
    return document


def read_slices(path: Path, grounding: Grounding, codebook: Codebook) -> Document[Slices]:
    """Read a fixture's slices; all their faults are in the document."""
    document = Document(path, Slices)
    check_slices(document, grounding, codebook)
    return document


def fixture_folders(folder: Path) -> tuple[Path, ...]:
    """The folder itself if it is a fixture's, else those of the fixtures in it, by name."""
    if any((folder / name).is_file() for name in NAMES):
        return (folder,)
    return tuple(sorted(each for each in folder.iterdir() if each.is_dir()))


def faults_in(path: Path, codebook: Codebook) -> Iterator[str]:
    """Check a file of labels or slices, a fixture's folder, or a folder of fixtures.

    Each fault is one line, "FILE:LINE: what is wrong".
    """
    if not path.exists():
        yield f"{path}:1: there is no such file or folder"
    elif path.is_dir():
        folders = fixture_folders(path)
        if not folders:
            yield f"{path}:1: there is no fixture in this folder"
        for folder in folders:
            yield from _in_folder(folder, label_files(folder), codebook)
    else:
        own = path.parent.parent if path.parent.name == ANNOTATIONS else path.parent
        yield from _in_folder(own, (path,), codebook)


def label_files(folder: Path) -> tuple[Path, ...]:
    """The files of labels and slices that a fixture has."""
    named = [folder / SLICES, folder / LABELS]
    made = sorted((folder / ANNOTATIONS).glob("*.yaml"))
    return tuple(path for path in (*named, *made) if path.is_file())


def _in_folder(folder: Path, files: tuple[Path, ...], codebook: Codebook) -> Iterator[str]:
    try:
        grounding = Grounding(load_article(folder))
    except FixturesInvalid as error:
        yield from error.faults
        return
    for path in files:
        read = read_slices if path.name == SLICES else read_labels
        yield from map(str, sorted(read(path, grounding, codebook).faults))
