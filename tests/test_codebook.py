"""The codebook that ships, and how one is read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import keyquestions
from keyquestions.analysis import PerspectiveStatus, QuestionStatus, Severity, Voice
from keyquestions.codebook import Codebook, Group, load_codebook
from keyquestions.errors import CodebookInvalid
from keyquestions.resources import prompts_folder

SHIPPED = prompts_folder() / "codebook.yaml"
PACKAGE = Path(keyquestions.__file__).parent

# What was agreed on, spelled out once more: a label that is lost or renamed breaks clients.
AGREED: dict[Group, str] = {
    "frames": (
        "economic capacity_and_resources morality fairness_and_equality "
        "legality_constitutionality_and_jurisprudence policy_prescription_and_evaluation "
        "crime_and_punishment security_and_defense health_and_safety quality_of_life "
        "cultural_identity public_opinion political external_regulation_and_reputation other"
    ),
    "functions": (
        "problem_definition causal_interpretation moral_evaluation treatment_recommendation"
    ),
    "genres": "reporting feature analysis opinion satire press_release other",
    "signals": (
        "loaded_language labeling sensationalism subjective_intensifier "
        "presupposition doubt_or_certainty_verb opinion_as_fact mind_reading "
        "tangential_information one_sided_sourcing unsupported_claim vague_attribution "
        "headline_body_mismatch"
    ),
    "voices": "author quoted_source",
    "perspective_statuses": "present mentioned_not_quoted absent",
    "question_kinds": (
        "cause background elaboration definition example consequence evidence affected_parties"
    ),
    "question_statuses": "answered partly_answered open",
    "severities": "none low moderate high",
}


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return load_codebook(prompts_folder())


@pytest.fixture
def raw() -> dict:
    return yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))


def _written(folder: Path, raw: object) -> Path:
    (folder / "codebook.yaml").write_text(yaml.safe_dump(raw), encoding="utf-8")
    return folder


@pytest.mark.parametrize("group", AGREED)
def test_every_label_that_was_agreed_on_is_there(codebook: Codebook, group: Group) -> None:
    """A group has the agreed labels in the agreed order, and no others."""
    assert list(codebook.labels(group)) == AGREED[group].split()
    assert all(codebook.has(group, label) for label in AGREED[group].split())


def test_the_groups_are_all_groups() -> None:
    """No group of labels escapes these tests."""
    assert set(AGREED) == set(Group.__args__) == set(Codebook.model_fields) - {"version", "source"}


@pytest.mark.parametrize("group", AGREED)
def test_every_label_says_what_it_is(codebook: Codebook, group: Group) -> None:
    """Definition, use and misuse are sentences; names and examples are of their own."""
    labels = codebook.labels(group)
    assert len({label.name for label in labels.values()}) == len(labels)
    for label in labels.values():
        for text in (label.definition, label.use_when, label.not_when):
            assert text.endswith(".")
            assert text[0].isupper() or text[0] == '"'
        assert label.name != label.definition != label.example
    if group != "severities":
        assert len({label.definition for label in labels.values()}) == len(labels)
        assert len({label.use_when for label in labels.values()}) == len(labels)


def test_the_version_is_the_first(codebook: Codebook) -> None:
    """Analyses name the version, so it has its agreed form."""
    assert codebook.version == "codebook/1"


def test_signals_come_in_three_weighted_families(codebook: Codebook) -> None:
    """Severity can be computed: each signal has a weight, and each family its agreed members."""
    families: dict[str | None, list[str]] = {}
    for key, label in codebook.signals.items():
        families.setdefault(label.family, []).append(key)
        assert label.weight is not None
        assert 0 < label.weight <= 1
    assert {family: len(kinds) for family, kinds in families.items()} == {
        "lexical": 4,
        "epistemic": 4,
        "informational": 5,
    }


def test_an_opinion_piece_is_not_accused_of_having_an_opinion(codebook: Codebook) -> None:
    """Readers of an opinion are told that it may take a view, and it weighs least but satire."""
    assert "take a view" in (codebook.genres["opinion"].note or "")
    assert codebook.genres["opinion"].weight < codebook.genres["reporting"].weight
    assert codebook.genres["reporting"].note is None


@pytest.mark.parametrize(
    ("group", "enumeration"),
    [
        ("voices", Voice),
        ("perspective_statuses", PerspectiveStatus),
        ("question_statuses", QuestionStatus),
        ("severities", Severity),
    ],
)
def test_what_code_enumerates_is_what_the_codebook_says(
    codebook: Codebook, group: Group, enumeration: type[Voice]
) -> None:
    """The enumerations that code decides by have the codebook's labels in its order."""
    assert [member.value for member in enumeration] == list(codebook.labels(group))


