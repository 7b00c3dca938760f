"""Articles with their labels, read from a folder."""

from pathlib import Path

import pytest

from keyquestions.codebook import Codebook
from keyquestions_evals.errors import FixturesInvalid
from keyquestions_evals.fixtures import load_annotated, load_fixtures
from keyquestions_evals.labels import Split


def test_a_fixture_has_its_article_labels_and_slices(adjudicated: Path, codebook: Codebook) -> None:
    """One call reads a folder of fixtures; its name is the folder's."""
    (found,) = load_fixtures(adjudicated, codebook)
    assert (found.name, found.slices.split, found.labels.genre) == ("harrow", "dev", "reporting")
    start, end = found.span("The reckless decision")
    assert found.article.text[start:end] == "The reckless decision"


def test_fixtures_are_chosen_by_split_and_name(adjudicated: Path, codebook: Codebook) -> None:
    """A split without fixtures and a name that nobody has are told, not passed over."""
    assert len(load_fixtures(adjudicated, codebook, split=Split.DEV, only=["harrow"])) == 1
    with pytest.raises(FixturesInvalid, match="no fixture of the split test"):
        load_fixtures(adjudicated, codebook, split=Split.TEST)
    with pytest.raises(FixturesInvalid, match="no fixture hallow"):
        load_fixtures(adjudicated, codebook, only=["harrow", "hallow"])


def test_every_fault_of_every_fixture_is_told(adjudicated: Path, codebook: Codebook) -> None:
    """One does not have to mend one to see the next; a missing file is a fault."""
    other = adjudicated / "other"
    other.mkdir()
    (other / "article.txt").write_text((adjudicated / "harrow" / "article.txt").read_text())
    labels = adjudicated / "harrow" / "labels.yaml"
    labels.write_text(labels.read_text().replace("genre: reporting", "genre: news"))
    with pytest.raises(FixturesInvalid) as caught:
        load_fixtures(adjudicated, codebook)
    assert list(caught.value.faults) == [
        f'{labels}:2: genre: "news" is not in the codebook\'s genres',
        f"{other / 'labels.yaml'}:1: it cannot be read: No such file or directory",
        f"{other / 'slices.yaml'}:1: it cannot be read: No such file or directory",
    ]
    assert str(caught.value) == "\n".join(caught.value.faults)


def test_an_empty_or_missing_folder_is_told(tmp_path: Path, codebook: Codebook) -> None:
    """Nothing to read is no success."""
    with pytest.raises(FixturesInvalid, match="there is no fixture in this folder"):
        load_fixtures(tmp_path, codebook)
    with pytest.raises(FixturesInvalid, match="there is no such folder"):
        load_fixtures(tmp_path / "x", codebook)


def test_annotations_are_read_before_they_are_adjudicated(harrow: Path, codebook: Codebook) -> None:
    """Each by its annotator's name; faults of all are told; folders without any are left out."""
    (harrow.parent / "bare").mkdir()
    (found,) = load_annotated(harrow.parent, codebook)
    assert (found.name, list(found.annotations)) == ("harrow", ["a"])
    (harrow / "annotations" / "b.yaml").write_text("genre: reporting\n")
    with pytest.raises(FixturesInvalid, match=r"b\.yaml:1: facts: Field required"):
        load_annotated(harrow.parent, codebook)
