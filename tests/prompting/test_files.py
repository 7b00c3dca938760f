"""Prompt files: vetted when they are loaded, rendered without surprises."""

import ast
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

import keyquestions
from keyquestions.article import read_article
from keyquestions.codebook import load_codebook
from keyquestions.errors import PromptInvalid
from keyquestions.prompting import load_prompts
from keyquestions.prompting.files import PROVIDED
from keyquestions.resources import prompts_folder

PACKAGE = Path(keyquestions.__file__).parent
TEXT = (
    "Harrow closes its only cinema\n\nThe cinema of Harrow will close in May, its owner said. "
    "The roof leaks, and the town would not pay for another one, he said on Monday evening."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files that ship, to be changed."""
    return Path(shutil.copytree(prompts_folder(), tmp_path / "prompts"))


def _change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _rewrite(folder: Path, name: str, text: str) -> None:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")


def test_the_files_that_ship_are_sound() -> None:
    """All of them load; the notice for readers says that a language model wrote the analysis."""
    prompts = load_prompts(prompts_folder())
    assert set(prompts.files) == set(PROVIDED)
    assert "language model" in prompts.notice
    assert "No program can check whether a sentence draws the right conclusion" in prompts.notice


def test_every_input_is_rendered() -> None:
    """The article between its fences, the codebook's labels, the faults: what goes in comes out."""
    prompts, codebook = load_prompts(prompts_folder()), load_codebook(prompts_folder())
    article = prompts.render("article", article=read_article(TEXT), fence="f00d")
    assert article.count("BEGIN ARTICLE f00d") == 2
    assert article.endswith("END ARTICLE f00d")
    assert "## Harrow closes its only cinema" in article
    framing = prompts.render("framing", codebook=codebook)
    for group in ("genres", "frames", "functions", "signals", "voices", "perspective_statuses"):
        assert all(f"- {label}: " in framing for label in codebook.labels(group))
    repair = prompts.render("repair", faults=("the first fault", "the second fault"))
    assert "- the first fault\n- the second fault\n" in repair


def test_questions_see_what_was_verified_and_how_short_the_article_is() -> None:
    """The questions' prompt has the summary and the parties that were not heard, if there are."""
    prompts, codebook = load_prompts(prompts_folder()), load_codebook(prompts_folder())
    party = SimpleNamespace(who="Harrow's town council", status="absent")
    heard = SimpleNamespace(who="The owner", status="present")
    full = prompts.render(
        "questions",
        codebook=codebook,
        summary=SimpleNamespace(text="The cinema closes."),
        framing=SimpleNamespace(perspectives=(heard, party)),
        brief=False,
    )
    assert "The cinema closes." in full
    assert "- Harrow's town council (absent)" in full
    assert "The owner" not in full
    bare = prompts.render("questions", codebook=codebook, summary=None, framing=None, brief=True)
    assert "Harrow's" not in bare
    assert "four, since the article is short" in bare


def test_sampling_is_the_files_own(folder: Path) -> None:
    """A file sets temperature and length; null leaves it to the server."""
    _change(folder, "summary", "temperature: null", "temperature: 0.3")
    prompts = load_prompts(folder)
    assert prompts.sampling("summary").temperature == 0.3
    assert prompts.sampling("framing").temperature is None
    assert prompts.sampling("summary").max_output_tokens == 6000
    assert prompts.sampling("repair").max_output_tokens is None


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("summary", "---\n", "", "does not begin with front matter"),
        ("summary", "inputs: []", "inputs: [", "prompts/summary.md"),
        ("summary", "inputs: []", "inputs: [article]", "not given: article (there are: none)"),
        ("framing", "inputs: [codebook]", "inputs: [article]", "(there are: codebook)"),
        ("framing", "inputs: [codebook]", "inputs: []", "inputs and text differ in codebook"),
        ("repair", "{% for fault in faults %}", "{% for fault in x %}", "differ in faults, x"),
        ("repair", "{% endfor %}", "", "prompts/repair.md"),
        ("summary", "description:", "purpose:", "description: Field required"),
        ("summary", "temperature: null", "temperature: 3", "sampling.temperature"),
        ("summary", "max_output_tokens: 6000", "max_output_tokens: 0", "max_output_tokens"),
        ("summary", "temperature: null", "top_k: 3", "sampling.top_k"),
        ("system", "notice: >-", "description2: >-", "description2"),
    ],
)
def test_every_fault_is_found_at_loading(
    folder: Path, name: str, old: str, new: str, fault: str
) -> None:
    """A file that could fail at a reader's expense is refused before any article is read."""
    _change(folder, name, old, new)
    with pytest.raises(PromptInvalid) as refused:
        load_prompts(folder)
    assert fault in refused.value.message
    assert f"prompts/{name}.md" in refused.value.message
    assert "\n" not in refused.value.message


