"""A request's messages as LangChain takes them, with the marks that some vendors' caches want.

A cache serves what a request has in common with an earlier one, from its beginning on. Where the
schema goes to the server, as a schema or as a tool, it stands before all else (Anthropic: tools,
then system, then messages; the schema is part of the cache's key, too): only the requests of one
stage then begin alike, and only as far as their article. Marking an article there would cost what
writing into a cache costs, a quarter more, and serve nobody.
"""

from collections.abc import Mapping
from typing import Any

from keyquestions.models.port import ChatRequest, Message, Role, Structure

Content = str | list[dict[str, Any]]

_MARK: Mapping[str, str] = {"type": "ephemeral"}
"""Kept for five minutes; every time that it serves prolongs it. What is too short is not kept."""


def messages_of(request: ChatRequest, *, marks: bool) -> list[tuple[str, Content]]:
    """Pairs of role and content; `marks` says whether the vendor caches only what is marked."""
    if not marks:
        return [(message.role.value, message.content) for message in request.messages]
    return [(message.role.value, _content(message, request)) for message in request.messages]


def _content(message: Message, request: ChatRequest) -> Content:
    if message.role is Role.SYSTEM:
        return [_block(message.content, marked=True)]
    schema_first = request.json_schema is not None and request.structure is not Structure.TEXT
    if schema_first or not request.shared or message is not _first(request):
        return message.content
    shared, own = message.content[: request.shared], message.content[request.shared :]
    return [_block(shared, marked=True), _block(own, marked=False)]


def _first(request: ChatRequest) -> Message | None:
    return next((each for each in request.messages if each.role is Role.USER), None)


def _block(text: str, *, marked: bool) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": text}
    return block | ({"cache_control": dict(_MARK)} if marked else {})
