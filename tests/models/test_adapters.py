"""How models are spelled, what each wants, and which adapter takes it."""

import pytest

from keyquestions.errors import KeyMissing, ModelUnknown, SettingInvalid
from keyquestions.models import adapters, vendors
from keyquestions.models.adapters import Access, check_access, check_spelling, offers, open_adapter
from keyquestions.models.openai_chat import OpenAIChat
from keyquestions.models.vendors import VENDORS, vendor_of

LOCAL = Access(openai_base_url="http://127.0.0.1:9/v1")


@pytest.mark.parametrize(
    ("spelled", "parts"),
    [
        ("openai:gpt-5-mini", ("openai", "", "gpt-5-mini")),
        ("openai:llama3:8b", ("openai", "", "llama3:8b")),
        ("langchain:ollama:llama3:8b", ("langchain", "ollama", "llama3:8b")),
    ],
)
def test_a_models_name_may_have_colons(spelled, parts) -> None:
    """Only the adapter and the vendor are cut off."""
    assert check_spelling(spelled) == parts


@pytest.mark.parametrize(
    "spelled",
    [
        "",
        "gpt-5",
        "openai",
        "openai:",
        "openai: ",
        "langchain:",
        "langchain:x",
        "langchain::x",
        "x:y",
    ],
)
def test_any_other_spelling_is_an_error_that_shows_the_right_ones(spelled) -> None:
    """The sentence is the fix."""
    with pytest.raises(ModelUnknown, match='use "builtin", "openai:NAME"'):
        check_spelling(spelled)


def test_openai_wants_a_key_or_an_address() -> None:
    """A local server needs no key."""
    with pytest.raises(KeyMissing, match="OPENAI_API_KEY"):
        check_access("openai:x", Access())
    check_access("openai:x", LOCAL)
    check_access("openai:x", Access(openai_key="k"))


def test_azures_version_wants_azures_address() -> None:
    """With the one setting and without the other there is nobody to ask."""
    with pytest.raises(SettingInvalid, match="OPENAI_BASE_URL"):
        check_access("openai:x", Access(openai_key="k", openai_api_version="2024-10-21"))


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "127.0.0.1:8000/v1",
        "ftp://me:hush@host",
        "http://[hush",
        "http://hush:port/v1",
        "http://host:99999/hush",
        "http://host:0/hush",
        "https:///hush",
        "https:/hush/v1",
        "http://hush host/v1",
        " http://hush/v1",
        "http://hush/\nv1",
        "http://300.1.1.1/hush",  # what only the library under the SDK knows
        "http://\u2488hush/v1",
    ],
)
def test_an_address_that_is_none_is_a_setting_to_mend(address) -> None:
    """It is no server that cannot be reached; one line names the setting and repeats nothing."""
    with pytest.raises(SettingInvalid, match=r"\AOPENAI_BASE_URL is not the address") as told:
        open_adapter("openai:x", Access(openai_base_url=address))
    assert "hush" not in told.value.message
    assert "\n" not in told.value.message


@pytest.mark.parametrize(
    ("spelled", "name"),
    [("openai:x", "OPENAI_API_KEY"), ("langchain:anthropic:x", "ANTHROPIC_API_KEY")],
)
@pytest.mark.parametrize("key", ["hush\n", "hush\rhush", "hush hush", "hüsh", "\0hush", "hush\t"])
def test_a_key_that_fits_into_no_header_is_a_setting_to_mend(spelled, name, key) -> None:
    """One line names the setting; the key is never repeated."""
    with pytest.raises(SettingInvalid, match=rf"\A{name} has a space") as told:
        check_access(spelled, Access(openai_key=key, environment={name: key}))
    assert "hush" not in told.value.message
    assert "\n" not in told.value.message


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8000/v1", "HTTPS://me:pw@host.example/v1", "http://[::1]:8000", "http://é/"],
)
async def test_an_address_is_taken_as_it_is(address) -> None:
    """Whatever a server may be called."""
    await open_adapter("openai:x", Access(openai_base_url=address)).aclose()


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_a_vendor_that_is_not_installed_is_told_with_the_command(vendor, monkeypatch) -> None:
    """Before anything is imported, and before a key is asked for."""
    monkeypatch.setattr(vendors, "find_spec", lambda _name: None)
    with pytest.raises(ModelUnknown, match=rf"\.\[{vendor.name}\]"):
        check_access(f"langchain:{vendor.name}:x", Access())


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_a_vendor_that_is_installed_wants_one_of_its_keys(vendor, monkeypatch) -> None:
    """Any one of them; those who want none are let through."""
    monkeypatch.setattr(vendors, "find_spec", lambda name: name)
    spelled = f"langchain:{vendor.provider}:x"
    for key in vendor.keys:
        check_access(spelled, Access(environment={key: "k"}))
    if vendor.keys:
        with pytest.raises(KeyMissing, match=vendor.keys[0]):
            check_access(spelled, Access(environment={vendor.keys[0]: ""}))
    else:
        check_access(spelled, Access())


def test_offers_tell_what_is_set_and_no_value() -> None:
    """Keys are told by their names alone."""
    access = Access(openai_key="sk-secret", environment={"MISTRAL_API_KEY": "also-secret"})
    told = {offer.spelling: offer for offer in offers(access)}
    assert told["openai:NAME"].keys == {"OPENAI_API_KEY": True, "OPENAI_BASE_URL": False}
    assert told["langchain:mistral:NAME"].keys == {"MISTRAL_API_KEY": True}
    assert told["langchain:anthropic:NAME"].keys == {"ANTHROPIC_API_KEY": False}
    assert "secret" not in repr(told) + repr(access)
    assert len(told) == 1 + len(VENDORS)


def test_an_unlisted_vendor_goes_by_langchains_habits() -> None:
    """Its package is guessed from its name, and one attempt is asked for as usual."""
    vendor = vendor_of("azure_ai")
    assert (vendor.package, vendor.listed) == ("langchain-azure-ai", False)
    assert vendor.install == '.venv/bin/pip install ".[langchain]" langchain-azure-ai'
    assert vendor.options(7) == {"max_retries": 0, "timeout": 7}


def test_ollama_takes_its_timeout_through_its_client() -> None:
    """It has no retries to turn off."""
    assert vendor_of("ollama").options(7) == {"client_kwargs": {"timeout": 7}}


async def test_opens_openais_adapter() -> None:
    """With all that the settings say."""
    model = open_adapter("openai:m-1", LOCAL)
    assert isinstance(model, OpenAIChat)
    assert model.name == "openai:m-1"
    await model.aclose()


@pytest.mark.skipif(not vendor_of("mistral").installed, reason="langchain-mistralai is missing")
async def test_opens_a_vendors_adapter_with_its_key() -> None:
    """The key is taken from the environment that is handed over, not from the process's."""
    access = Access(environment={"MISTRAL_API_KEY": "k-1"})
    model = open_adapter("langchain:mistral:m-1", access)
    assert model.name == "langchain:mistral:m-1"
    assert model._model.mistral_api_key.get_secret_value() == "k-1"
    await model.aclose()


def test_the_table_names_every_adapter_once() -> None:
    """No two vendors answer to the same name."""
    names = [name for vendor in VENDORS for name in {vendor.name, vendor.provider}]
    assert len(names) == len(set(names))
    assert adapters.OPENAI not in names
