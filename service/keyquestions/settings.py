"""What an operator can set: environment names, or the same names in a `.env` file."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from keyquestions.errors import SettingInvalid
from keyquestions.telemetry import LogForm, LogLevel, Traces


class Settings(BaseSettings):
    """Read once, at the composition root.

    `model` is `builtin`, `openai:NAME` or `langchain:VENDOR:NAME`; None means built-in, unasked.
    `model_timeout` is in seconds, for one whole reply. `fetch_private` lets URLs point to loopback
    and private addresses. `prompts` is a folder that replaces the prompt files that ship.
    `log` (`off`, `text`, `json`) writes events to standard error from `log_level` on; `traces`
    (`off`, `otlp`, `host`) sends spans to OpenTelemetry.
    """

    model_config = SettingsConfigDict(
        env_prefix="KEYQUESTIONS_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    model: str | None = None
    model_timeout: Annotated[float, Field(gt=0)] = 120.0
    prompts: Path | None = None
    log: LogForm = LogForm.OFF
    log_level: LogLevel = LogLevel.INFO
    traces: Traces = Traces.OFF
    fetch_private: bool = False
    openai_api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    openai_base_url: Annotated[str | None, Field(validation_alias="OPENAI_BASE_URL")] = None


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - a value for any of the settings
    """The settings; what is given and not None goes before the environment.

    Raises:
        SettingInvalid: one of them has a value that means nothing; its value is not repeated.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0]).upper()
        full = name if name.startswith(("OPENAI_", "KEYQUESTIONS_")) else f"KEYQUESTIONS_{name}"
        raise SettingInvalid(f"The setting {full} cannot be used: {first['msg']}.") from None
    except UnicodeDecodeError:
        raise SettingInvalid("The file .env is not UTF-8; save it as UTF-8.") from None
