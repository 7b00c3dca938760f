"""OpenAI, Azure OpenAI, and every server that speaks the chat completions protocol.

Retries are not this adapter's: the SDK's own are switched off, because retries of two owners
multiply. What it does send again, at once and unpaid, is a request whose settings the server does
not take, without them; it remembers that for the next one.
"""

import asyncio
import ssl
import time
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai

from keyquestions.models.failures import Told, Whose
from keyquestions.models.openai_errors import told_by, translated
from keyquestions.models.openai_wire import (
    LIMIT,
    NEW_LIMIT,
    OLD_LIMIT,
    TEMPERATURE,
    Dialect,
    body_of,
    reply_of,
)
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.models.prices import Prices
from keyquestions.models.vetting import not_an_address
from keyquestions.telemetry import quiet

NO_KEY = "none"
"""Sent where no key is set: the SDK insists on one, a local server ignores it."""

CONNECT_SECONDS = 10.0
"""How long a connection may take; a reply may take all of the timeout."""

_PATH = "/chat/completions"
_VENDORS = (".openai.com", ".azure.com")
_TOO_LARGE = ("too large", "too high", "at most", "less than or equal", "exceeds")


class OpenAIChat(ChatModel):
    """One model of one server; `timeout` is in seconds, for the whole reply.

    `base_url` is where the API begins; None is OpenAI itself. Azure OpenAI is reached through its
    v1 endpoint (`https://RESOURCE.openai.azure.com/openai/v1`) like any other server; with an
    `api_version`, `base_url` is the resource's own address and requests take the dated form, in
    which `model` is the name of the deployment. `prices` gives replies their cost.

    Raises:
        SettingInvalid: `base_url` is no address.
    """

    def __init__(  # noqa: PLR0913 - what a server can be told apart by
        self,
        model: str,
        *,
        api_key: str | None,
        base_url: str | None = None,
        api_version: str | None = None,
        timeout: float = 120.0,
        prices: Prices | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._whose = Whose(self.name, key="OPENAI_API_KEY", address="OPENAI_BASE_URL")
        self._timeout = timeout
        self._prices = prices or Prices()
        self._dialect = Dialect()
        quiet("openai", "httpx2", "httpcore2")
        self._client = _client(api_key or NO_KEY, base_url, api_version, timeout, transport)
        self._official = _is_vendor(str(self._client.base_url))

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Ask for one completion."""
        body = body_of(request, self._model, self._dialect)
        while True:
            began = time.monotonic()
            try:
                data = await self._post(body)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                if not self._adapts(body, told_by(error)):
                    raise self._failed(error, began) from error
            except (openai.OpenAIError, TimeoutError) as error:
                raise self._failed(error, began) from error
            else:
                return self._finished(reply_of(data, self._whose), request, body, began)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _post(self, body: dict[str, Any]) -> bytes:
        """One request; the SDK's own objects are left out, they cost more than all the rest."""
        async with asyncio.timeout(self._timeout):
            response = await self._client.post(_PATH, cast_to=httpx2.Response, body=body)
        return response.content

    def _failed(self, error: Exception, began: float) -> Exception:
        return translated(error, self._whose, self._timeout, _milliseconds(began))

    def _finished(
        self, reply: ChatReply, request: ChatRequest, body: dict[str, Any], began: float
    ) -> ChatReply:
        served = reply.model_served and f"openai:{reply.model_served}"
        cost = self._prices.cost(reply.tokens, self.name, served, official=self._official)
        told = {"cost_usd": cost, "latency_ms": _milliseconds(began)}
        return reply.model_copy(update=told | {"ignored": _ignored(request, body)})

    def _adapts(self, body: dict[str, Any], told: Told) -> bool:
        """Take out of the body what the server objects to; False where that is something else."""
        if TEMPERATURE in body and TEMPERATURE in told.words:
            self._dialect = replace(self._dialect, temperature=False)
            del body[TEMPERATURE]
            return True
        limit = NEW_LIMIT if NEW_LIMIT in body else OLD_LIMIT
        if limit not in body or not (limit in told.words or OLD_LIMIT in told.words):
            return False
        room = body.pop(limit)
        # Too much room for this article is not remembered: the next one may leave more.
        if limit == NEW_LIMIT and not any(sign in told.words for sign in _TOO_LARGE):
            self._dialect = replace(self._dialect, limit=OLD_LIMIT)
            body[OLD_LIMIT] = room
        return True


def _client(
    key: str,
    base_url: str | None,
    api_version: str | None,
    timeout: float,
    transport: httpx2.AsyncBaseTransport | None,
) -> openai.AsyncOpenAI:
    settings: dict[str, Any] = {
        "api_key": key,
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


def _is_vendor(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host.endswith(_VENDORS)


def _ignored(request: ChatRequest, body: dict[str, Any]) -> tuple[str, ...]:
    """The settings of the request that are not in the body that the server took."""
    wanted = {TEMPERATURE: request.temperature, LIMIT: request.max_output_tokens}
    sent = {TEMPERATURE: TEMPERATURE in body, LIMIT: NEW_LIMIT in body or OLD_LIMIT in body}
    return tuple(name for name, value in wanted.items() if value is not None and not sent[name])


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
