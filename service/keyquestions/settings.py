"""What an operator can set: environment names, or the same names in a `.env` file."""

from io import StringIO
from pathlib import Path
from typing import Annotated, Any

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from keyquestions.errors import SettingInvalid

ENV_FILE = ".env"


class Settings(BaseSettings):
    """Read once, at the composition root.

    `model` is `builtin`, `openai:NAME` or `langchain:VENDOR:NAME`; None means built-in, unasked.
    `model_timeout` is in seconds, for one whole reply. `fetch_private` lets URLs point to loopback
    and private addresses. `prompts` is a folder that replaces the prompt files that ship.
    """

    model_config = SettingsConfigDict(
        env_prefix="KEYQUESTIONS_",
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    model: str | None = None
    model_timeout: Annotated[float, Field(gt=0)] = 120.0
    prompts: Path | None = None
    fetch_private: bool = False
    openai_api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    openai_base_url: Annotated[str | None, Field(validation_alias="OPENAI_BASE_URL")] = None


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - a value for any of the settings
    """The settings; what is given (neither None nor empty) goes before the environment.

    Raises:
        SettingInvalid: one of them has a value that means nothing, or `.env` cannot be read; no
            value is repeated.
    """
    try:
        _check_lines(Path(ENV_FILE))
        return Settings(**{name: value for name, value in given.items() if value not in (None, "")})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0]).upper()
        full = name if name.startswith(("OPENAI_", "KEYQUESTIONS_")) else f"KEYQUESTIONS_{name}"
        raise SettingInvalid(f"The setting {full} cannot be used: {first['msg']}.") from None
    except UnicodeDecodeError:
        raise SettingInvalid(f"The file {ENV_FILE} is not UTF-8; save it as UTF-8.") from None
    except OSError as error:
        raise SettingInvalid(f"The file {ENV_FILE} cannot be read: {error.strerror}.") from None


def _check_lines(path: Path) -> None:
    """Refuse a line that would otherwise be skipped, and with it a setting."""
    if not path.is_file():
        return
    for binding in parse_stream(StringIO(path.read_text(encoding="utf-8"))):
        if binding.error:
            # What could not be read may begin with the blank lines before it.
            text = binding.original.string
            line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
            raise SettingInvalid(
                f"Line {line} of the file {ENV_FILE} cannot be read; write NAME=value."
            )
