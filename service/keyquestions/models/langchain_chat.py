"""Every vendor that LangChain knows, behind the one port.

Importing this module imports LangChain, which takes seconds: it is imported when it is chosen.
What LangChain and the vendors' packages send where is theirs; LangSmith's tracing is off unless
the user's environment turns it on.
"""

import asyncio
import json
import math
import time
from collections.abc import Mapping
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable

from keyquestions.analysis import Tokens
from keyquestions.errors import ModelUnknown, RequestRejected, SettingInvalid
from keyquestions.models.failures import Whose
from keyquestions.models.langchain_errors import told_by, translated
from keyquestions.models.langchain_messages import messages_of
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest, Finish, Structure
from keyquestions.models.prices import Prices
from keyquestions.models.vendors import Vendor
from keyquestions.telemetry import quiet

_TEMPERATURE = "temperature"
_LIMIT = "max_output_tokens"
_METHODS = {Structure.JSON_SCHEMA: "json_schema", Structure.JSON_OBJECT: "json_mode"}
_LETTERS_A_TOKEN = 3
"""Fewer than in English, because other languages have fewer."""

_REPLY_TOKENS = 4096
_LEAST_WINDOW = 8192
_FINISHES = {
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    "refusal": Finish.REFUSAL,
    "content_filter": Finish.FILTER,
    "content_filtered": Finish.FILTER,
    "guardrail_intervened": Finish.FILTER,
    "safety": Finish.FILTER,
    "recitation": Finish.FILTER,
    "prohibited_content": Finish.FILTER,
    "blocklist": Finish.FILTER,
}


class LangChainChat(ChatModel):
    """One model of one vendor; `timeout` is in seconds, for the whole reply.

    `options` go to the vendor's LangChain class as they are (`api_key`, `base_url`, …).

    Raises:
        ModelUnknown: LangChain knows no such vendor, or its package is not installed.
        SettingInvalid: the vendor's package does not work with these options.
    """

    def __init__(
        self,
        vendor: Vendor,
        model: str,
        *,
        timeout: float = 120.0,
        prices: Prices | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = f"langchain:{vendor.name}:{model}"
        key = " or ".join(vendor.keys) or "the vendor's credentials"
        self._whose = Whose(self.name, key=key, address="the vendor's address")
        self._vendor = vendor
        self._timeout = timeout
        self._prices = prices or Prices()
        self._warm = True
        settings = vendor.options(math.ceil(timeout)) | dict(options or {})
        self._model = _open(vendor, model, settings)
        quiet()  # the vendor's package has been imported by now

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Ask for one message; a temperature that is refused is dropped, once, and remembered."""
        warm = self._warm and request.temperature is not None
        began = time.monotonic()
        asked, ignored = self._prepared(request, warm=warm)
        try:
            async with asyncio.timeout(self._timeout):
                answer = await asked.ainvoke(messages_of(request, marks=self._vendor.marks))
                return self._reply(_raw(answer), ignored, began)
        except Exception as error:
            told = told_by(error)
            if warm and told is not None and _TEMPERATURE in told.words:
                self._warm = False
                return await self.complete(request)
            raise translated(error, self._whose, self._timeout, _milliseconds(began)) from error

    async def aclose(self) -> None:
        """Close the connections, where they belong to this model alone."""
        close: Any = self._model
        for name in self._vendor.closes.split("."):
            close = getattr(close, name, None)
        if close is not None:
            await close()

    def _prepared(
        self, request: ChatRequest, *, warm: bool
    ) -> tuple[Runnable[Any, Any], tuple[str, ...]]:
        """What is to be invoked, and the settings that could not be made."""
        wanted = {_TEMPERATURE: request.temperature, _LIMIT: request.max_output_tokens}
        fields = {_TEMPERATURE: _TEMPERATURE, _LIMIT: self._vendor.limit}
        known = type(self._model).model_fields
        made: dict[str, Any] = {}
        if self._vendor.window is not None:
            made[self._vendor.window] = _window(request)
        ignored: list[str] = []
        for name, value in wanted.items():
            if value is None:
                continue
            if fields[name] not in known or (name == _TEMPERATURE and not warm):
                ignored.append(name)
            else:
                made[fields[name]] = value
        # A copy shares the connections of the model that it is a copy of.
        model = self._model.model_copy(update=made)
        return self._held(model, request), tuple(ignored)

    def _held(self, model: BaseChatModel, request: ChatRequest) -> Runnable[Any, Any]:
        """The model, held to the schema as the request's structure says.

        Raises:
            RequestRejected: its package has no such way.
        """
        if request.json_schema is None or request.structure is Structure.TEXT:
            return model
        structure = request.structure
        no_way = RequestRejected(f"The package of {self.name} has no {structure}.", structural=True)
        if structure is Structure.JSON_OBJECT and not self._vendor.json_mode:
            raise no_way
        schema = request.json_schema.body | {"title": request.json_schema.name}
        try:
            if structure is Structure.TOOL:
                return model.bind_tools([_tool(schema)], tool_choice="any")
            method = _METHODS[structure]
            return model.with_structured_output(schema, method=method, include_raw=True)
        except (NotImplementedError, ValueError, TypeError) as error:
            raise no_way from error

    def _reply(self, message: AIMessage, ignored: tuple[str, ...], began: float) -> ChatReply:
        told = message.response_metadata
        served = told.get("model_name") or told.get("model")
        tokens = _tokens(message)
        also = served and f"langchain:{self._vendor.name}:{served}"
        return ChatReply(
            text=_text(message),
            finish=_finish(told),
            tokens=tokens,
            model=self.name,
            model_served=served,
            cost_usd=self._prices.cost(tokens, self.name, also, written=_written(message)),
            latency_ms=_milliseconds(began),
            ignored=ignored,
        )


def _open(vendor: Vendor, model: str, settings: Mapping[str, Any]) -> BaseChatModel:
    """The vendor's own class, set up. Errors of settings may hold a key: they are not repeated."""
    name = f"langchain:{vendor.name}:{model}"
    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=vendor.provider, **settings)
    except ImportError as error:
        raise ModelUnknown(f"{name} needs a package: {vendor.install}.") from error
    except Exception as error:
        if "Unsupported provider" in str(error):
            raise ModelUnknown(
                f'LangChain knows no vendor "{vendor.name}"; see `keyquestions models`.'
            ) from error
        raise SettingInvalid(
            f"{name} cannot be set up ({type(error).__name__}); check the vendor's own settings, "
            f"such as {', '.join(vendor.keys) or 'its credentials'}."
        ) from None
    return opened


