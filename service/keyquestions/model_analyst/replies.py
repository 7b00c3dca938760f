"""Replies: sent for, and read item by item."""

import json
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from keyquestions.analysis import Dropped, Stage
from keyquestions.analyst import FramingDraft, Proposal, QuestionsDraft, SummaryDraft
from keyquestions.models import ChatModel, ChatReply, ChatRequest

Draft = TypeVar("Draft", SummaryDraft, FramingDraft, QuestionsDraft)

_STAGES: dict[type[BaseModel], Stage] = {
    SummaryDraft: Stage.SUMMARY,
    FramingDraft: Stage.FRAMING,
    QuestionsDraft: Stage.QUESTIONS,
}


def stage_of(draft: type[BaseModel]) -> Stage:
    """The stage that such drafts are for."""
    return _STAGES[draft]


async def propose(model: ChatModel, request: ChatRequest, draft: type[Draft]) -> Proposal[Draft]:
    """Send a request and read the reply as such a draft.

    Raises:
        ModelError: there is no reply.
    """
    reply: ChatReply = await model.complete(request)
    parsed, rejected = read_reply(reply.text, draft, stage_of(draft))
    return Proposal(
        draft=parsed,
        rejected=tuple(rejected),
        reply=reply.text,
        calls=(*reply.spent, reply.call),
    )


def read_reply(text: str, draft: type[Draft], stage: Stage) -> tuple[Draft, list[Dropped]]:
    """Read a reply item by item; what is not an item of a draft is rejected alone.

    A reply that is no JSON object at all gives an empty draft and says so.
    """
    try:
        raw = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        item = Dropped.of(stage, text, "the reply is not a JSON object")
        return draft.model_construct(**_empty(draft)), [item]
    rejected = [
        Dropped.of(stage, key, "nothing of that name was asked for")
        for key in raw.keys() - draft.model_fields.keys()
    ]
    parts: dict[str, Any] = {}
    for name in draft.model_fields:
        parts[name] = _part(name, raw.get(name), draft, stage, rejected)
    return draft.model_construct(**parts), rejected


def _part(
    name: str, raw: object, draft: type[BaseModel], stage: Stage, rejected: list[Dropped]
) -> object:
    """One field of a draft: a text as it is, a list without the items that cannot be read."""
    empty = _empty(draft)[name]
    if not isinstance(raw, str if empty == "" else list):
        reason = (
            "it is missing from the reply" if raw is None else "it is not of the form asked for"
        )
        rejected.append(Dropped.of(stage, name, reason))
        return empty
    if isinstance(raw, str):
        return raw
    item_type = get_args(draft.model_fields[name].annotation)[0]
    read = [_item(item, item_type, stage, rejected) for item in raw]
    return tuple(item for item in read if item is not None)


def _item(
    raw: object, item_type: type[BaseModel], stage: Stage, rejected: list[Dropped]
) -> BaseModel | None:
    try:
        return item_type.model_validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the item"
        told = json.dumps(raw, ensure_ascii=False)
        rejected.append(Dropped.of(stage, told, f"{where}: {first['msg']}"))
        return None


def _empty(draft: type[BaseModel]) -> dict[str, Any]:
    return {
        name: "" if field.annotation is str else () for name, field in draft.model_fields.items()
    }