def test_readers_must_be_told_what_made_the_analysis(folder: Path) -> None:
    """The system prompt has to have a notice."""
    _rewrite(folder, "system", "---\ndescription: All stages.\n---\nYou analyse news.")
    with pytest.raises(PromptInvalid, match="has no notice for readers"):
        load_prompts(folder)


def test_front_matter_that_is_no_mapping_is_refused(folder: Path) -> None:
    """A word where settings are expected is named as the front matter's fault."""
    _rewrite(folder, "summary", "---\njust words\n---\nSummarise.")
    with pytest.raises(PromptInvalid, match=r"prompts/summary\.md: front matter"):
        load_prompts(folder)


@pytest.mark.parametrize("name", [*PROVIDED, "codebook"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    """Each of the files is needed."""
    path = folder / ("codebook.yaml" if name == "codebook" else f"{name}.md")
    path.unlink()
    with pytest.raises(PromptInvalid, match=rf"{name}.* cannot be read: No such file"):
        load_prompts(folder)


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    """A file that is not UTF-8 is not guessed at."""
    (folder / "summary.md").write_bytes("---\ndescription: Kürze\n---\n".encode("latin-1"))
    with pytest.raises(PromptInvalid, match=r"summary\.md is not UTF-8"):
        load_prompts(folder)


def test_an_input_without_what_the_text_uses_is_an_error(folder: Path) -> None:
    """A misspelled attribute fails aloud; it does not become a gap in the prompt."""
    _change(folder, "framing", "label.definition", "label.definitoin")
    prompts = load_prompts(folder)
    with pytest.raises(PromptInvalid, match=r"framing\.md cannot be rendered.*definitoin"):
        prompts.render("framing", codebook=load_codebook(folder))


def test_a_prompt_file_cannot_reach_into_python(folder: Path) -> None:
    """Templates run in a sandbox: whoever edits a prompt does not get a shell."""
    _change(folder, "repair", "{{ fault }}", "{{ fault.__class__.__mro__ }}")
    prompts = load_prompts(folder)
    with pytest.raises(PromptInvalid, match="unsafe"):
        prompts.render("repair", faults=("one",))


def test_the_text_of_an_article_is_never_a_template() -> None:
    """Braces in an article are printed, not run."""
    hostile = TEXT.replace("leaks", "leaks {{ 7 * 7 }} {% raw %}")
    rendered = load_prompts(prompts_folder()).render(
        "article", article=read_article(hostile), fence="f00d"
    )
    assert "leaks {{ 7 * 7 }} {% raw %}" in rendered


@pytest.mark.parametrize("name", [*(f"{name}.md" for name in PROVIDED), "codebook.yaml"])
def test_the_digest_changes_with_every_file(folder: Path, name: str) -> None:
    """One more character anywhere makes another set of prompts; the same files make the same."""
    before = load_prompts(folder).digest
    assert before == load_prompts(folder).digest == load_prompts(prompts_folder()).digest
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert load_prompts(folder).digest != before


def test_the_digest_cannot_be_fooled_by_moving_text(folder: Path) -> None:
    """The same characters shared out differently among the files are other prompts."""
    before = load_prompts(folder).digest
    for name, text in (("summary", "A.\nB."), ("repair", "")):
        path = folder / f"{name}.md"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    first = load_prompts(folder).digest
    _change(folder, "summary", "\nB.", "")
    with (folder / "repair.md").open("a", encoding="utf-8") as file:
        file.write("\nB.")
    assert len({before, first, load_prompts(folder).digest}) == 3


def _prose(tree: ast.Module) -> list[str]:
    """String constants of some length that are neither documentation nor an error's message."""
    passed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise | ast.Expr):
            passed |= {id(part) for part in ast.walk(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in passed
        and len(node.value.split()) > 6
    ]


@pytest.mark.parametrize("part", ["files.py", "schemas.py"])
def test_no_text_for_the_model_hides_in_python(part: str) -> None:
    """The code that renders prompts has no sentences of its own to add to them."""
    assert _prose(ast.parse((PACKAGE / "prompting" / part).read_text(encoding="utf-8"))) == []
