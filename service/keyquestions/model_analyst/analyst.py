"""One request for each stage about an article that fits into the model's window."""

from copy import copy
from typing import ClassVar

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
from keyquestions.codebook import Codebook
from keyquestions.model_analyst.replies import Draft, propose, stage_of
from keyquestions.model_analyst.requests import Requests
from keyquestions.model_analyst.window import Window
from keyquestions.models import ChatModel
from keyquestions.prompting import Prompts


class ModelAnalyst(Analyst):
    """Produces drafts with one chat model, one set of prompt files and one codebook."""

    kind: ClassVar[str] = "model"
    revises: ClassVar[bool] = True

    def __init__(
        self,
        model: ChatModel,
        prompts: Prompts,
        codebook: Codebook,
        *,
        window: Window | None = None,
    ) -> None:
        self.model = model.name
        self.prompts = prompts.digest
        self.notice = prompts.notice
        self.chat = model
        self.requests = Requests(prompts, codebook, window or Window())

    def begin(self, language: str | None) -> "ModelAnalyst":
        """The analyst that writes in that language, as far as the prompt files let it be told."""
        other = copy(self)
        other.requests = self.requests.writing(language)
        return other

    def fits(self, stage: Stage, article: Article, task: str) -> bool:
        """Whether a stage's request fits into the model's window, as far as can be estimated."""
        return self.requests.fits_about(stage.value, article, task)

    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Draft a summary by `prompts/summary.md`."""
        return await self.read(SummaryDraft, article, self.requests.summary_task, objections)

    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Draft the framing analysis by `prompts/framing.md`."""
        return await self.read(FramingDraft, article, self.requests.framing_task, objections)

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Draft the key questions by `prompts/questions.md`."""
        task = self.requests.questions_task(article, summary, framing)
        return await self.read(QuestionsDraft, article, task, objections)

    async def read(
        self,
        draft: type[Draft],
        article: Article,
        task: str,
        objections: Objections | None = None,
    ) -> Proposal[Draft]:
        """Draft what a task asks for about an article, or about a part of one."""
        stage: Stage = stage_of(draft)
        request = self.requests.about(stage.value, article, task, objections)
        return await propose(self.chat, request, draft)
