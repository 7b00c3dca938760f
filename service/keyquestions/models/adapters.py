"""The spellings of models, and the adapter behind each; vendors are imported when they are chosen.

openai:NAME              OpenAI, and any server that speaks its protocol
langchain:VENDOR:NAME    any vendor that LangChain knows
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keyquestions.errors import KeyMissing, ModelUnknown, SettingInvalid
from keyquestions.models.port import ChatModel
from keyquestions.models.prices import Prices
from keyquestions.models.vendors import VENDORS, vendor_of
from keyquestions.models.vetting import check_address, check_key

OPENAI = "openai"
LANGCHAIN = "langchain"

_SPELLINGS = (
    '"builtin", "openai:NAME" such as "openai:gpt-5-mini", or "langchain:VENDOR:NAME" such as '
    '"langchain:anthropic:claude-sonnet-4-5"'
)


@dataclass(frozen=True, slots=True)
class Access:
    """What adapters take from the settings.

    `timeout` is in seconds, for one reply. `environment` holds the keys of the vendors that are
    reached through LangChain, under the vendors' own names.
    """

    openai_key: str | None = field(default=None, repr=False)
    openai_base_url: str | None = None
    openai_api_version: str | None = None
    timeout: float = 120.0
    prices: Prices = field(default_factory=Prices)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


def check_spelling(spelled: str) -> tuple[str, str, str]:
    """The adapter, the vendor ("" for OpenAI) and the model's name.

    Raises:
        ModelUnknown: no adapter takes that spelling.
    """
    adapter, _, name = spelled.partition(":")
    if adapter == OPENAI and name.strip():
        return OPENAI, "", name
    vendor, _, model = name.partition(":")
    if adapter == LANGCHAIN and vendor.strip() and model.strip():
        return LANGCHAIN, vendor, model
    raise ModelUnknown(f'There is no model "{spelled}"; use {_SPELLINGS}.')


def is_openai(spelled: str) -> bool:
    """Whether it is OpenAI's protocol, so that the settings may name another server for it."""
    return check_spelling(spelled)[0] == OPENAI


def check_access(spelled: str, access: Access) -> None:
    """Find out what cannot work before anything is imported or opened.

    Raises:
        ModelUnknown: no adapter takes that spelling, or its package is not installed.
        KeyMissing: it wants a key, and there is none.
        SettingInvalid: settings do not go together, or a key or an address can be none.
    """
    adapter, name, _ = check_spelling(spelled)
    if adapter == OPENAI:
        _check_openai(access)
        return
    vendor = vendor_of(name)
    if vendor.listed and not vendor.installed:
        raise ModelUnknown(f"{spelled} needs a package that is missing: {vendor.install}.")
    for key in vendor.keys:
        check_key(key, access.environment.get(key, ""))
    if vendor.keys and not any(access.environment.get(key) for key in vendor.keys):
        raise KeyMissing(f"{' or '.join(vendor.keys)} is not set; {vendor.title} wants a key.")


def _check_openai(access: Access) -> None:
    check_key("OPENAI_API_KEY", access.openai_key or "")
    if access.openai_base_url:
        check_address("OPENAI_BASE_URL", access.openai_base_url)
    if access.openai_api_version and not access.openai_base_url:
        raise SettingInvalid(
            "OPENAI_API_VERSION is set without OPENAI_BASE_URL; set that to your Azure resource, "
            "such as https://RESOURCE.openai.azure.com."
        )
    if not access.openai_key and not access.openai_base_url:
        raise KeyMissing(
            "OPENAI_API_KEY is not set; set it, or set OPENAI_BASE_URL to a server that needs none."
        )


def open_adapter(spelled: str, access: Access) -> ChatModel:
    """The adapter for that model.

    Raises:
        ConfigurationError: it cannot be used with these settings.
    """
    check_access(spelled, access)
    adapter, name, model = check_spelling(spelled)
    if adapter == LANGCHAIN:
        return _langchain(name, model, access)
    from keyquestions.models.openai_chat import OpenAIChat

    return OpenAIChat(
        model,
        api_key=access.openai_key,
        base_url=access.openai_base_url,
        api_version=access.openai_api_version,
        timeout=access.timeout,
        prices=access.prices,
    )


def _langchain(name: str, model: str, access: Access) -> ChatModel:
    from keyquestions.models.langchain_chat import LangChainChat

    vendor = vendor_of(name)
    keys = (access.environment.get(key) for key in vendor.keys)
    key = next(filter(None, keys), None)
    options: dict[str, Any] = {} if key is None else {"api_key": key}
    return LangChainChat(
        vendor, model, timeout=access.timeout, prices=access.prices, options=options
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to name a model: what it wants, and whether that is there.

    `keys` maps the names of settings to whether they are set; `needed` says how many of them are
    wanted, in words ("" where none is).
    """

    spelling: str
    title: str
    installed: bool
    install: str
    keys: Mapping[str, bool]
    needed: str


def offers(access: Access) -> tuple[Offer, ...]:
    """All ways to name a model, with what is installed and set; no key's value is in it."""
    openai = Offer(
        spelling="openai:NAME",
        title="OpenAI, Azure OpenAI, and servers that speak OpenAI's protocol",
        installed=True,
        install="",
        keys={
            "OPENAI_API_KEY": bool(access.openai_key),
            "OPENAI_BASE_URL": bool(access.openai_base_url),
        },
        needed="a key, or the address of a server that wants none",
    )
    vendors = (
        Offer(
            spelling=f"langchain:{vendor.name}:NAME",
            title=vendor.title,
            installed=vendor.installed,
            install=vendor.install,
            keys={key: bool(access.environment.get(key)) for key in vendor.keys},
            needed=vendor.needs,
        )
        for vendor in VENDORS
    )
    return (openai, *vendors)
