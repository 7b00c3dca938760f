"""What the first article would wait for, loaded before it comes.

Languages' models, an HTML reader and the analyst's word lists are loaded when they are first used,
which takes longer than most articles do.
"""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from keyquestions.analyst import Analyst
from keyquestions.article import Article, read_article
from keyquestions.codebook import load_codebook
from keyquestions.pipeline import analyze

_PAGE = """<article><h1>Market hall to reopen in spring</h1>
<p>The town's market hall will reopen on 2 April after two years of repairs, the council said on
Monday. "The roof was worse than we thought," said Ada Brandt, who leads the works.</p>
<p>The repairs cost 3.1 million euros because beams had rotted. Traders have asked for lower
rents; the council has not answered them yet.</p></article>"""


class Warming:
    """Something that is loaded beside everything else, and again where that failed."""

    def __init__(self, load: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin at once."""
        self._load = load
        self._task = asyncio.create_task(load())

    async def done(self) -> None:
        """Wait until it is loaded.

        Raises:
            KeyQuestionsError: it cannot be; whoever asks again has it tried again.
        """
        if self._task.done() and (self._task.cancelled() or self._task.exception()):
            self._task = asyncio.create_task(self._load())
        await asyncio.shield(self._task)

    async def aclose(self) -> None:
        """Load no more."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)


async def warm_reading() -> None:
    """Have everything at hand that reading an article takes; the event loop goes on meanwhile."""
    await asyncio.to_thread(_article)


async def warm_analysis(analyst: Analyst, prompts: Path) -> None:
    """Have everything at hand that an analysis by an analyst of this process takes."""
    await analyze(_article(), analyst, load_codebook(prompts))


def _article() -> Article:
    return read_article(_PAGE, markup="html")