def test_a_label_is_spelled_exactly_so(codebook: Codebook) -> None:
    """A label of another group, another spelling or an attribute's name is no label."""
    assert not codebook.has("frames", "Economic")
    assert not codebook.has("frames", "loaded_language")
    assert not codebook.has("frames", "model_config")


# The only code that may name a label: the types that decide by it, and the rules that find it.
NAMES_LABELS = ("analysis.py", "builtin/")
# A headline has to be there for its mismatch with the body; a check of the pipeline knows that.
ALLOWED = {("pipeline/framing.py", "headline_body_mismatch")}
# Labels that are everyday words, too, and so say nothing about where they stand.
EVERYDAY = set(
    "other feature analysis opinion author present absent cause background elaboration definition "
    "example consequence evidence answered open none low moderate high political".split()
)


def _strings(tree: ast.AST) -> Iterator[ast.Constant]:
    documentation = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and node not in documentation:
            yield node


def test_labels_are_written_in_the_codebook_alone() -> None:
    """No Python names a label, but where code decides by it."""
    labels = {label for group in AGREED.values() for label in group.split()} - EVERYDAY
    found = {
        (path.relative_to(PACKAGE).as_posix(), node.value)
        for path in PACKAGE.rglob("*.py")
        if not path.relative_to(PACKAGE).as_posix().startswith(NAMES_LABELS)
        for node in _strings(ast.parse(path.read_text(encoding="utf-8")))
        if labels & set(node.value.split())
    }
    assert found <= ALLOWED


def test_definitions_are_written_in_the_codebook_alone(codebook: Codebook) -> None:
    """No Python repeats a label's definition, name or example: one source, no second truth."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    for group in AGREED:
        for label in codebook.labels(group).values():
            for text in (label.definition, label.use_when, label.example):
                assert len(text.split()) < 4 or text not in code


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda raw: raw.pop("frames"), "frames"),
        (lambda raw: raw["frames"]["economic"].pop("definition"), "frames.economic.definition"),
        (lambda raw: raw["frames"]["economic"].update(example=""), "frames.economic.example"),
        (lambda raw: raw["frames"]["economic"].update(colour="red"), "frames.economic.colour"),
        (lambda raw: raw["signals"]["labeling"].update(weight=2), "signals.labeling.weight"),
        (
            lambda raw: raw["signals"]["labeling"].pop("weight"),
            "without weight or family: labeling",
        ),
        (
            lambda raw: raw["signals"]["labeling"].pop("family"),
            "without weight or family: labeling",
        ),
        (lambda raw: raw.update(version="2"), "version"),
        (lambda raw: raw.update(moods={}), "moods"),
    ],
)
def test_a_wrong_codebook_is_refused(tmp_path: Path, raw: dict, change, fault: str) -> None:
    """What lacks something, or has too much, is refused with the place in the file."""
    change(raw)
    with pytest.raises(CodebookInvalid) as refused:
        load_codebook(_written(tmp_path, raw))
    assert fault in refused.value.message
    assert "codebook.yaml" in refused.value.message


@pytest.mark.parametrize("content", [b"frames: [", b"version: \xff\xfe", b"", b"just words"])
def test_what_is_no_codebook_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    """Broken YAML, another encoding, an empty file or a text is refused and the file named."""
    (tmp_path / "codebook.yaml").write_bytes(content)
    with pytest.raises(CodebookInvalid, match=r"codebook\.yaml"):
        load_codebook(tmp_path)


def test_a_missing_codebook_is_named(tmp_path: Path) -> None:
    """A prompts folder without a codebook is told so."""
    with pytest.raises(CodebookInvalid, match=r"cannot be read: No such file"):
        load_codebook(tmp_path)


def test_a_codebook_of_the_users_own_is_read(tmp_path: Path, raw: dict) -> None:
    """A publisher may change a definition and raise the version; it is then the one source."""
    raw["version"] = "codebook/1.1"
    raw["frames"]["economic"]["definition"] = "Money is the point."
    own = load_codebook(_written(tmp_path, raw))
    assert own.version == "codebook/1.1"
    assert own.frames["economic"].definition == "Money is the point."