def _window(request: ChatRequest) -> int:
    """Tokens that hold the request and its reply: generous, and rounded up to a power of two.

    Few different sizes, because Ollama loads a model anew for each.
    """
    letters = sum(len(message.content) for message in request.messages)
    tokens = letters // _LETTERS_A_TOKEN + (request.max_output_tokens or _REPLY_TOKENS)
    return max(_LEAST_WINDOW, 1 << tokens.bit_length())


def _tool(schema: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {key: value for key, value in schema.items() if key != "title"}
    return {"type": "function", "function": {"name": schema["title"], "parameters": parameters}}


def _raw(answer: object) -> AIMessage:
    """The message itself; structured output wraps it together with what LangChain made of it."""
    message = answer["raw"] if isinstance(answer, dict) else answer
    if not isinstance(message, AIMessage):
        raise TypeError(type(message).__name__)
    return message


def _text(message: AIMessage) -> str:
    """What the one tool was called with, as JSON, or the text without the thinking."""
    for called in message.tool_calls:
        return json.dumps(called["args"], ensure_ascii=False)
    for misread in message.invalid_tool_calls:
        return misread["args"] or ""
    return str(message.text)


def _finish(told: Mapping[str, Any]) -> Finish:
    names = ("finish_reason", "stop_reason", "stopReason", "done_reason")
    reason = next((str(told[name]) for name in names if told.get(name)), "")
    return _FINISHES.get(reason.lower(), Finish.STOP)


def _tokens(message: AIMessage) -> Tokens:
    usage = message.usage_metadata
    if usage is None:
        return Tokens()
    return Tokens(
        input=usage.get("input_tokens"),
        output=usage.get("output_tokens"),
        cached=usage.get("input_token_details", {}).get("cache_read"),
        reasoning=usage.get("output_token_details", {}).get("reasoning"),
    )


def _written(message: AIMessage) -> int:
    """Tokens of the input that were written into a cache, whatever for how long."""
    usage = message.usage_metadata
    details: Mapping[str, Any] = usage.get("input_token_details", {}) if usage else {}
    names = ("cache_creation", "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens")
    return sum(details.get(name) or 0 for name in names)


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
