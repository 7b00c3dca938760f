"""The analyst that runs where no model is configured."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ClassVar, TypeVar

from keyquestions.analysis import Framing, Summary
from keyquestions.analyst import (
    Analyst,
    FramingDraft,
    Objections,
    Proposal,
    QuestionsDraft,
    SummaryDraft,
)
from keyquestions.article import Article, language_name
from keyquestions.article.language import UNKNOWN
from keyquestions.builtin.document import Document
from keyquestions.errors import LanguageUnsupported

_T = TypeVar("_T")

_LANGUAGES = {UNKNOWN: "a language that it could not tell"}


class BuiltinAnalyst(Analyst):
    """Rules and word lists: nothing leaves the machine, and the same article gives the same drafts.

    It writes in the article's language: its summary is the article's own sentences, and its
    explanations and questions are made of the article's words. The last article read is kept,
    because one analysis asks for three drafts about it. The rules take their time: they run one
    after the other in a thread, beside the event loop.
    """

    kind: ClassVar[str] = "builtin"
    revises: ClassVar[bool] = False
    model: str | None = None
    prompts: str | None = None
    notice: str = (
        "Made by the built-in analyst: rules and word lists, no language model was used. "
        "It can miss what a careful reader would see."
    )

    def __init__(self) -> None:
        self._read: Document | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="builtin")

    def begin(self, language: str | None) -> "BuiltinAnalyst":
        """Itself, where it may write in the article's language.

        Raises:
            LanguageUnsupported: another language is asked for.
        """
        if language is not None:
            raise LanguageUnsupported(
                "The built-in analyst writes in the article's language only, not in "
                f"{language_name(language)}; set KEYQUESTIONS_MODEL to a language model for that."
            )
        return self

    async def summarise(
        self,
        article: Article,
        objections: Objections | None = None,
    ) -> Proposal[SummaryDraft]:
        """Choose at most 80 words of the article's own sentences."""

        def draft() -> SummaryDraft:
            from keyquestions.builtin.summary import summarise

            return summarise(self._document(article))

        return Proposal(await self._beside(draft))

    async def frame(
        self,
        article: Article,
        objections: Objections | None = None,
    ) -> Proposal[FramingDraft]:
        """Find frames, signals and perspectives by rules."""

        def draft() -> FramingDraft:
            from keyquestions.builtin.framing import frame

            return frame(self._document(article))

        return Proposal(await self._beside(draft))

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Compose questions about an English article.

        Raises:
            LanguageUnsupported: the article is in another language.
        """

        def propose() -> Proposal[QuestionsDraft]:
            document = self._document(article)
            if not document.tagged:
                raise _unsupported(article.language)
            from keyquestions.builtin.asking import ask

            return Proposal(ask(document, framing))

        return await self._beside(propose)

    async def _beside(self, work: Callable[[], _T]) -> _T:
        """Do some work in the thread; what is cancelled before its turn is never begun."""
        loop, context = asyncio.get_running_loop(), copy_context()
        return await loop.run_in_executor(self._thread, context.run, work)

    def _document(self, article: Article) -> Document:
        if self._read is None or self._read.article is not article:
            self._read = Document.of(article)
        return self._read


def _unsupported(language: str) -> LanguageUnsupported:
    name = _LANGUAGES.get(language) or language_name(language)
    return LanguageUnsupported(
        f"The built-in analyst asks questions in English only, and the article is in {name}; "
        "set KEYQUESTIONS_MODEL to a language model for it."
    )
