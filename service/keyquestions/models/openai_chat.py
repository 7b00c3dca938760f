"""OpenAI, Azure OpenAI, and every server that speaks the chat completions protocol.

Retries are not this adapter's: the SDK's own are switched off, because retries of two owners
multiply. What it does send again, at once and unpaid, is a request whose settings the server does
not take, without them; it remembers that for the next one.
"""

import asyncio
import time
from typing import Any

import httpx2
import openai

from keyquestions.models.failures import Whose
from keyquestions.models.openai_client import is_vendor, open_client
from keyquestions.models.openai_errors import told_by, translated
from keyquestions.models.openai_wire import (
    Dialect,
    adapted,
    body_of,
    ignored,
    reply_of,
)
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.models.prices import Prices

_PATH = "/chat/completions"


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
        self._client = open_client(api_key, base_url, api_version, timeout, transport)
        self._official = is_vendor(str(self._client.base_url))

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Ask for one completion."""
        body = body_of(request, self._model, self._dialect)
        while True:
            began = time.monotonic()
            try:
                data = await self._post(body)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                dialect = adapted(body, told_by(error), self._dialect)
                if dialect is None:
                    raise self._failed(error, began) from error
                self._dialect = dialect
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
        return reply.model_copy(update=told | {"ignored": ignored(request, body)})


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
