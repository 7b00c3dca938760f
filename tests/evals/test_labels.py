"""Labels of articles: what their files may hold, and the line of whatever is wrong in them."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from keyquestions.codebook import Codebook, load_codebook
from keyquestions.resources import prompts_folder
from keyquestions_evals.labels import Labels, faults_in, labels_schema

FIXTURES = Path(__file__).parents[2] / "evals" / "fixtures"
GUIDELINE = (FIXTURES / "GUIDELINE.md").read_text(encoding="utf-8")
(ARTICLE,) = re.findall(r"```text\n(.*?)```", GUIDELINE, re.DOTALL)
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", GUIDELINE, re.DOTALL)
FIRST_QUESTION = "Why does Harrow Bay close its seawater pool a year early"

Check = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(prompts_folder())


@pytest.fixture
def harrow(tmp_path: Path) -> Path:
    """The guideline's example as a fixture's folder."""
    folder = tmp_path / "harrow"
    (folder / "annotations").mkdir(parents=True)
    (folder / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "annotations" / "a.yaml").write_text(EXAMPLE, encoding="utf-8")
    return folder


@pytest.fixture
def check(harrow: Path, codebook: Codebook) -> Check:
    """What is said of other labels of the same article, without the folder's name."""

    def checked(text: str) -> list[str]:
        path = harrow / "annotations" / "a.yaml"
        path.write_text(text, encoding="utf-8")
        return [fault.removeprefix(f"{path}:") for fault in faults_in(harrow, codebook)]

    return checked


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_the_guidelines_example_is_without_fault(harrow: Path, codebook: Codebook) -> None:
    """Annotators begin from it, and it shows every key."""
    assert list(faults_in(harrow, codebook)) == []
    assert all(f"\n{key}:" in EXAMPLE for key in Labels.model_fields)


def test_editors_are_given_the_schema_that_is_checked(codebook: Codebook) -> None:
    """The schema in the fixtures is what the types and the codebook say now."""
    assert (FIXTURES / "labels.schema.json").read_text() == labels_schema(codebook)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("genre: reporting", "genre: report", '"report" is not in the codebook\'s genres'),
        ("required: [economic]", "required: [money]", "not in the codebook's frames"),
        ("acceptable: [health_and_safety", "acceptable: [economic", '"economic" is named twice'),
        ("kind: loaded_language", "kind: loaded", "not in the codebook's signals"),
        ("kind: cause", "kind: reason", "not in the codebook's question kinds"),
        ("quote: The reckless decision", "quote: The wise decision", "not in the article"),
        ("quote: The reckless decision", "quote: swimming lessons leave", "not in the article"),
        ("quote: a year earlier than planned", "quote: The reckless decision leaves", "a signal is in"),
        ("crowns, town engineer Ida Renner", "crowns, Paula Renner", "Paula"),
        ("would cost 1.9 million crowns, town", "would cost 2.7 million crowns, town", "2.7"),
        ("weight: 3", "weight: 4", "less than or equal to 3"),
        ("weight: 3", "weight: '3'", "valid integer"),
        ("weight: 3", "weight: 3\n    source: me", "Extra inputs"),
        ("status: mentioned_not_quoted", "status: silent", "'present'"),
        ("- who: people who work at the pool", "- who: Ida Renner", "the article names it"),
        ("- who: pupils of Elm Road school", "- who: Minister Amadou Diallo", "does not name"),
        ("pool a year early?", "pool a year early.", "question mark"),
        ("    gap: The", "    answer: In the gym.\n    gap: The", "an open question has no"),
        ("status: answered", "status: open", "an open question has no answer"),
        ("- text: What are the next steps", f"- text: {FIRST_QUESTION}", "stands here twice"),
        ("genre: reporting", "genre: reporting\ngenre: opinion", "this key stands here twice"),
        ("- text: What are the next steps?", "- text: [", "no valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_one_line(check: Check, old: str, new: str, said: str) -> None:
    """Each kind of fault gives its line, and says what is wrong."""
    faults = check(EXAMPLE.replace(old, new, 1))
    assert any(said in fault for fault in faults), faults
    assert all(re.match(r"\d+: ", fault) and "\n" not in fault for fault in faults)


def test_a_fault_has_the_line_of_the_wrong_value(check: Check) -> None:
    """Deep in a list, and where a key is missing, the line is where one has to look."""
    broken = EXAMPLE.replace("Repairs would cost 1.9 million crowns\n", "Repairs cost 9 crowns\n")
    (fault,) = check(broken)
    assert fault.startswith(f"{line_of(broken, 'Repairs cost 9')}: questions.0.quotes.1: ")
    (fault,) = check(EXAMPLE.replace("    weight: 3\n", "", 1))
    assert fault.startswith(f"{line_of(EXAMPLE, '- text: The town council')}: facts.0.weight: ")


def test_what_the_article_says_twice_is_no_place(check: Check) -> None:
    """A signal's quote has to be in one place only; a fact's need not."""
    assert any("2 times" in f for f in check(EXAMPLE.replace("The reckless decision", "council")))
    assert check(EXAMPLE.replace("quote: to close the seawater pool", "quote: council")) == []


def test_direct_speech_is_not_the_authors(check: Check) -> None:
    """The check that guards production guards the labels."""
    said = 'The reckless decision"'.rstrip('"')
    (fault,) = check(EXAMPLE.replace(said, "more than we spend on all", 1).replace(
        '  - quote: "That is more than we spend on all our playgrounds"\n'
        "    reason: a comparison by a named councillor, in his own words\n", "", 1))  # fmt: skip
    assert "direct speech" in fault


def test_slices_are_held_against_the_article(harrow: Path, codebook: Codebook) -> None:
    """The language is the one that the article is read in, the genre one of the codebook's."""
    (harrow / "slices.yaml").write_text(
        "genre: report\ntopic: local\nlength: short\nlanguage: de\ndifficulty: easy\nsplit: dev\n"
    )
    path = harrow / "slices.yaml"
    assert list(faults_in(harrow, codebook)) == [
        f'{path}:1: genre: "report" is not in the codebook\'s genres',
        f'{path}:4: language: the article is read as "en"',
    ]


def test_a_folder_without_an_article_is_told(tmp_path: Path, codebook: Codebook) -> None:
    """No article, two, an unusable one, an empty folder, a wrong path: one line each."""
    assert [*faults_in(tmp_path, codebook)] == [f"{tmp_path}:1: there is no fixture in this folder"]
    folder = tmp_path / "x"
    assert [*faults_in(folder, codebook)] == [f"{folder}:1: there is no such file or folder"]
    folder.mkdir()
    assert "no fixture" in next(iter(faults_in(folder, codebook)))
    assert "no article.txt" in next(iter(faults_in(tmp_path, codebook)))
    (folder / "article.txt").write_text("Too short.")
    assert "at least 20" in next(iter(faults_in(folder, codebook)))
    (folder / "article.html").write_text("<p>Two</p>")
    assert "two articles" in next(iter(faults_in(tmp_path, codebook)))


def test_annotators_can_run_the_check(harrow: Path) -> None:
    """The command prints the faults and ends with 1, or prints nothing and ends with 0."""
    command = [sys.executable, "-m", "keyquestions_evals.labels", "check", str(harrow)]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == ""
    path = harrow / "annotations" / "a.yaml"
    path.write_text(EXAMPLE.replace("weight: 3", "weight: 9"))
    done = subprocess.run([*command[:-1], str(path)], capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{path}:{line_of(EXAMPLE, 'weight: 3')}: ")
    assert done.stderr == ""
