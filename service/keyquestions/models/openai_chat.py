"""OpenAI, and every server that speaks its chat completions protocol.

Retries are not this adapter's: the SDK's own are switched off, because retries of two owners
multiply.
"""

import json
from typing import Any

import httpx2
import openai
from openai.types.chat import ChatCompletion

from keyquestions.analysis import Tokens
from keyquestions.errors import ReplyInvalid
from keyquestions.models.openai_errors import translated
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest, Finish
from keyquestions.telemetry import quiet

NO_KEY = "none"
"""Sent where no key is set: the SDK insists on one, a local server ignores it."""

_FINISHES = {
    "stop": Finish.STOP,
    "length": Finish.LENGTH,
    "content_filter": Finish.FILTER,
    "tool_calls": Finish.STOP,
    "function_call": Finish.STOP,
}


class OpenAIChat(ChatModel):
    """One model of one server; `timeout` is in seconds, for the whole reply."""

    def __init__(
        self,
        model: str,
        *,
        api_key: str | None,
        base_url: str | None = None,
        timeout: float = 120.0,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = f"openai:{model}"
        self._model = model
        self._timeout = timeout
        quiet("openai", "httpx2", "httpcore2")
        self._client = openai.AsyncOpenAI(
            api_key=api_key or NO_KEY,
            base_url=base_url,
            timeout=timeout,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpxClient(transport=transport) if transport else None,
        )

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Send one request for one completion."""
        try:
            completion: object = await self._client.chat.completions.create(**self._body(request))
        except (openai.OpenAIError, json.JSONDecodeError, httpx2.HTTPError) as error:
            raise translated(error, self.name, self._timeout) from error
        return _reply(completion, self.name)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _body(self, request: ChatRequest) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [message.model_dump(mode="json") for message in request.messages],
        }
        if request.json_schema is not None:
            schema = {"name": request.json_schema.name, "schema": request.json_schema.body}
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": schema | {"strict": True},
            }
        if request.temperature is not None:
            body["temperature"] = request.temperature
        if request.max_output_tokens is not None:
            body["max_completion_tokens"] = request.max_output_tokens
        return body


def _reply(completion: object, model: str) -> ChatReply:
    """Read a completion; servers also answer 200 with HTML (a str) or without choices."""
    if not isinstance(completion, ChatCompletion) or not completion.choices:
        raise ReplyInvalid(
            "The server's answer is not a chat completion; check that OPENAI_BASE_URL ends where "
            "its API begins (usually in /v1)."
        )
    choice = completion.choices[0]
    refusal = choice.message.refusal
    finish = Finish.REFUSAL if refusal else _FINISHES.get(choice.finish_reason, Finish.STOP)
    return ChatReply(
        text=choice.message.content or "",
        finish=finish,
        tokens=_tokens(completion),
        model=model,
        model_served=completion.model or None,
    )


def _tokens(completion: ChatCompletion) -> Tokens:
    usage = completion.usage
    if usage is None:
        return Tokens()
    prompt, output = usage.prompt_tokens_details, usage.completion_tokens_details
    return Tokens(
        input=usage.prompt_tokens,
        output=usage.completion_tokens,
        cached=prompt.cached_tokens if prompt else None,
        reasoning=output.reasoning_tokens if output else None,
    )
