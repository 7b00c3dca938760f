"""The `openai` SDK's client as it is used here: cheap, without retries, for any server."""

import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai

from keyquestions.models.vetting import not_an_address
from keyquestions.telemetry import quiet

NO_KEY = "none"
"""Sent where no key is set: the SDK insists on one, a local server ignores it."""

CONNECT_SECONDS = 10.0
"""How long a connection may take; a reply may take all of the timeout."""

_VENDORS = (".openai.com", ".azure.com")


def open_client(
    key: str | None,
    base_url: str | None,
    api_version: str | None,
    timeout: float,
    transport: httpx2.AsyncBaseTransport | None,
) -> openai.AsyncOpenAI:
    """A client of that server, which makes one attempt a request; `timeout` is in seconds.

    Raises:
        SettingInvalid: `base_url` is no address.
    """
    quiet("openai", "httpx2", "httpcore2")
    settings: dict[str, Any] = {
        "api_key": key or NO_KEY,
        "timeout": httpx2.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
        "max_retries": 0,
    }
    # aiohttp takes some two thirds of the computing that the SDK's default takes for a request.
    settings["http_client"] = (
        openai.DefaultAioHttpClient(verify=_trusted())
        if transport is None
        else openai.DefaultAsyncHttpxClient(transport=transport)
    )
    try:
        if api_version is None:
            return openai.AsyncOpenAI(base_url=base_url, **settings)
        return openai.AsyncAzureOpenAI(
            azure_endpoint=base_url or "", api_version=api_version, **settings
        )
    except httpx2.InvalidURL:
        # Such as a host's name that the rules for names do not allow; the reason repeats it.
        raise not_an_address("OPENAI_BASE_URL") from None


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust, read once: that takes longer than all else that makes a client."""
    return httpx2.create_ssl_context()


def is_vendor(address: str) -> bool:
    """Whether a server's address is a vendor's own, where list prices hold."""
    host = urlsplit(address).hostname or ""
    return host.endswith(_VENDORS)
