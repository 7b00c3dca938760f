"""What an operator can set."""

from pathlib import Path

import pytest

from keyquestions.errors import SettingInvalid
from keyquestions.settings import load_settings


def _env(text: str | bytes) -> None:
    Path(".env").write_bytes(text if isinstance(text, bytes) else text.encode())


def test_nothing_set_means_built_in_and_careful() -> None:
    """Without any setting there is no model, no key, and no access to private addresses."""
    settings = load_settings()
    assert settings.model is None
    assert settings.openai_api_key is None
    assert settings.fetch_private is False


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The command line wins over the environment, and the environment over .env."""
    _env("KEYQUESTIONS_MODEL=openai:from-file\nKEYQUESTIONS_MODEL_TIMEOUT=7\n")
    assert load_settings().model == "openai:from-file"
    monkeypatch.setenv("KEYQUESTIONS_MODEL", "openai:from-environment")
    assert load_settings().model == "openai:from-environment"
    assert load_settings(model="builtin").model == "builtin"
    assert load_settings(model="builtin").model_timeout == 7


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch, empty: str | None) -> None:
    """An empty option or variable is as good as none: a script's unset variable chooses nothing."""
    monkeypatch.setenv("KEYQUESTIONS_MODEL", "")
    assert load_settings(model=empty).model is None


def test_the_vendors_own_names_are_read_and_the_key_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The key is read under the vendor's name and never appears where settings are printed."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    settings = load_settings()
    assert settings.openai_base_url == "http://127.0.0.1:9/v1"
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings}"


def test_another_programs_settings_are_left_alone() -> None:
    """A .env that serves other programs, too, is no error."""
    _env("# of the shop\nexport SHOP_TOKEN='x y'\n\nKEYQUESTIONS_MODEL=builtin\nDEBUG\n")
    assert load_settings().model == "builtin"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KEYQUESTIONS_MODEL_TIMEOUT", "soon"),
        ("KEYQUESTIONS_MODEL_TIMEOUT", "0"),
        ("KEYQUESTIONS_FETCH_PRIVATE", "perhaps"),
    ],
)
def test_a_value_that_means_nothing_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The message has the setting's full name; what stood there could be a secret."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid) as refused:
        load_settings()
    assert name in refused.value.message
    assert f"'{value}'" not in refused.value.message


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("KEYQUESTIONS_MODEL builtin\n", "Line 1 "),
        ("# ours\n\n\nOPENAI_API_KEY='sk-secret\n", "Line 4 "),
        (b"KEYQUESTIONS_MODEL=\xff\xfe\n", "not UTF-8"),
    ],
)
def test_a_broken_env_file_is_refused(content: str | bytes, fault: str) -> None:
    """A line that would be skipped silently is named by its number, without what stands in it."""
    _env(content)
    with pytest.raises(SettingInvalid) as refused:
        load_settings()
    assert fault in refused.value.message
    assert ".env" in refused.value.message
    assert "sk-secret" not in refused.value.message


def test_an_env_file_that_cannot_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A .env that exists but may not be read is told, not skipped."""
    _env("KEYQUESTIONS_MODEL=builtin\n")

    def denied(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", denied)
    with pytest.raises(SettingInvalid, match="cannot be read: Permission denied"):
        load_settings()


def test_a_folder_named_env_is_not_read() -> None:
    """Some tools make a virtual environment of that name."""
    Path(".env").mkdir()
    assert load_settings().model is None
