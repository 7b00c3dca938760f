"""Prompt files: Markdown with YAML front matter, rendered by Jinja2 in a sandbox.

    ---
    description: what the file is for
    inputs: [the names that the text uses]
    sampling: {temperature: null, max_output_tokens: 4000}
    ---
    The text.

A file is vetted when it is loaded: unknown keys, a missing file, an input that is not declared or
not provided are errors that name the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

import jinja2
import jinja2.meta
import yaml
from jinja2.sandbox import SandboxedEnvironment
from pydantic import Field, ValidationError

from keyquestions.analysis import Value
from keyquestions.errors import PromptInvalid
from keyquestions.resources import parse_yaml

PROVIDED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "system": frozenset({"language"}),
        "article": frozenset({"article", "fence"}),
        "summary": frozenset(),
        "framing": frozenset({"codebook"}),
        "questions": frozenset({"codebook", "summary", "framing", "brief"}),
        "one": frozenset({"summary", "framing", "questions"}),
        "part": frozenset({"number", "of"}),
        "findings": frozenset({"findings", "fence"}),
        "repair": frozenset({"faults"}),
        "structure": frozenset({"schema"}),
        "check": frozenset(),
    }
)
"""The prompt files, and what each may use."""

JUDGES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "judges/system": frozenset(),
        "judges/article": frozenset({"article", "fence"}),
        "judges/same": frozenset({"relation", "lefts", "rights", "fence"}),
        "judges/question": frozenset({"questions", "fence"}),
        "judges/pair": frozenset({"first", "second", "fence", "other_fence"}),
        "judges/repair": frozenset({"faults"}),
    }
)
"""The prompt files of the judge models that the evals ask; they are no part of an analysis."""

DIGEST_LENGTH = 16

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


class Sampling(Value):
    """How a stage's reply is drawn; None leaves it to the server."""

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_output_tokens: Annotated[int, Field(gt=0)] | None = None


class FrontMatter(Value):
    """What a prompt file says about itself; `notice` is shown to readers, in system.md alone."""

    description: str
    inputs: tuple[str, ...] = ()
    sampling: Sampling = Sampling()
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file, ready to render."""

    front: FrontMatter
    template: jinja2.Template


@dataclass(frozen=True, slots=True)
class Prompts:
    """All prompt files of a folder; `digest` changes when any of them, or the codebook, does."""

    files: Mapping[str, Prompt]
    digest: str

    def render(self, name: str, **inputs: Any) -> str:  # noqa: ANN401 - templates take any value
        """The text of a prompt.

        Raises:
            PromptInvalid: the file uses something that its inputs do not have.
        """
        try:
            return self.files[name].template.render(**inputs).strip()
        except jinja2.TemplateError as error:
            raise PromptInvalid(f"prompts/{name}.md cannot be rendered: {error}") from error

    def sampling(self, name: str) -> Sampling:
        """How a reply to that prompt is drawn."""
        return self.files[name].front.sampling

    @property
    def notice(self) -> str:
        """The sentence that tells readers what made the analysis."""
        return self.files["system"].front.notice or ""


def load_prompts(folder: Path) -> Prompts:
    """Read and vet all prompt files of a folder.

    Raises:
        PromptInvalid: one of them is missing or cannot be used; the message names file and fault.
    """
    texts = {name: _read(folder / f"{name}.md") for name in PROVIDED}
    files = _vetted(texts, PROVIDED)
    if not files["system"].front.notice:
        raise PromptInvalid("prompts/system.md: its front matter has no notice for readers.")
    return Prompts(files, _digest(texts, _read(folder / "codebook.yaml")))


def load_judges(folder: Path) -> Prompts:
    """Read and vet the judges' prompt files of a folder; their digest is one of their own.

    Raises:
        PromptInvalid: one of them is missing or cannot be used; the message names file and fault.
    """
    texts = {name: _read(folder / f"{name}.md") for name in JUDGES}
    return Prompts(_vetted(texts, JUDGES), _digest(texts, ""))


def _vetted(
    texts: Mapping[str, str], provided: Mapping[str, frozenset[str]]
) -> Mapping[str, Prompt]:
    # Prompts are plain text, not HTML: escaping would damage quotes.
    environment = SandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    return MappingProxyType(
        {name: _vet(name, text, environment, provided[name]) for name, text in texts.items()}
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PromptInvalid(f"The prompt file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise PromptInvalid(f"The prompt file {path} is not UTF-8.") from error


def _vet(
    name: str, text: str, environment: SandboxedEnvironment, provided: frozenset[str]
) -> Prompt:
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise PromptInvalid(
            f"prompts/{name}.md does not begin with front matter between --- lines."
        )
    try:
        front = FrontMatter.model_validate(parse_yaml(match[1]))
        body = text[match.end() :]
        used = jinja2.meta.find_undeclared_variables(environment.parse(body))
        template = environment.from_string(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "front matter"
        raise PromptInvalid(f"prompts/{name}.md: {where}: {first['msg']}.") from error
    except (yaml.YAMLError, jinja2.TemplateError) as error:
        raise PromptInvalid(f"prompts/{name}.md: {' '.join(str(error).split())}") from error
    _check_inputs(name, provided, declared=set(front.inputs), used=used)
    return Prompt(front, template)


def _check_inputs(
    name: str, provided: frozenset[str], *, declared: set[str], used: set[str]
) -> None:
    unknown, undeclared, idle = declared - provided, used - declared, declared - used
    if unknown:
        offered = ", ".join(sorted(provided)) or "none"
        raise PromptInvalid(
            f"prompts/{name}.md declares inputs that it is not given: "
            f"{', '.join(sorted(unknown))} (there are: {offered})."
        )
    if undeclared or idle:
        raise PromptInvalid(
            f"prompts/{name}.md: inputs and text differ in {', '.join(sorted(undeclared | idle))}."
        )


def _digest(texts: Mapping[str, str], codebook: str) -> str:
    parts = [f"{name}\0{text}" for name, text in sorted(texts.items())]
    return sha256("\0".join([*parts, codebook]).encode()).hexdigest()[:DIGEST_LENGTH]
