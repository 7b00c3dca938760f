"""Labels of articles: what their files may hold, and the line of whatever is wrong in them."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from keyquestions.codebook import Codebook
from keyquestions_evals.labels import Labels, faults_in, labels_schema
from keyquestions_evals.labels.__main__ import labels

FIRST_QUESTION = "Why does Harrow Bay close its seawater pool a year early"

Check = Callable[[str], list[str]]


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


def test_the_guidelines_example_is_without_fault(
    example: str, harrow: Path, codebook: Codebook
) -> None:
    """Annotators begin from it, and it shows every key."""
    assert list(faults_in(harrow, codebook)) == []
    assert all(f"\n{key}:" in example for key in Labels.model_fields)


def test_editors_are_given_the_schema_that_is_checked(root: Path, codebook: Codebook) -> None:
    """The schema in the fixtures is what the types and the codebook say now."""
    assert (root / "evals" / "fixtures" / "labels.schema.json").read_text() == labels_schema(
        codebook
    )


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
        ("quote: a year earlier than planned", "quote: The reckless decision leaves", "a signal"),
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
def test_a_fault_is_told_in_one_line(
    example: str, check: Check, old: str, new: str, said: str
) -> None:
    """Each kind of fault gives its line, and says what is wrong."""
    faults = check(example.replace(old, new, 1))
    assert any(said in fault for fault in faults), faults
    assert all(re.match(r"\d+: ", fault) and "\n" not in fault for fault in faults)


def test_a_fault_has_the_line_of_the_wrong_value(example: str, check: Check) -> None:
    """Deep in a list, and where a key is missing, the line is where one has to look."""
    broken = example.replace("Repairs would cost 1.9 million crowns\n", "Repairs cost 9 crowns\n")
    (fault,) = check(broken)
    assert fault.startswith(f"{line_of(broken, 'Repairs cost 9')}: questions.0.quotes.1: ")
    (fault,) = check(example.replace("    weight: 3\n", "", 1))
    assert fault.startswith(f"{line_of(example, '- text: The town council')}: facts.0.weight: ")


def test_what_the_article_says_twice_is_no_place(example: str, check: Check) -> None:
    """A signal's quote has to be in one place only; a fact's need not."""
    assert any("2 times" in f for f in check(example.replace("The reckless decision", "council")))
    assert check(example.replace("quote: to close the seawater pool", "quote: council")) == []


def test_direct_speech_is_not_the_authors(example: str, check: Check) -> None:
    """The check that guards production guards the labels."""
    said = 'The reckless decision"'.rstrip('"')
    (fault,) = check(example.replace(said, "more than we spend on all", 1).replace(
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


def test_more_than_three_absent_parties_are_too_many(check: Check, example: str) -> None:
    """As in production, which shows three."""
    more = "".join(
        f"  - who: people who {do}\n    status: absent\n" for do in ("dive", "row", "fish")
    )
    faults = check(example.replace("\nquestions:", f"{more}\nquestions:"))
    assert [fault.split(": ", 1)[1] for fault in faults] == ["perspectives: more than 3 are absent"]


def test_a_mismatch_needs_a_headline(example: str, harrow: Path, codebook: Codebook) -> None:
    """Without a headline nothing can go against the body."""
    path = harrow / "annotations" / "a.yaml"
    path.write_text(example.replace("kind: vague_attribution", "kind: headline_body_mismatch"))
    assert list(faults_in(path, codebook)) == []
    text = (harrow / "article.txt").read_text(encoding="utf-8")
    (harrow / "article.txt").write_text(text.split("\n\n", 1)[1], encoding="utf-8")
    assert any("has no headline" in fault for fault in faults_in(path, codebook))


def test_labels_are_in_the_articles_language(check: Check, example: str) -> None:
    """A question in another language cannot be matched with what is asked."""
    german = "Warum schließt Harrow Bay sein Bad ein Jahr früher als es geplant war?"
    faults = check(example.replace(f"- text: {FIRST_QUESTION}?", f"- text: {german}"))
    assert any("not in the language of the article" in fault for fault in faults)


def test_a_capital_is_no_name_in_german(harrow: Path, codebook: Codebook) -> None:
    """Where all nouns are capital, only numbers and people can be told to be invented."""
    (harrow / "article.txt").write_text(
        "Der Stadtrat von Lindental hat am Montag beschlossen, das Hallenbad zu sanieren. Die "
        "Arbeiten sollen im Herbst beginnen und rund zwei Jahre dauern, sagte die Verwaltung.",
        encoding="utf-8",
    )
    path = harrow / "annotations" / "a.yaml"
    german = (
        "genre: reporting\nfacts:\n  - {text: 'Welche Folge die Sanierung hat, ist offen.',"
        " weight: 3, quote: das Hallenbad zu sanieren}\n"
        "frames: {}\nsignals: []\nperspectives: []\nquestions:\n"
        "  - {text: 'Welchen Auftrag gab der Stadtrat von Lindental?', paraphrases: ['Was hat der "
        "Stadtrat von Lindental beschlossen?'], kind: elaboration, salience: 5, status: open}\n"
    )
    path.write_text(german, encoding="utf-8")
    assert list(faults_in(harrow, codebook)) == []
    path.write_text(german.replace("ist offen", "kostet 9 Millionen Euro"), encoding="utf-8")
    assert any("9" in fault for fault in faults_in(harrow, codebook))


@pytest.mark.parametrize("broken", [b"genre: \xff\xfe", b"- just\n- a list", b"", b"genre: !!x 1"])
def test_no_file_breaks_the_check(harrow: Path, codebook: Codebook, broken: bytes) -> None:
    """Bytes that are no text, another document, none, an unknown tag: told in lines."""
    (harrow / "annotations" / "a.yaml").write_bytes(broken)
    faults = list(faults_in(harrow, codebook))
    assert faults
    assert all(re.match(r".*a\.yaml:\d+: ", fault) and "\n" not in fault for fault in faults)


def test_annotators_can_run_the_check(example: str, harrow: Path) -> None:
    """The command prints the faults and ends with 1, or prints nothing and ends with 0."""
    clean = CliRunner().invoke(labels, ["check", str(harrow)])
    assert (clean.exit_code, clean.output) == (0, "")
    path = harrow / "annotations" / "a.yaml"
    path.write_text(example.replace("weight: 3", "weight: 9"))
    done = CliRunner().invoke(labels, ["check", str(path), str(harrow)])
    assert done.exit_code == 1
    fault = f"{path}:{line_of(example, 'weight: 3')}: facts.0.weight: "
    assert [line.startswith(fault) for line in done.output.splitlines()] == [True, True]
    schema = CliRunner().invoke(labels, ["schema"])
    assert '"GoldQuestion"' in schema.output


def test_the_check_is_a_command_of_its_module(harrow: Path) -> None:
    """As the guideline names it."""
    command = [sys.executable, "-m", "keyquestions_evals.labels", "check", str(harrow)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("", "")
