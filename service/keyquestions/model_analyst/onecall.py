"""One request for all three parts: two calls less an article, for archives."""

import asyncio
import json
from copy import copy
from typing import Any, ClassVar

from keyquestions.analysis import Framing, Stage, Summary
from keyquestions.analyst import (
    Analyst,
    FramingDraft,
    Objections,
    Proposal,
    QuestionsDraft,
    SummaryDraft,
)
from keyquestions.article import Article
from keyquestions.errors import ModelError
from keyquestions.model_analyst.analyst import ModelAnalyst
from keyquestions.model_analyst.replies import Draft, read_reply, stage_of
from keyquestions.model_analyst.requests import ONE
from keyquestions.models import ChatReply


class OneCaller(Analyst):
    """Asks for all three drafts in one request, and hands them over stage by stage.

    Whichever stage comes first makes the request, and has it on its bill; the others wait for it.
    Asking again is as usual: of each stage on its own. The questions are asked without knowing the
    verified summary and framing.
    """

    kind: ClassVar[str] = "model"
    revises: ClassVar[bool] = True

    def __init__(self, analyst: ModelAnalyst) -> None:
        self.model = analyst.model
        self.prompts = analyst.prompts
        self.notice = analyst.notice
        self._analyst = analyst
        self._turn = asyncio.Lock()
        self._told: tuple[Article, ChatReply | ModelError] | None = None

    def begin(self, language: str | None) -> "OneCaller":
        """The analyst of one analysis, which remembers the one reply."""
        return OneCaller(self._analyst.begin(language))

    def fits(self, _stage: Stage, article: Article, _task: str) -> bool:
        """Whether the one request fits into the model's window, as far as can be estimated."""
        requests = self._analyst.requests
        return requests.fits_about(ONE, article, requests.whole_task(article))

    def means(self, _article: Article) -> tuple[str, ...]:
        """That all is asked in one request, and the room for its reply."""
        return (ONE, *self._analyst.requests.shortened(ONE))

    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Hand over the summary of the one reply."""
        task = self._analyst.requests.summary_task
        return await self.read(SummaryDraft, article, task, objections)

    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Hand over the framing of the one reply."""
        task = self._analyst.requests.framing_task
        return await self.read(FramingDraft, article, task, objections)

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Hand over the questions of the one reply."""
        task = self._analyst.requests.questions_task(article, summary, framing)
        return await self.read(QuestionsDraft, article, task, objections)

    async def read(
        self,
        draft: type[Draft],
        article: Article,
        task: str,
        objections: Objections | None = None,
    ) -> Proposal[Draft]:
        """Hand over a draft out of the one reply; asked again, the task is asked for alone."""
        if objections is not None:
            return await self._analyst.read(draft, article, task, objections)
        return await self._part(draft, article)

    async def _part(self, draft: type[Draft], article: Article) -> Proposal[Draft]:
        async with self._turn:
            first = self._told is None or self._told[0] is not article
            if self._told is None or first:
                self._told = article, await self._ask(article)
            told: ChatReply | ModelError = self._told[1]
        if isinstance(told, ModelError):
            error = copy(told)
            error.spent = told.spent if first else ()
            raise error
        stage = stage_of(draft)
        text = _named(told.text, stage.value)
        parsed, rejected = read_reply(text, draft, stage)
        calls = (*told.spent, told.call) if first else ()
        return Proposal(parsed, tuple(rejected), text, calls)

    async def _ask(self, article: Article) -> ChatReply | ModelError:
        requests = self._analyst.requests
        request = requests.about(ONE, article, requests.whole_task(article))
        try:
            return await self._analyst.chat.complete(request)
        except ModelError as error:
            return error


def _named(text: str, name: str) -> str:
    """The part of that name, as a text of its own; the whole where it is no such object."""
    try:
        raw: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return text
    return json.dumps(raw.get(name), ensure_ascii=False) if isinstance(raw, dict) else text
