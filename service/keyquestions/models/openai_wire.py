"""OpenAI's chat completions on the wire: a request as a body, a body as a reply."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from keyquestions.analysis import Tokens
from keyquestions.errors import ReplyInvalid
from keyquestions.models.failures import Told, Whose, broken_off, failure, possibly_paid, words_of
from keyquestions.models.port import ChatReply, ChatRequest, Finish, JsonSchema, Structure

TEMPERATURE = "temperature"
LIMIT = "max_output_tokens"
NEW_LIMIT = "max_completion_tokens"
OLD_LIMIT = "max_tokens"

_FINISHES = {
    "length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "content_filter": Finish.FILTER,
    "refusal": Finish.REFUSAL,
}
_TOO_LARGE = ("too large", "too high", "at most", "less than or equal", "exceeds")
_FAILED = 500
"""The status that an error counts as which a server sent as a success, without saying which."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a server and model were found to take: the name of the limit, and a temperature."""

    limit: str = NEW_LIMIT
    temperature: bool = True


def body_of(request: ChatRequest, model: str, dialect: Dialect) -> dict[str, Any]:
    """The body that asks for one completion, with the schema as the request's structure says."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [
            {"role": message.role.value, "content": message.content} for message in request.messages
        ],
    }
    if request.json_schema is not None:
        body |= _structure(request.json_schema, request.structure)
    if request.temperature is not None and dialect.temperature:
        body[TEMPERATURE] = request.temperature
    if request.max_output_tokens is not None:
        body[dialect.limit] = request.max_output_tokens
    return body


def adapted(body: dict[str, Any], told: Told, dialect: Dialect) -> Dialect | None:
    """Take out of the body what the server objects to.

    Returns:
        How later requests are to be made; None where it objects to something else.
    """
    if TEMPERATURE in body and TEMPERATURE in told.words:
        del body[TEMPERATURE]
        return replace(dialect, temperature=False)
    limit = NEW_LIMIT if NEW_LIMIT in body else OLD_LIMIT
    if limit not in body or not (limit in told.words or OLD_LIMIT in told.words):
        return None
    room = body.pop(limit)
    # Too much room for this article is not remembered: the next one may leave more.
    if limit == NEW_LIMIT and not any(sign in told.words for sign in _TOO_LARGE):
        body[OLD_LIMIT] = room
        return replace(dialect, limit=OLD_LIMIT)
    return dialect


def ignored(request: ChatRequest, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings of the request that are not in the body that the server took."""
    wanted = {TEMPERATURE: request.temperature, LIMIT: request.max_output_tokens}
    sent = {TEMPERATURE: TEMPERATURE in body, LIMIT: NEW_LIMIT in body or OLD_LIMIT in body}
    return tuple(name for name, value in wanted.items() if value is not None and not sent[name])


def _structure(schema: JsonSchema, structure: Structure) -> dict[str, Any]:
    if structure is Structure.JSON_SCHEMA:
        strict = {"name": schema.name, "schema": schema.body, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": strict}}
    if structure is Structure.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}
    if structure is Structure.TOOL:
        function = {"name": schema.name, "parameters": schema.body}
        # A tool that is named here is ignored by some servers that understand "required".
        return {"tools": [{"type": "function", "function": function}], "tool_choice": "required"}
    return {}


def reply_of(data: bytes, whose: Whose) -> ChatReply:
    """Read the body of a success; its cost, latency and structure are for others to fill in.

    Raises:
        ModelError: it is no completion; what was counted is on the error's bill.
    """
    payload = _parsed(data, whose)
    choices = payload.get("choices")
    if not choices and "error" in payload:
        raise failure(_told(payload["error"]), whose)
    if not isinstance(choices, list):
        raise _no_completion(whose)
    tokens = _tokens(payload.get("usage"))
    served = payload.get("model")
    reply = ChatReply(
        text="",
        finish=Finish.STOP,
        tokens=tokens,
        model=whose.model,
        model_served=served if isinstance(served, str) and served else None,
    )
    if not choices or not isinstance(choices[0], dict):
        error = ReplyInvalid(f"{whose.model} sent a completion with nothing in it.")
        raise error.after(reply.thrown_away(ReplyInvalid))
    return reply.model_copy(update=_said(choices[0]))


def _parsed(data: bytes, whose: Whose) -> dict[str, Any]:
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError) as error:
        if data.lstrip()[:1] == b"{":
            raise possibly_paid(broken_off(whose), whose.model) from error
        raise _no_completion(whose) from error
    if not isinstance(payload, dict):
        raise _no_completion(whose)
    return payload


def _no_completion(whose: Whose) -> ReplyInvalid:
    return ReplyInvalid(
        f"The answer of the server behind {whose.model} is not a chat completion; check that "
        f"{whose.address} ends where its API begins (usually in /v1)."
    )


def _told(error: object) -> Told:
    """An error that came with a success's status; some servers put the real one into `code`."""
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    status = int(code) if code.isdecimal() and len(code) == len("429") else _FAILED
    return Told(status, words_of(error), posing=True)


def _said(choice: Mapping[str, Any]) -> dict[str, object]:
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    finish = _FINISHES.get(str(choice.get("finish_reason")), Finish.STOP)
    text = _arguments(message.get("tool_calls")) or _content(message.get("content"))
    return {"text": text, "finish": Finish.REFUSAL if message.get("refusal") else finish}


def _content(content: object) -> str:
    """The text of a message; some servers send it in parts, their thinking among them."""
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(str(part.get("text", "")) for part in parts)
    return content if isinstance(content, str) else ""


def _arguments(calls: object) -> str:
    """What the one tool was called with, as JSON; "" where none was called."""
    call = calls[0] if isinstance(calls, list) and calls else None
    function = call.get("function") if isinstance(call, dict) else None
    given = function.get("arguments") if isinstance(function, dict) else None
    return given if isinstance(given, str) else "" if given is None else json.dumps(given)


def _tokens(usage: object) -> Tokens:
    counts = usage if isinstance(usage, dict) else {}
    prompt, output = (
        counts.get(f"{side}_tokens_details") or {} for side in ("prompt", "completion")
    )
    cached = prompt.get("cached_tokens", counts.get("prompt_cache_hit_tokens"))
    return Tokens(
        input=_count(counts.get("prompt_tokens")),
        output=_count(counts.get("completion_tokens")),
        cached=_count(cached),
        reasoning=_count(output.get("reasoning_tokens")),
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
