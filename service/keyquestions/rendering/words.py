"""The fixed words of the page, from `prompts/page.yaml`."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from keyquestions.analysis import Value
from keyquestions.errors import PromptInvalid
from keyquestions.resources import parse_yaml


class Words(Value):
    """Headings and set phrases; what each is for is told by its name.

    `language` is the BCP 47 code of all of them, and of the codebook's names.
    """

    language: str
    summary: str
    bias_analysis: str
    key_questions: str
    genre: str
    severity: str
    severity_open: str
    severity_unverified: str
    severity_nothing: str
    frames: str
    frames_note: str
    no_frames: str
    functions: str
    author_signals: str
    source_signals: str
    neutral: str
    perspectives: str
    gap: str
    quoted_above: str
    why: str
    failed: str
    assisted: str
    automated: str
    approved: str
    changed: str
    text_changed: str
    date: str
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    dropped_one: str
    dropped: str
    made: str
    builtin: str
    stood_in: str
    stand_in_reasons: dict[str, str]
    dropped_hint: str


def load_words(folder: Path) -> Words:
    """Read `page.yaml` in a prompts folder.

    Raises:
        PromptInvalid: the file is missing or a phrase in it is.
    """
    path = folder / "page.yaml"
    try:
        return Words.model_validate(parse_yaml(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PromptInvalid(f"The file {path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PromptInvalid(f"The file {path} is no valid YAML.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise PromptInvalid(f"The file {path} is wrong at {where}: {first['msg']}.") from error
