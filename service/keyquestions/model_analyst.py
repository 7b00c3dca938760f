"""The analyst that asks a chat model: prompt files in, drafts out."""

import json
from hashlib import sha256
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from keyquestions.analysis import Dropped, Framing, Stage, Summary
from keyquestions.analyst import (
    Analyst,
    FramingDraft,
    Objections,
    Proposal,
    QuestionsDraft,
    SummaryDraft,
)
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.models import (
    ChatModel,
    ChatReply,
    ChatRequest,
    JsonSchema,
    Message,
    Role,
)
from keyquestions.prompting import Prompts, strict_schema

BRIEF_WORDS = 150
"""Below this many words an article bears four questions only."""

FENCE_LENGTH = 16

_Draft = TypeVar("_Draft", SummaryDraft, FramingDraft, QuestionsDraft)


class ModelAnalyst(Analyst):
    """Produces drafts with one chat model, one set of prompt files and one codebook."""

    kind: ClassVar[str] = "model"
    revises: ClassVar[bool] = True

    def __init__(self, model: ChatModel, prompts: Prompts, codebook: Codebook) -> None:
        self.model = model.name
        self.prompts = prompts.digest
        self.notice = prompts.notice
        self._chat = model
        self._files = prompts
        self._codebook = codebook
        self._schemas = {
            draft: JsonSchema(name=stage.value, body=strict_schema(draft, codebook))
            for stage, draft in (
                (Stage.SUMMARY, SummaryDraft),
                (Stage.FRAMING, FramingDraft),
                (Stage.QUESTIONS, QuestionsDraft),
            )
        }

    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Draft a summary by `prompts/summary.md`."""
        task = self._files.render("summary")
        return await self._propose(Stage.SUMMARY, SummaryDraft, article, task, objections)

    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Draft the framing analysis by `prompts/framing.md`."""
        task = self._files.render("framing", codebook=self._codebook)
        return await self._propose(Stage.FRAMING, FramingDraft, article, task, objections)

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Draft the key questions by `prompts/questions.md`."""
        brief = article.words < BRIEF_WORDS
        task = self._files.render(
            "questions", codebook=self._codebook, summary=summary, framing=framing, brief=brief
        )
        return await self._propose(Stage.QUESTIONS, QuestionsDraft, article, task, objections)

    async def _propose(
        self,
        stage: Stage,
        draft: type[_Draft],
        article: Article,
        task: str,
        objections: Objections | None,
    ) -> Proposal[_Draft]:
        sampling = self._files.sampling(stage.value)
        request = ChatRequest(
            messages=self._messages(article, task, objections),
            json_schema=self._schemas[draft],
            temperature=sampling.temperature,
            max_output_tokens=sampling.max_output_tokens,
        )
        reply: ChatReply = await self._chat.complete(request)
        parsed, rejected = read_reply(reply.text, draft, stage)
        return Proposal(
            draft=parsed,
            rejected=tuple(rejected),
            reply=reply.text,
            calls=(*reply.spent, reply.call),
        )

    def _messages(
        self, article: Article, task: str, objections: Objections | None
    ) -> tuple[Message, ...]:
        """What does not change comes first, so that the stages share the longest prefix."""
        told = self._files.render("article", article=article, fence=fence_of(article))
        messages = [
            Message(role=Role.SYSTEM, content=self._files.render("system")),
            Message(role=Role.USER, content=f"{told}\n\n{task}"),
        ]
        if objections is not None:
            mended = self._files.render("repair", faults=objections.faults)
            messages += [
                Message(role=Role.ASSISTANT, content=objections.reply),
                Message(role=Role.USER, content=mended),
            ]
        return tuple(messages)


def fence_of(article: Article) -> str:
    """A token that the article cannot contain: a digest of all of it."""
    fence = sha256(article.text.encode()).hexdigest()[:FENCE_LENGTH]
    while fence in article.text:
        fence = sha256(fence.encode()).hexdigest()[:FENCE_LENGTH]
    return fence


def read_reply(text: str, draft: type[_Draft], stage: Stage) -> tuple[_Draft, list[Dropped]]:
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
