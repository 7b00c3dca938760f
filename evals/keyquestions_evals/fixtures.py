"""Articles with their labels and slices, read and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.grounding import Grounding, Missing
from keyquestions_evals.articles import load_article
from keyquestions_evals.errors import FixturesInvalid
from keyquestions_evals.labels import (
    ANNOTATIONS,
    LABELS,
    SLICES,
    Labels,
    Slices,
    Split,
    fixture_folders,
    read_labels,
    read_slices,
)
from keyquestions_evals.metrics import Span


@dataclass(frozen=True)
class Fixture:
    """An article with its adjudicated labels; its name is that of its folder."""

    name: str
    folder: Path
    article: Article
    labels: Labels
    slices: Slices

    @cached_property
    def grounding(self) -> Grounding:
        """The article, prepared for finding quotes in it."""
        return Grounding(self.article)

    def span(self, quote: str) -> Span:
        """Where a label's quote stands; the check of the labels has seen to it that it does."""
        return locate(self.grounding, quote)


def locate(grounding: Grounding, quote: str) -> Span:
    """Where a quote stands, from the first block that it runs over to the last."""
    found = grounding.locate_all(quote)
    if isinstance(found, Missing):
        raise FixturesInvalid([f'the quote "{quote}" is not in the article: {found.reason}'])
    return found[0].start, found[-1].end


def load_fixtures(
    folder: Path, codebook: Codebook, *, split: Split | None = None, only: Sequence[str] = ()
) -> tuple[Fixture, ...]:
    """Read the fixtures of a folder, in the order of their names.

    Args:
        folder: one folder in it for each article.
        codebook: what the labels are held against.
        split: only the fixtures of this split.
        only: only the fixtures of these names.

    Raises:
        FixturesInvalid: with every fault of every fixture that was asked for.
    """
    faults: list[str] = []
    found: list[Fixture] = []
    for each in _chosen(folder, only):
        try:
            fixture = _load(each, codebook, split)
        except FixturesInvalid as error:
            faults += error.faults
        else:
            found += [fixture] if fixture else []
    if faults:
        raise FixturesInvalid(faults)
    if not found:
        wanted = f" of the split {split}" if split else ""
        raise FixturesInvalid([f"{folder}:1: there is no fixture{wanted} in this folder"])
    return tuple(found)


def load_articles(folder: Path, only: Sequence[str] = ()) -> Mapping[str, Article]:
    """The articles of fixtures by name, whether or not they have labels.

    Raises:
        FixturesInvalid: with every fault of every article that was asked for.
    """
    faults: list[str] = []
    found: dict[str, Article] = {}
    for each in _chosen(folder, only):
        try:
            found[each.name] = load_article(each)
        except FixturesInvalid as error:
            faults += error.faults
    if not found and not faults:
        faults.append(f"{folder}:1: there is no fixture in this folder")
    if faults:
        raise FixturesInvalid(faults)
    return found


def _chosen(folder: Path, only: Sequence[str]) -> tuple[Path, ...]:
    if not folder.is_dir():
        raise FixturesInvalid([f"{folder}:1: there is no such folder"])
    folders = fixture_folders(folder)
    unknown = set(only) - {each.name for each in folders}
    if unknown:
        raise FixturesInvalid(
            [f"{folder}:1: there is no fixture {name}" for name in sorted(unknown)]
        )
    return tuple(each for each in folders if not only or each.name in only)


def _load(folder: Path, codebook: Codebook, split: Split | None) -> Fixture | None:
    """One fixture; None where it is of another split."""
    grounding = Grounding(load_article(folder))
    slices = read_slices(folder / SLICES, grounding, codebook)
    if slices.value is not None and split not in {None, slices.value.split}:
        return None
    labels = read_labels(folder / LABELS, grounding, codebook)
    faults = sorted([*slices.faults, *labels.faults])
    if faults or slices.value is None or labels.value is None:
        raise FixturesInvalid([*map(str, faults)])
    return Fixture(folder.name, folder, grounding.article, labels.value, slices.value)


@dataclass(frozen=True)
class Annotated:
    """An article with the labels that annotators made of it, each on their own."""

    name: str
    grounding: Grounding
    annotations: dict[str, Labels]


def load_annotated(
    folder: Path, codebook: Codebook, *, only: Sequence[str] = ()
) -> tuple[Annotated, ...]:
    """Read what the annotators wrote, of all fixtures in a folder that have annotations.

    Args:
        folder: one folder in it for each article.
        codebook: what the annotations are held against.
        only: only the fixtures of these names.

    Raises:
        FixturesInvalid: with every fault of every file.
    """
    found, faults = [], []
    for each in _chosen(folder, only):
        files = sorted((each / ANNOTATIONS).glob("*.yaml"))
        if not files:
            continue
        grounding = Grounding(load_article(each))
        documents = {path.stem: read_labels(path, grounding, codebook) for path in files}
        faults += [str(fault) for read in documents.values() for fault in read.faults]
        made = {name: read.value for name, read in documents.items() if read.value is not None}
        found.append(Annotated(each.name, grounding, made))
    if faults:
        raise FixturesInvalid(faults)
    return tuple(found)
