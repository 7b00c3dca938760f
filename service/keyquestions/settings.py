"""What an operator can set: environment names, or the same names in a `.env` file."""

import os
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from keyquestions.errors import SettingInvalid
from keyquestions.models.port import Replies
from keyquestions.telemetry import LogForm, LogLevel, Traces

ENV_FILE = ".env"


def _listed(given: object) -> object:
    """What is separated by commas, apart."""
    return [each.strip() for each in given.split(",")] if isinstance(given, str) else given


class Settings(BaseSettings):
    """Read once, at the composition root.

    What answers: `model` is `builtin`, `openai:NAME` or `langchain:VENDOR:NAME`; None means
    built-in, unasked. `fallback_model` is another one, asked where the first is down: unreachable,
    too slow, out of quota, asking to wait for longer than allowed, or unknown to its server. As
    `builtin` it lets the built-in analyst make the whole analysis where no stage got a reply.
    `prompts` is a folder that replaces the prompt files that ship. `fetch_private` lets URLs point
    to loopback and private addresses.

    What the service connects to: with `fetch_urls` it fetches an article of which a caller gives
    only the `url`. `webhooks_http` lets webhooks have plain http addresses, and
    `development_private_webhooks` loopback and private ones, which is for development: whoever may
    register a webhook can then reach what only this machine's network reaches.

    How long, in seconds: `deadline` for a whole analysis, after which it has what it has;
    `model_timeout` for one whole reply; `longest_wait` for how long a provider may ask to wait.
    `attempts` is how often a request is made, at most, while its failures are transient; where a
    second model stands by, the first is not asked again after a timeout. After `breaker_failures`
    failures in a row the model is left alone for `breaker_pause` seconds.

    How much, for all callers in this process and for each model: `requests_per_minute` and
    `tokens_per_minute` (None is without limit), and `concurrency`, requests at the same time.

    What is remembered: `replies` is `use` (a reply that is stored is not paid for again),
    `refresh` (ask anew, and replace what is stored), `replay` (never ask; a reply that is not
    stored is an error) or `off`. Replies lie, with their articles, in the database `database_url`,
    `sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`; None is the file
    `keyquestions.sqlite3` in the user's data folder (`~/.local/share/keyquestions`, or what
    XDG_DATA_HOME, macOS or Windows say), or `keyquestions-….sqlite3`, one for each
    `openai_base_url`: two servers may call different models by one name. A database that is set
    tells their replies apart, too. `recordings`, a `.jsonl` file or a folder of them, takes the
    database's place; they go by the models' names alone and can be replayed anywhere.

    How it is asked: `model_window` is how many tokens the model takes in and gives out together; an
    article that does not fit is read in parts. `calls` is `three` (one request for each part of the
    analysis) or `one` (all in one request: less to pay, and mostly less good). `verifiers` is how
    many processes beside this one verify what a model says; with 0 that is done in this one, which
    meanwhile does nothing else.

    What it costs: `prices` is a file of prices that go before those that ship.

    How it is served: `host` and `port` are where `keyquestions serve` listens, with `workers`
    processes; without API keys it listens at this machine's own addresses only. Of a body it reads
    `body_limit` bytes, of a batch's `batch_limit`, and waits for `body_timeout` seconds, longer for
    a large one. Each process answers `requests` requests at once, at most. `origins` are the web
    pages (`https://news.example`, separated by commas) whose scripts may read what is published.

    What the service takes: at most `queue` analyses wait and `running` run at once in each process
    (those of the built-in analyst on all processors but one). One that runs stays for `lease`
    seconds with a process that is silent. On its end a process gives what runs `grace` seconds to
    finish; then it goes back to the queue.

    `openai_base_url` is where a server's API begins (OpenAI's own without it). With
    `openai_api_version` it is an Azure resource, asked in the dated form of its API.

    What is seen of it: `log` (`off`, `text`, `json`) writes events to standard error, from
    `log_level` on; `traces` (`off`, `otlp`, `host`) sends spans to OpenTelemetry.
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
    fallback_model: str | None = None
    deadline: Annotated[float, Field(gt=0)] = 300.0
    model_timeout: Annotated[float, Field(gt=0)] = 120.0
    longest_wait: Annotated[float, Field(ge=0)] = 60.0
    attempts: Annotated[int, Field(ge=1)] = 4
    breaker_failures: Annotated[int, Field(ge=1)] = 5
    breaker_pause: Annotated[float, Field(gt=0)] = 30.0
    requests_per_minute: Annotated[float | None, Field(gt=0)] = None
    tokens_per_minute: Annotated[float | None, Field(gt=0)] = None
    concurrency: Annotated[int, Field(ge=1)] = 64
    replies: Replies = Replies.USE
    database_url: SecretStr | None = None
    recordings: Path | None = None
    model_window: Annotated[int, Field(ge=4096)] = 128_000
    calls: Literal["three", "one"] = "three"
    verifiers: Annotated[int, Field(ge=0, le=64)] = 0
    prices: Path | None = None
    prompts: Path | None = None
    log: LogForm = LogForm.OFF
    log_level: LogLevel = LogLevel.INFO
    traces: Traces = Traces.OFF
    fetch_private: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    body_limit: Annotated[int, Field(ge=1000)] = 10_000_000
    batch_limit: Annotated[int, Field(ge=1000)] = 200_000_000
    body_timeout: Annotated[float, Field(gt=0)] = 30.0
    requests: Annotated[int, Field(ge=1)] = 1000
    origins: Annotated[frozenset[str], NoDecode, BeforeValidator(_listed)] = frozenset()
    fetch_urls: bool = False
    webhooks_http: bool = False
    development_private_webhooks: bool = False
    queue: Annotated[int, Field(ge=1)] = 1000
    running: Annotated[int, Field(ge=1)] = 16
    lease: Annotated[float, Field(ge=3)] = 30.0
    grace: Annotated[float, Field(ge=0)] = 20.0
    openai_api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    openai_base_url: Annotated[str | None, Field(validation_alias="OPENAI_BASE_URL")] = None
    openai_api_version: Annotated[str | None, Field(validation_alias="OPENAI_API_VERSION")] = None


def load_environment() -> dict[str, str]:
    """The environment and what `.env` adds to it: the vendors' own names are looked up there."""
    added = {name: value for name, value in dotenv_values(ENV_FILE).items() if value}
    return {**added, **os.environ}


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
