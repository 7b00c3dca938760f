"""The parts of a provider run, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from keyquestions.analysis import Analysis, Tokens
from keyquestions.analyst import Analyst
from keyquestions.archive.items import ArchiveItem
from keyquestions.archive.provider.limits import FileLimits
from keyquestions.archive.provider.passing import Collected, Passing, Patient
from keyquestions.archive.provider.running import POLL_SECONDS, Progress, ProviderRun
from keyquestions.archive.provider.sending import Courier
from keyquestions.archive.provider.state import ProviderState
from keyquestions.codebook import Codebook
from keyquestions.fetching import Pages
from keyquestions.jobs.batches import Reader
from keyquestions.models import ChatModel
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.laddered import Introduce
from keyquestions.models.openai_batches import DISCOUNT, OpenAIBatches
from keyquestions.models.prices import Prices
from keyquestions.models.stored import ReplyStore
from keyquestions.pipeline import HERE, Verifier, analyze


@dataclass(frozen=True, slots=True)
class Means:
    """What articles are analysed with; `open_analyst` makes the analyst that asks a model."""

    open_analyst: Callable[[ChatModel], Analyst]
    codebook: Codebook
    introduce: Introduce
    store: ReplyStore
    prices: Prices
    verifier: Verifier = HERE
    pages: Pages | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run goes about it."""

    limits: FileLimits | None = None
    budget_usd: float | None = None
    poll_seconds: float = POLL_SECONDS
    clock: Clock = CLOCK
    progress: Callable[[Progress], None] | None = None


@asynccontextmanager
async def open_provider_run(
    endpoint: OpenAIBatches, state: Path, means: Means, manner: Manner | None = None
) -> AsyncIterator[ProviderRun]:
    """A run whose state is in that file; endpoint and file are closed at the end.

    Raises:
        StoreFailed: the file cannot be used.
    """
    chosen = manner or Manner()
    with ProviderState(state) as kept:
        price = partial(_price, means.prices, endpoint)
        collected = Collected(endpoint.whose, endpoint.model, kept, price)
        passing = Passing(collected, means.store, means.introduce)
        analyst = Patient(means.open_analyst(passing))
        courier = Courier(
            endpoint,
            kept,
            price,
            limits=chosen.limits,
            budget_usd=chosen.budget_usd,
            clock=chosen.clock,
        )
        try:
            yield ProviderRun(
                courier,
                kept,
                passing,
                partial(_analysed, means, analyst, Reader(means.pages or Pages())),
                poll_seconds=chosen.poll_seconds,
                clock=chosen.clock,
                progress=chosen.progress,
            )
        finally:
            await endpoint.aclose()


def _price(prices: Prices, endpoint: OpenAIBatches, tokens: Tokens) -> float | None:
    """USD for so many tokens in a batch."""
    whole = prices.cost(tokens, endpoint.whose.model, official=endpoint.official)
    return None if whole is None else whole * DISCOUNT


async def _analysed(means: Means, analyst: Analyst, reader: Reader, item: ArchiveItem) -> Analysis:
    """The analysis of an item that is a request."""
    assert item.request is not None  # noqa: S101 - the others have their error
    asked = await reader.submission(item.request, None)
    return await analyze(
        asked.article,
        analyst,
        means.codebook,
        output_language=asked.output_language,
        verifier=means.verifier,
    )
