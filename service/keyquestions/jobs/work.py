"""What the jobs have done for them: an article analysed, by means that are known beforehand."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping

from keyquestions import __version__
from keyquestions.analysis import Analysis
from keyquestions.analyst import Analyst
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.jobs.beside import Analyze, Beside
from keyquestions.jobs.warming import warm_reading
from keyquestions.pipeline import Told, identity_of, listening

Listener = Callable[[Told], None]


class Work(ABC):
    """Analyses articles, at most `room` at once."""

    room: int

    def __init__(self, analyst: Analyst, codebook: Codebook) -> None:
        self._analyst = analyst
        self._codebook = codebook

    @property
    def means(self) -> Mapping[str, str | None]:
        """What an analysis is made with: analyst, model, prompts, codebook and software."""
        return {
            "analyst": self._analyst.kind,
            "model": self._analyst.model,
            "prompts": self._analyst.prompts,
            "codebook": self._codebook.version,
            "software": f"keyquestions {__version__}",
        }

    def identity(self, article: Article, output_language: str | None) -> str:
        """The id of the analysis.

        Raises:
            LanguageUnknown: the output language is none.
        """
        return identity_of(article, self._analyst, self._codebook, output_language)

    @abstractmethod
    async def analyse(
        self, article: Article, output_language: str | None, listener: Listener
    ) -> Analysis:
        """Analyse it, and tell of the stages on the way.

        Raises:
            KeyQuestionsError: there is no analysis.
        """

    async def warm(self) -> None:
        """Load what the first article would wait for.

        Raises:
            KeyQuestionsError: it cannot be used.
        """
        await warm_reading()

    async def aclose(self) -> None:
        """Let go of what it holds; what still runs is lost."""
        return


class LoopWork(Work):
    """Work that mostly waits for a model: it is done in the event loop."""

    def __init__(
        self,
        analyze: Analyze,
        analyst: Analyst,
        codebook: Codebook,
        room: int,
    ) -> None:
        super().__init__(analyst, codebook)
        self.room = room
        self._analyze = analyze

    async def analyse(
        self, article: Article, output_language: str | None, listener: Listener
    ) -> Analysis:
        """Analyse it here."""
        with listening(listener):
            return await self._analyze(article, output_language=output_language)


class ProcessWork(Work):
    """Work that computes: it is done in other processes, and the event loop keeps answering."""

    def __init__(self, processes: Beside, analyst: Analyst, codebook: Codebook) -> None:
        super().__init__(analyst, codebook)
        self.room = processes.room
        self._processes = processes

    async def analyse(
        self, article: Article, output_language: str | None, listener: Listener
    ) -> Analysis:
        """Have it analysed by one of them."""
        return await self._processes.analyse(article, output_language, listener)

    async def warm(self) -> None:
        """Load it here, and wait until a process has."""
        await asyncio.gather(super().warm(), self._processes.ready())

    async def aclose(self) -> None:
        """End the processes."""
        await self._processes.aclose()
