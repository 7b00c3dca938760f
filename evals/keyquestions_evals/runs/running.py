"""Run a variant over fixtures: what the journal lacks is analysed, several articles at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from keyquestions.analysis import Analysis
from keyquestions.article import Article
from keyquestions.errors import ConfigurationError, KeyQuestionsError
from keyquestions.models.trials import trial
from keyquestions_evals.runs.journal import Item, Journal, Mishap, Slot

Analyze = Callable[[Article], Awaitable[Analysis]]
Told = Callable[[Item], None]


@dataclass(slots=True)
class Budget:
    """Dollars that a run may cost; None is without limit.

    What is under way is not broken off: what it costs is paid already.
    """

    usd: float | None = None
    spent: float = 0.0

    @property
    def used_up(self) -> bool:
        """Whether nothing new may begin."""
        return self.usd is not None and self.spent >= self.usd

    def book(self, item: Item) -> None:
        """Count what an item cost now; what was stored, or has no known price, costs nothing."""
        if item.analysis is not None:
            self.spent += item.analysis.provenance.cost_usd or 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run goes on.

    `concurrency` is how many articles are analysed at once; `only_failed` does those again that
    failed, and nothing else.
    """

    concurrency: int = 8
    only_failed: bool = False
    budget: Budget | None = None


async def run(
    journal: Journal,
    articles: Mapping[str, Article],
    analyze: Analyze,
    plan: Plan,
    told: Told = lambda _: None,
) -> None:
    """Fill the journal; an article that cannot be analysed is an item, too.

    Args:
        journal: what is done already, and where what is done now is kept.
        articles: by the names in the journal's head.
        analyze: the production analysis.
        plan: how.
        told: is told each item once it is in the journal.

    Raises:
        ConfigurationError: what is set does not work, so that no article could be analysed.
        JournalInvalid: the journal cannot be written.
    """
    budget = plan.budget or Budget()
    todo = _todo(journal, only_failed=plan.only_failed)

    async def work() -> None:
        for article, number in todo:
            if budget.used_up:
                return
            item = await _item(article, number, articles[article], analyze)
            journal.add(item)
            budget.book(item)
            told(item)

    try:
        async with asyncio.TaskGroup() as workers:
            for _ in range(plan.concurrency):
                workers.create_task(work())
    except* (KeyQuestionsError, OSError) as group:
        raise group.exceptions[0] from None


def _todo(journal: Journal, *, only_failed: bool) -> Iterator[Slot]:
    if not only_failed:
        return iter(journal.missing)
    return iter([slot for slot, item in journal.items.items() if item.failed])


async def _item(name: str, number: int, article: Article, analyze: Analyze) -> Item:
    began = time.perf_counter()
    analysis, error = None, None
    try:
        with trial(number):
            analysis = await analyze(article)
    except ConfigurationError:
        raise
    except KeyQuestionsError as failed:
        error = Mishap(code=failed.code, message=failed.message)
    return Item(
        article=name,
        trial=number,
        analysis=analysis,
        error=error,
        seconds=round(time.perf_counter() - began, 3),
    )
